"""Every change of a subscription passes here: load, decide, store. What is stored is owed to the topic."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from jobalerts_shared.events import SubscriptionState
from jobalerts_shared.sealing import Sealer
from jobalerts_shared.targets import Targets
from jobalerts_subscriptions.addresses import normal_address
from jobalerts_subscriptions.asked import Asked, Consent, House, check, parse_asked, read_asked
from jobalerts_subscriptions.changes import merged
from jobalerts_subscriptions.kept import Kept, body_of
from jobalerts_subscriptions.limits import Meter
from jobalerts_subscriptions.refusals import Full, KeyReused, NotFound, Stale, TooMany
from jobalerts_subscriptions.states import ACTIVE, AWAITING, ENDED, WHY_NOT, Move, Stuck, moved, state_after_change
from jobalerts_subscriptions.store import Rows, Store

OWN_TENANT = "own"  # the page's subscriptions and the operator's
LINK_LASTS = timedelta(hours=48)
MOST_SUBSCRIPTIONS = 50  # of one person: a machine that signs somebody up finds an end


class LinkOutcome(StrEnum):
    """What a confirmation link came to."""

    CONFIRMED = "confirmed"
    FRESH = "fresh"
    ALREADY = "already"
    EXPIRED = "expired"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    key: str
    request_hash: bytes


def now_utc() -> datetime:
    return datetime.now(UTC)


class Register:
    def __init__(
        self, store: Store, sealer: Sealer, meter: Meter, house: House, clock: Callable[[], datetime] = now_utc
    ) -> None:
        self._store, self._sealer, self._meter = store, sealer, meter
        self._house, self._clock = house, clock

    def check(self, asked: Asked) -> Asked:
        return check(asked, self._house, self._clock())

    def read_form(self, body: Mapping[str, Any]) -> Asked:
        """Raises `Refused` with every fault at once."""
        return read_asked(body, self._house, self._clock())

    def targets(self, kept: Kept) -> Targets:
        return self._sealer.open(kept.targets_sealed)

    async def read(self, tenant: str, public_id: str) -> Kept:
        async with self._store.transaction() as rows:
            return _current(await rows.find(tenant, public_id), None)

    async def live(self, subscription_ids: Sequence[int]) -> list[Kept]:
        """Those that have not ended: what there is to leave."""
        async with self._store.transaction() as rows:
            kept = await rows.of_owner(subscription_ids)
            return [each for each in kept if each.subscription_id in subscription_ids and each.state is not ENDED]

    async def page(self, tenant: str, after: int, limit: int, state: SubscriptionState | None) -> list[Kept]:
        async with self._store.transaction() as rows:
            return await rows.page(tenant, after, limit, state)

    async def begin(self, tenant: str, asked: Asked, key: IdempotencyKey | None = None) -> Kept:
        """A new subscription. The same key with the same request gives the same subscription again."""
        asked = self.check(asked)
        async with self._store.transaction() as rows:
            if key and not await rows.claim_key(tenant, key.key, key.request_hash):
                return await self._answered(rows, tenant, key)
            kept = await self._add(rows, tenant, str(uuid4()), asked)
            assert kept is not None  # a random id is nobody's
            if key:
                await rows.answer_key(tenant, key.key, kept.subscription_id)
            return kept

    async def sign_up(self, asked: Asked) -> None:
        """From the page, by a stranger: a mail asks the address. Says nothing, whoever it belongs to."""
        asked = self.check(asked).model_copy(update={"consent": None})
        try:
            async with self._store.transaction() as rows:
                if not await self._renewed(rows, asked):
                    await self._add(rows, OWN_TENANT, str(uuid4()), asked)
        except (TooMany, Full):
            return  # the same answer for every address

    async def add_for(self, person_id: UUID, asked: Asked) -> Kept:
        """From the manage page: its link was mailed to the address, so it has confirmed."""
        async with self._store.transaction() as rows:
            person = await rows.person(person_id)
            if person is None:
                raise NotFound
            await rows.person_confirmed(person_id)
            kept = await self._add(rows, OWN_TENANT, str(uuid4()), self.check(self._vouched(asked, person.email)))
            assert kept is not None
            return kept

    async def put(self, tenant: str, public_id: str, asked: Asked, version: int | None = None) -> tuple[Kept, bool]:
        """The subscription says exactly this from now on; True when it is new. A repeat changes nothing."""
        asked = self.check(asked)
        async with self._store.transaction() as rows:
            found = await rows.find(tenant, public_id)
            if found is None and version is None and (added := await self._add(rows, tenant, public_id, asked)):
                return added, True
            found = found or await rows.find(tenant, public_id)  # somebody was faster
            kept = _current(found, version)
            if kept.state is ENDED:
                return await self._begun_again(rows, kept, asked), True
            return await self._restate(rows, kept, asked, asked.consent), False

    async def patch(self, tenant: str, public_id: str, changes: Mapping[str, Any], version: int | None = None) -> Kept:
        async with self._store.transaction() as rows:
            kept = _current(await rows.find(tenant, public_id), version)
            return await self._patched(rows, kept, changes)

    async def patch_for(self, person_id: UUID, subscription_id: int, changes: Mapping[str, Any]) -> Kept:
        async with self._store.transaction() as rows:
            return await self._patched(rows, await _owned(rows, person_id, subscription_id), changes)

    async def move(self, tenant: str, public_id: str, move: Move, version: int | None = None) -> Kept:
        async with self._store.transaction() as rows:
            return await self._moved(rows, _current(await rows.find(tenant, public_id), version), move)

    async def move_for(self, person_id: UUID, subscription_id: int, move: Move) -> Kept:
        """From the manage page, where resuming one that still waits confirms it."""
        async with self._store.transaction() as rows:
            kept = await _owned(rows, person_id, subscription_id)
            if move is Move.RESUME and kept.state is AWAITING:
                return await self._confirmed(rows, kept, "manage page")
            return await self._moved(rows, kept, move)

    async def leave(self, subscription_ids: Sequence[int], everything: bool = False) -> list[Kept]:
        """End these, or all of their person; what has ended or is erased is left already."""
        async with self._store.transaction() as rows:
            kept = await rows.of_owner(subscription_ids)
            leaving = [each for each in kept if everything or each.subscription_id in subscription_ids]
            return [await self._moved(rows, each, Move.END) for each in leaving]

    async def look(self, token: str) -> tuple[LinkOutcome, Kept | None]:
        """What the link would do; does nothing, because scanners look at every link."""
        async with self._store.transaction() as rows:
            return await self._judged(rows, token)

    async def confirm(self, token: str) -> tuple[LinkOutcome, Kept | None]:
        async with self._store.transaction() as rows:
            outcome, kept = await self._judged(rows, token)
            if outcome is not LinkOutcome.FRESH or kept is None:
                return outcome, kept
            await rows.use_confirmation(_hashed(token))
            return LinkOutcome.CONFIRMED, await self._confirmed(rows, kept, "confirmation link")

    async def _answered(self, rows: Rows, tenant: str, key: IdempotencyKey) -> Kept:
        seen = await rows.keyed(tenant, key.key)
        if seen is None or seen[0] != key.request_hash:
            raise KeyReused
        kept = await rows.numbered(seen[1])
        if kept is None:
            raise NotFound
        return kept

    async def _add(self, rows: Rows, tenant: str, public_id: str, asked: Asked) -> Kept | None:
        """None when the id is taken."""
        person_id = await rows.person_of(_address(asked))
        if await rows.live_count(person_id) >= MOST_SUBSCRIPTIONS:
            raise Full
        state = state_after_change(None, consented=asked.consent is not None, same_address=True)
        token = secrets.token_urlsafe(32) if state is AWAITING else None
        kept = await rows.add(tenant, public_id, person_id, asked, state, self._sealed(asked, token))
        if kept and token:
            await self._owe_mail(rows, kept, asked, token)
        return kept

    async def _restate(self, rows: Rows, kept: Kept, asked: Asked, fresh: Consent | None) -> Kept:
        """`fresh` is a consent stated now; one of before stands for the same address alone."""
        if kept.state is ENDED:
            raise Stuck(WHY_NOT[ENDED])
        before = self.targets(kept)
        same_address = normal_address(before.email) == normal_address(asked.email)
        asked = asked.model_copy(update={"consent": fresh or (kept.consent if same_address else None)})
        state = state_after_change(kept.state, consented=fresh is not None, same_address=same_address)
        if asked == kept.asked(before) and state is kept.state:
            return kept
        waits = state is AWAITING and same_address and kept.state is AWAITING
        token = before.confirmation_token if waits else secrets.token_urlsafe(32) if state is AWAITING else None
        person_id = await rows.person_of(_address(asked))
        after = await rows.change(kept, person_id, asked, state, self._sealed(asked, token))
        if token and not waits:
            await self._owe_mail(rows, after, asked, token)
        if person_id != kept.person_id:
            await rows.forget_person(kept.person_id)
        return after

    async def _begun_again(self, rows: Rows, kept: Kept, asked: Asked) -> Kept:
        """The same id under a new number: on the topic the old one is buried for good."""
        if not kept.ended_before(asked.consent):
            raise Stuck(WHY_NOT[ENDED])
        await rows.erase([kept.subscription_id])
        added = await self._add(rows, kept.tenant, kept.public_id, asked)
        assert added is not None  # the row that had the id is locked and gone
        await rows.forget_person(kept.person_id)
        return added

    async def _renewed(self, rows: Rows, asked: Asked) -> bool:
        """A form sent twice is one subscription with a new link, not two."""
        person_id = await rows.person_at(_address(asked))
        for kept in await rows.of_person(person_id, OWN_TENANT) if person_id else ():
            if kept.state is AWAITING and kept.asked(self.targets(kept)) == asked:
                token = secrets.token_urlsafe(32)
                kept = await rows.change(kept, kept.person_id, asked, AWAITING, self._sealed(asked, token))
                await self._owe_mail(rows, kept, asked, token)
                return True
        return False

    async def _patched(self, rows: Rows, kept: Kept, changes: Mapping[str, Any]) -> Kept:
        asked = self.check(parse_asked(merged(body_of(kept.asked(self.targets(kept))), changes)))
        return await self._restate(rows, kept, asked, asked.consent if "consent" in changes else None)

    async def _moved(self, rows: Rows, kept: Kept, move: Move) -> Kept:
        state = moved(kept.state, move)
        if state is kept.state:
            return kept
        asked = kept.asked(self.targets(kept))
        return await rows.change(kept, kept.person_id, asked, state, self._sealed(asked, None))

    async def _confirmed(self, rows: Rows, kept: Kept, source: str) -> Kept:
        await rows.person_confirmed(kept.person_id)
        consent = Consent(source=source, at=self._clock())
        asked = kept.asked(self.targets(kept)).model_copy(update={"consent": consent})
        return await rows.change(kept, kept.person_id, asked, ACTIVE, self._sealed(asked, None))

    async def _judged(self, rows: Rows, token: str) -> tuple[LinkOutcome, Kept | None]:
        found = await rows.confirmation(_hashed(token))
        kept = await rows.numbered(found.subscription_id) if found else None
        if found is None or kept is None:
            return LinkOutcome.UNKNOWN, None
        if kept.state is ENDED:
            return LinkOutcome.ENDED, kept
        if found.used or kept.state is not AWAITING:
            return LinkOutcome.ALREADY, kept
        return (LinkOutcome.FRESH if found.fresh else LinkOutcome.EXPIRED), kept

    async def _owe_mail(self, rows: Rows, kept: Kept, asked: Asked, token: str) -> None:
        """The notifier sends the link that is sealed into the subscription."""
        await rows.spend(self._meter, self._meter.limits.mailbox_mails, _address(asked))
        await rows.add_confirmation(kept.subscription_id, _hashed(token), LINK_LASTS)

    def _sealed(self, asked: Asked, token: str | None) -> str:
        return self._sealer.seal(Targets(email=asked.email, targets=asked.targets, confirmation_token=token))

    def _vouched(self, asked: Asked, email: str) -> Asked:
        return asked.model_copy(update={"email": email, "consent": Consent(source="manage page", at=self._clock())})


def _current(kept: Kept | None, version: int | None) -> Kept:
    if kept is None:
        raise NotFound
    if version is not None and version != kept.version:
        raise Stale(kept.version)
    return kept


async def _owned(rows: Rows, person_id: UUID, subscription_id: int) -> Kept:
    kept = await rows.numbered(subscription_id)
    if kept is None or kept.person_id != person_id:
        raise NotFound
    return kept


def _address(asked: Asked) -> str:
    address = normal_address(asked.email)
    assert address is not None, "checked before"
    return address


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
