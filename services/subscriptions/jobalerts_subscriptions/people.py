"""What is known of a person, handed over; and all of it, gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jobalerts_shared.sealing import Sealer
from jobalerts_subscriptions.kept import Kept, answer
from jobalerts_subscriptions.refusals import NotFound
from jobalerts_subscriptions.store import Person, Store


class People:
    """`tenant` None is the person themself, or the operator: nothing is held back from them."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer

    async def known(self, person_id: UUID, tenant: str | None = None) -> tuple[Person, list[Kept]]:
        """Raises `NotFound` for a person of whom this tenant has nothing."""
        async with self._store.transaction() as rows:
            person = await rows.person(person_id)
            kept = await rows.of_person(person_id, tenant)
        if person is None or (tenant is not None and not kept):
            raise NotFound
        return person, kept

    async def export(self, person_id: UUID, tenant: str | None = None) -> dict[str, Any]:  # Any: JSON
        person, kept = await self.known(person_id, tenant)
        return {
            "person_id": str(person.person_id),
            "email": person.email,
            "created_at": person.created_at.isoformat(),
            "confirmed_at": person.confirmed_at.isoformat() if person.confirmed_at else None,
            "subscriptions": [answer(each, self._sealer.open(each.targets_sealed)) for each in kept],
        }

    async def erase(self, person_id: UUID, tenant: str | None = None) -> None:
        """The rows are gone when this returns; tombstones follow on the topic. A tenant erases what is its own."""
        async with self._store.transaction() as rows:
            person = await rows.person(person_id)
            kept = await rows.of_person(person_id, tenant)
            if person is None or (tenant is not None and not kept):
                raise NotFound
            await rows.erase([each.subscription_id for each in kept])
            await rows.forget_person(person_id)
