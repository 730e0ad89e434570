"""The words of titles: head nouns, disciplines, fillers, spellings, from the reviewed table. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jobalerts_shared.reading.text import fold

TABLES = "jobalerts_shared.reading.tables"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words folded. `first`: heads that stand before their field, as in «ingénieur logiciel».

    `places` and `silent` are phrases that name no role; `silent_first` are the first words of both.
    """

    heads: frozenset[str]
    first: frozenset[str]
    both_ways: frozenset[str]
    compounds: tuple[str, ...]
    suffixes: tuple[str, ...]
    no_one: frozenset[str]
    leading: frozenset[str]
    taking: frozenset[str]
    turned: frozenset[str]
    empty: frozenset[str]
    grades: frozenset[str]
    management: frozenset[str]
    disciplines: frozenset[str]
    discipline_phrases: frozenset[str]
    neutral: frozenset[str]
    wide: frozenset[str]
    fillers: frozenset[str]
    soft: frozenset[str]
    addressing: frozenset[str]
    places: frozenset[str]
    languages: frozenset[str]
    silent: frozenset[str]
    silent_first: frozenset[str]
    cut: frozenset[str]
    of: frozenset[str]
    both: frozenset[str]
    spellings: dict[str, str]
    alike: dict[str, str]
    fields: dict[str, str]
    english: dict[str, str]


def table(name: str) -> dict[str, Any]:
    """One data file of the package."""
    return tomllib.loads((files(TABLES) / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    read = table("words.toml")
    heads = {name: _words(words) for name, words in read["heads"].items() if name != "grades"}
    first = heads["de"] | heads["fr"] | heads["es"] | heads["pt"] | heads["it"] | heads["nl"]
    places = phrases(read["places"]["words"], ";")
    silent = phrases(read["silent"]["phrases"], ";")
    return Lexicon(
        heads=heads["en"] | first,
        first=first,
        both_ways=_words(read["both_ways"]["words"]),
        compounds=tuple(sorted(heads["compounds"])),
        suffixes=tuple(sorted(heads["suffixes"])),
        no_one=heads["no_one"],
        leading=heads["leading"],
        taking=heads["taking"],
        turned=heads["turned"],
        empty=heads["empty"],
        management=heads["management"],
        grades=phrases(read["heads"]["grades"], ";"),
        disciplines=frozenset(read["disciplines"]["words"].split()),
        discipline_phrases=phrases(read["disciplines"]["phrases"], ";"),
        neutral=_words(read["disciplines"]["neutral"]),
        wide=_words(read["disciplines"]["wide"]),
        addressing=_words(read["silent"]["addressing"]),
        soft=_words(read["fillers"]["soft"]),
        fillers=_words(read["fillers"]["words"]),
        places=places,
        languages=_words(read["places"]["languages"]),
        silent=silent,
        silent_first=frozenset(one.split()[0] for one in silent | places),
        cut=_words(read["links"]["cut"]),
        of=_words(read["links"]["of"]),
        both=_words(read["links"]["both"]),
        spellings=_turned(read["spellings"]),
        alike=_turned(read["alike"]),
        fields=dict(read["fields"]),
        english=_turned(read["english"]),
    )


def phrases(text: str, separator: str = ",") -> frozenset[str]:
    return frozenset(folded for part in text.split(separator) if (folded := fold(part)))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


def _turned(lists: dict[str, str]) -> dict[str, str]:
    """From «meaning = variants» to variant -> meaning."""
    return {variant: meaning for meaning, variants in lists.items() for variant in fold(variants).split()}
