"""A posting made ready to be compared: its words and its company, worked out once, when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from jobalerts_shared.judging.words import company_key, spaced, words_of
from jobalerts_shared.posting import Basis, Posting
from jobalerts_shared.reading.wishes import PlaceAnswer, PlaceWish, place_wanted

BORDER = "\n"  # no phrase reaches over it: the title ends, the text begins


@dataclass(frozen=True, eq=False)
class Facts:
    posting: Posting

    @cached_property
    def title_words(self) -> frozenset[str]:
        return frozenset(words_of(self.posting.title))

    @cached_property
    def text(self) -> str:
        """Title and text as spaced words."""
        posting = self.posting
        return spaced(words_of(posting.title)) + BORDER + spaced(words_of(posting.description))

    @cached_property
    def company(self) -> str | None:
        return (company_key(self.posting.company) or None) if self.posting.company else None

    def place(self, wish: PlaceWish) -> PlaceAnswer:
        """Many subscriptions wish for one place: it is looked at once."""
        found = self._places.get(wish)
        if found is None:
            found = self._places[wish] = place_wanted(wish, self.posting)
        return found

    @cached_property
    def _places(self) -> dict[PlaceWish, PlaceAnswer]:
        return {}

    def says(self, field: str) -> str | None:
        """The posting's own words from which a field was read."""
        quoted = (e.words for e in self.posting.evidence if e.field == field and e.basis is not Basis.NOT_STATED)
        return next(filter(None, quoted), None)


@lru_cache(maxsize=64)
def facts_of(posting: Posting) -> Facts:
    """The same posting is looked through once, however many subscriptions are judged by it."""
    return Facts(posting)
