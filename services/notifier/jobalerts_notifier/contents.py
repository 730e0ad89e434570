"""What a delivery says at this moment: who it goes to, and the openings that may still be told, with their reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from jobalerts_notifier.conclusions import Claimed
from jobalerts_notifier.message import Message, Opening, show
from jobalerts_notifier.outcomes import Drop
from jobalerts_notifier.recipients import Fingerprints, Recipient, addressee, recipients
from jobalerts_notifier.retry import Kind
from jobalerts_notifier.store.outbox import Outbox, StillWanted
from jobalerts_shared.criteria import judge
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.tokens import Purpose, Tokens


@dataclass(frozen=True, slots=True)
class Speech:
    """A message ready to be sent, the alerts it tells, and why others of its alerts are left out."""

    message: Message
    recipient: Recipient
    alerts: frozenset[UUID] = frozenset()
    first_seen: tuple[datetime, ...] = ()
    left_out: Counter[Drop] = field(default_factory=Counter)


class Contents:
    def __init__(self, outbox: Outbox, sealer: Sealer, tokens: Tokens, page_url: str) -> None:
        self._outbox = outbox
        self._sealer = sealer
        self._tokens = tokens
        self._page_url = page_url
        self._fingerprints: Fingerprints | None = None

    async def say(self, claimed: Claimed) -> Speech | Drop:
        """What to send, or why nothing is to be sent any more."""
        if await self._outbox.is_suppressed(claimed.target_key):
            return Drop.TARGET_SUPPRESSED
        if claimed.kind is Kind.CONFIRMATION:
            return await self._confirmation(claimed)
        return await self._alerts(claimed)

    async def _confirmation(self, claimed: Claimed) -> Speech | Drop:
        sealed = await self._outbox.confirmation(claimed.message_id)
        if isinstance(sealed, Drop):
            return sealed
        targets = self._sealer.open(sealed)
        link = f"{self._page_url}/confirm/{targets.confirmation_token}"
        message = Message(
            claimed.delivery_id, claimed.kind, claimed.created_at, page_url=self._page_url, confirm_url=link
        )
        return Speech(message, addressee(targets))

    async def _alerts(self, claimed: Claimed) -> Speech | Drop:
        owed = await self._outbox.owed(claimed.message_id)
        if owed.lost is not None:
            return owed.lost
        keyed = [(await self._recipient(each.targets_sealed, claimed.target_key), each) for each in owed.wanted]
        recipient = next((recipient for recipient, _ in keyed if recipient), None)
        if recipient is None:
            return Drop.TARGET_REMOVED
        reachable = _by_alert([each for found, each in keyed if found])
        told = {alert: shown for alert, wanted in reachable.items() if (shown := _tell(wanted))}
        if not told:
            return Drop.NO_LONGER_WANTED
        left_out = Counter(
            {
                Drop.POSTING_CLOSED: owed.alerts - len(reachable),
                Drop.NO_LONGER_WANTED: len(reachable) - len(told),
            }
        )
        speaking = sorted({each.subscription_id for alert in told for each in reachable[alert]})
        message = self._message(claimed, tuple(told.values()), speaking)
        first_seen = tuple(reachable[alert][0].first_seen for alert in told)
        return Speech(message, recipient, frozenset(told), first_seen, left_out)

    def _message(self, claimed: Claimed, openings: tuple[Opening, ...], subscription_ids: list[int]) -> Message:
        """The unsubscribe link leaves every subscription that wanted what this message tells."""
        manage = self._tokens.sign(Purpose.MANAGE, str(claimed.person_id))
        unsubscribe = self._tokens.sign(Purpose.UNSUBSCRIBE, ",".join(map(str, subscription_ids)))
        return Message(
            claimed.delivery_id,
            claimed.kind,
            claimed.created_at,
            page_url=self._page_url,
            openings=openings,
            manage_url=f"{self._page_url}/manage/{manage}",
            unsubscribe_url=f"{self._page_url}/unsubscribe/{unsubscribe}",
        )

    async def _recipient(self, sealed: str, target_key: str) -> Recipient | None:
        if self._fingerprints is None:
            self._fingerprints = await self._outbox.fingerprints()
        found = recipients(self._sealer.open(sealed))
        return next((each for each in found if self._fingerprints.key(each) == target_key), None)


def _by_alert(wanted: list[StillWanted]) -> dict[UUID, list[StillWanted]]:
    """In the order of the message; the one that speaks for an alert stands first."""
    found: dict[UUID, list[StillWanted]] = {}
    for each in wanted:
        found.setdefault(each.alert_id, []).append(each)
    return found


def _tell(wanted: list[StillWanted]) -> Opening | None:
    """The opening as the first subscription that still wants it sees it: criteria and postings change."""
    judged = ((each, judge(each.criteria, each.posting)) for each in wanted)
    first = next(((each, judgement) for each, judgement in judged if judgement.match), None)
    if first is None:
        return None
    each, judgement = first
    others = len({other.subscription_id for other in wanted}) - 1
    return show(each.posting, each.opening_id, judgement, others)
