"""Words brought to the form by which roles are compared: spelling, number, gender, joined words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from jobalerts_shared.reading.lexicon import lexicon

# Two words that are one: front end, full stack, data centre; as keys.
JOINED = {
    ("front", "end"): "frontend",
    ("back", "end"): "backend",
    ("full", "stack"): "fullstack",
    ("cyber", "security"): "cybersecurity",
    ("dev", "ops"): "devops",
    ("engineer", "ops"): "devops",
    ("data", "center"): "datacenter",
    ("back", "office"): "backoffice",
    ("dot", "net"): ".net",
    ("e", "commerce"): "ecommerce",
    ("e", "mail"): "email",
    ("e", "learning"): "elearning",
    ("vice", "president"): "vp",
}
SPELLED_OUT = {
    "ml": ("machine", "learning"),
    "swe": ("software", "engineer"),
    "sde": ("software", "engineer"),
    "dotnet": (".net",),
    "nodejs": ("node.js",),
    "reactjs": ("react",),
    "react.js": ("react",),
    "vuejs": ("vue",),
    "vue.js": ("vue",),
    "frontends": ("frontend",),
    "ceo": ("chief", "executive", "officer"),
    "cfo": ("chief", "financial", "officer"),
    "cio": ("chief", "information", "officer"),
    "cmo": ("chief", "marketing", "officer"),
    "coo": ("chief", "operating", "officer"),
    "cto": ("chief", "technology", "officer"),
    "ciso": ("chief", "information", "security", "officer"),
    "chro": ("chief", "human", "resource", "officer"),
}
NOT_PLURAL = ("ss", "us", "is", "os", "as")


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """A folded word without plural and in its usual spelling; words that mean the same as heads are one."""
    words = lexicon()
    one = words.spellings.get(word, word)
    if one in words.heads or len(one) < 4:
        return words.alike.get(one, one)
    if one.endswith("s") and not one.endswith(NOT_PLURAL) and one.isalpha():
        one = words.spellings.get(one[:-1], one[:-1])
    return words.alike.get(one, one)


def keys(folded: Iterable[str]) -> list[str]:
    """The keys of words in a row; written together what is one word."""
    found: list[str] = []
    for word in folded:
        for one in SPELLED_OUT.get(word) or (key(word),):
            joined = JOINED.get((found[-1], one)) if found else None
            if joined:
                found[-1] = joined
            else:
                found.append(one)
    return found


def masculine(word: str, known: frozenset[str] | set[str] | dict[str, object]) -> str:
    """The form a table holds for a woman's form of the same word; the word itself where there is none."""
    if word in known:
        return word
    return next((form for form in _forms(word) if form in known), word)


# Endings of women's forms (and plurals) in six languages, and what stands there otherwise.
ENDINGS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("innen", ("",)),
    ("in", ("", "e")),
    ("frau", ("mann",)),
    ("leute", ("mann",)),
    ("euse", ("eur",)),
    ("trice", ("teur", "tore", "tor")),
    ("iere", ("ier",)),
    ("ienne", ("ien",)),
    ("eure", ("eur",)),
    ("ere", ("er",)),
    ("ora", ("or",)),
    ("oras", ("or",)),
    ("ores", ("or",)),
    ("eira", ("eiro",)),
    ("essa", ("e", "")),
    ("a", ("o", "")),
    ("as", ("o",)),
    ("os", ("o",)),
    ("es", ("", "e")),
    ("en", ("",)),
    ("er", ("",)),
    ("e", ("", "er")),
    ("ster", ("er",)),
)


def _forms(word: str) -> list[str]:
    return [
        word[: -len(end)] + other
        for end, others in ENDINGS
        if len(word) > len(end) + 3 and word.endswith(end)
        for other in others
    ]
