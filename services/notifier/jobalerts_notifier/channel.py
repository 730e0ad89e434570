"""What every channel is: a way to send one message to one target, whose every end is an outcome."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias

from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import Outcome
from jobalerts_notifier.recipients import Recipient
from jobalerts_shared.settings import Settings


class Channel(Protocol):
    """`at_once` tries in flight, `each` of them to one destination; `resend_in_doubt`: rather twice than never."""

    at_once: int
    each: int
    resend_in_doubt: bool

    async def send(self, message: Message, recipient: Recipient) -> Outcome: ...


Opener: TypeAlias = Callable[[Settings], AbstractAsyncContextManager[Channel]]
