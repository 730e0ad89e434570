"""Push services through apprise: one URL of ours for one target, in threads that nobody else waits for."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import warnings
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from apprise import Apprise, AppriseAsset, NotificationManager, NotifyFormat
from apprise.plugins.base import NotifyBase

from jobalerts_notifier.channel import Channel
from jobalerts_notifier.channels.push_urls import SCHEMES, PushAddress, push_address
from jobalerts_notifier.message import Message
from jobalerts_notifier.outcomes import InDoubt, Outcome, Reason, Refused, RetryLater, Sent
from jobalerts_notifier.recipients import Recipient
from jobalerts_notifier.render.plain import body, title
from jobalerts_shared.guard import PORTS, is_public
from jobalerts_shared.settings import Settings
from jobalerts_shared.targets import PushTarget

PLUGINS: Any = NotificationManager  # apprise says nothing of its types here
THREADS = 8
PATIENCE = 20.0
MQTT_PORTS = frozenset({1883, 8883})
# Bytes, below what each service takes (ntfy makes an attachment of more than 4096).
LONGEST = {"ntfy": 3500, "gotify": 8000, "pushover": 1000, "telegram": 3500, "discord": 1700, "mqtt": 16_000}
STATUS = re.compile(r"error=(\d{3})\d*\b")
AFTER_THE_BODY = ("Connection aborted", "Read timed out", "RemoteDisconnected", "Connection reset", "IncompleteRead")


@asynccontextmanager
async def open_push(settings: Settings) -> AsyncIterator[Channel]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of plugins that it loads and we then switch off
        PLUGINS().enable_only(*SCHEMES)
    _keep_the_log()
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="push")
    try:
        yield Push(threads, allow_private=settings.allow_private_networks)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _keep_the_log() -> None:
    """What apprise logs holds topics and tokens. We read all of it from its results, and let none of it through."""
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.handlers[:] = [logging.NullHandler()]


class Push:
    at_once = THREADS
    each = 2
    resend_in_doubt = False  # a push carries no id by which a second one could be told

    def __init__(self, threads: ThreadPoolExecutor, *, allow_private: bool, patience: float = PATIENCE) -> None:
        self._threads = threads
        self._free = THREADS
        self._allow_private = allow_private
        self._patience = patience
        self._asset = AppriseAsset(
            app_id="Job alerts", app_desc="Job alerts", app_url="", image_url_mask="", image_url_logo="",
            image_path_mask="", async_mode=False, service_timeout=0, http_redirects=False, interpret_emojis=False,
            allow_templates=False, default_service_retry=0,
        )  # fmt: skip

    async def send(self, message: Message, recipient: Recipient) -> Outcome:
        assert isinstance(recipient.target, PushTarget)
        address = push_address(recipient.target)
        if address is None:
            return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
        if (wrong := await self._check(address)) is not None:
            return wrong
        plugin = Apprise.instantiate(address.url, asset=self._asset)
        if plugin is None:
            return _not_loaded(recipient.target)
        plugin.request_rate_per_sec = 0  # the pauses are ours
        return await self._notify(plugin, title(message), body(message, LONGEST[recipient.target.service]))

    async def _check(self, address: PushAddress) -> Outcome | None:
        """Refuse a server of the subscriber's that is not public. apprise resolves the name again when it connects,
        so this holds off addresses, not a resolver that changes its answer in between."""
        if address.host is None or self._allow_private:
            return None
        if address.port not in PORTS | MQTT_PORTS:
            return Refused(permanent=False, reason=Reason.PRIVATE_ADDRESS)
        try:
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return RetryLater(Reason.UNREACHABLE, pauses=True)
        public = found and all(is_public(str(entry[4][0])) for entry in found)
        return None if public else Refused(permanent=False, reason=Reason.PRIVATE_ADDRESS)

    async def _notify(self, plugin: NotifyBase, headline: str, text: str) -> Outcome:
        """A thread that hangs is left behind and counted as taken until it ends; a running one cannot be stopped."""
        if self._free <= 0:
            return RetryLater(Reason.BUSY)
        self._free -= 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, _in_thread, plugin, headline, text)
        running.add_done_callback(self._freed)
        done, _ = await asyncio.wait({running}, timeout=self._patience)
        return read(*running.result()) if done else InDoubt(Reason.TIMED_OUT)

    def _freed(self, _: object) -> None:
        self._free += 1


def _in_thread(plugin: NotifyBase, headline: str, text: str) -> tuple[bool, str]:
    sender = Apprise()
    sender.add(plugin)
    result: Any = sender.notify(  # Any: apprise is not typed for its users
        body=text, title=headline, body_format=NotifyFormat.TEXT, log_level=logging.DEBUG
    )
    said = (entry.message for each in result.results for attempt in each.attempts for entry in attempt.logs)
    return bool(result), "\n".join(said)


def read(accepted: bool, said: str) -> Outcome:
    """What apprise's answer means: it keeps a status only in the words of its log."""
    if accepted:
        return Sent()
    if found := STATUS.findall(said):
        return _by_status(int(found[-1]))
    if any(words in said for words in AFTER_THE_BODY):
        return InDoubt(Reason.CUT_AFTER_BODY)
    return RetryLater(Reason.UNREACHABLE, pauses=True)


def _by_status(status: int) -> Outcome:
    if status == 429:
        return RetryLater(Reason.RATE_LIMITED, pauses=True)
    if status >= 500 or status == 408:
        return RetryLater(Reason.TEMPORARY)
    if status in (404, 410):
        return Refused(permanent=True, reason=Reason.NO_SUCH_TARGET)
    return Refused(permanent=False, reason=Reason.REFUSED_CONTENT)


def _not_loaded(target: PushTarget) -> Outcome:
    """MQTT needs paho-mqtt; everything else that is not taken was refused by apprise's own reading."""
    if target.service == "mqtt" and "mqtt" not in PLUGINS():
        return RetryLater(Reason.NOT_INSTALLED)
    return Refused(permanent=True, reason=Reason.NOT_UNDERSTOOD)
