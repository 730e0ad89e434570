"""A posting made ready to be compared: its words and its company, worked out once, when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from jobalerts_shared.judging.words import company_key, spaced, words_of
from jobalerts_shared.posting import Basis, Posting

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

    def says(self, field: str) -> str | None:
        """The posting's own words from which a field was read."""
        quoted = (e.words for e in self.posting.evidence if e.field == field and e.basis is not Basis.NOT_STATED)
        return next(filter(None, quoted), None)


@lru_cache(maxsize=64)
def facts_of(posting: Posting) -> Facts:
    """The same posting is looked through once, however many subscriptions are judged by it."""
    return Facts(posting)
