"""Plain text from whatever a board serves as a description: HTML, HTML with its markup escaped, or text.

Written by hand on one linear pattern: a parser that builds a tree takes quadratic time on markup nested without end,
and costs several times as much on the ordinary page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from jobalerts_shared.reading.stems import has_any

LONGEST = 200_000  # characters read of one description; the longest real ones have some 40,000

BLOCKS_WORDS = """
address article aside blockquote body br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 head
header hr main nav ol option p pre section table tbody td tfoot th thead title tr ul
"""
BLOCKS = frozenset(BLOCKS_WORDS.split())
SILENT_WORDS = """
script style noscript template svg select iframe object title
"""
SILENT = frozenset(SILENT_WORDS.split())
# One tag. The possessive marks (`++`) keep it linear on any text; a `<` never stands inside one.
TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+|[^<>]*+)>""")
MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*+)?/?>|<!--")
ESCAPED_MARKUP = re.compile(r"&lt;/?[a-zA-Z][a-zA-Z0-9]*(?:\s|/|&gt;)")
BULLET = "\x02"  # no text has it, and what is ASCII stays ASCII
EDGES = {name: "\n" for block in BLOCKS for name in (block, f"/{block}")} | {"li": "\n" + BULLET, "/li": "\n"}
MARKS = f"-•·*▪●◦‣–◆■➢➤✓✔ {BULLET}"
BLANKS = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")  # all but a lone blank, which needs no change
EMPTY_LINES = re.compile(r"\n{3,}")
OTHER_BLANKS = ("  ", *(chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n\r"))
ASCII_BLANKS = tuple(blank for blank in OTHER_BLANKS if blank.isascii())
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\x00]")


def plain(text: str) -> str:
    """The words as a reader sees them: one line per block, `- ` before a list's entries, entities unescaped once."""
    text = text[:LONGEST].replace(BULLET, " ")
    if "&lt;" in text and not MARKUP.search(text) and ESCAPED_MARKUP.search(text):
        text = html.unescape(text)
    if "<" in text and MARKUP.search(text):
        text = _without_markup(text)
    return _tidy(html.unescape(text))


def _without_markup(text: str) -> str:
    """Line breaks of the markup's source mean nothing; those of its blocks do."""
    text = _without_comments(text).replace("\r", " ").replace("\n", " ")
    first, *tags = TAG.split(text)
    closing, names, words = tags[::4], [name.lower() for name in tags[1::4]], tags[3::4]
    if SILENT.isdisjoint(names):
        edges = [EDGES.get(mark + name, "") for mark, name in zip(closing, names, strict=True)]
        return first + "".join(chain.from_iterable(zip(edges, words, strict=True)))
    return first + "".join(_spoken(zip(closing, names, tags[2::4], words, strict=True)))


def _spoken(tags: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    """Without what stands inside scripts, styles and the like: from each such tag to the one that closes it."""
    silent = ""
    for closing, name, attributes, words in tags:
        if silent:
            if not closing or name != silent:
                continue
            silent = ""
        elif not closing and name in SILENT and not attributes.endswith("/"):
            silent = name
            continue
        yield EDGES.get(closing + name, "")
        yield words


def _without_comments(text: str) -> str:
    parts: list[str] = []
    start = 0
    while (found := text.find("<!--", start)) >= 0:
        parts.append(text[start:found])
        end = text.find("-->", found)
        if end < 0:
            return "".join(parts)
        start = end + 3
    return "".join([*parts, text[start:]])


def _tidy(text: str) -> str:
    """One blank between words, at most one empty line between lines, and `- ` for a list's entry."""
    if not text.isascii() or "\0" in text:
        text = INVISIBLE.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_any(text, ASCII_BLANKS if text.isascii() else OTHER_BLANKS):
        text = BLANKS.sub(" ", text)
    if BULLET not in text:
        return one_empty_line("\n".join([line.strip() for line in text.split("\n")])).strip()
    lines: list[str] = []
    bullet = False
    for raw in text.split("\n"):
        line = raw.strip()
        bullet = bullet or line.startswith(BULLET)
        words = line.lstrip(MARKS) if bullet else line
        if words:
            lines.append(f"- {words}" if bullet else words)
            bullet = False
        elif not bullet and lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).replace("\n\n- ", "\n- ").strip()


def one_empty_line(text: str) -> str:
    """At most one between two lines; most texts have no more, which is seen faster than a pattern would see it."""
    return EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text
