"""Plain text from whatever a board serves as a description: HTML, HTML with its markup escaped, or text.

Written by hand on one linear pattern: a parser that builds a tree takes quadratic time on markup nested without end,
and costs several times as much on the ordinary page.
"""

from __future__ import annotations

import html
import re

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
BULLET = "\ue000"  # a private character: no text has it
EDGES = {name: "\n" for block in BLOCKS for name in (block, f"/{block}")} | {"li": "\n" + BULLET, "/li": "\n"}
MARKS = "-•·*▪●◦‣–◆■➢➤✓✔ \ue000"
BLANKS = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")  # all but a lone blank, which needs no change
EMPTY_LINES = re.compile(r"\n{3,}")
OTHER_BLANKS = ("  ", *(chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n\r"))
ASCII_BLANKS = tuple(blank for blank in OTHER_BLANKS if blank.isascii())
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff\x00]")


def plain(text: str) -> str:
    """The words as a reader sees them: one line per block, `- ` before a list's entries, entities unescaped once."""
    text = text[:LONGEST].replace(BULLET, " ")
    if not MARKUP.search(text) and ESCAPED_MARKUP.search(text):
        text = html.unescape(text)
    if MARKUP.search(text):
        text = _without_markup(text)
    return _tidy(html.unescape(text))


def _without_markup(text: str) -> str:
    """Line breaks of the markup's source mean nothing; those of its blocks do."""
    text = _without_comments(text).replace("\r", " ").replace("\n", " ")
    first, *tags = TAG.split(text)
    parts = [first]
    silent = ""
    for closing, name, attributes, words in zip(tags[::4], tags[1::4], tags[2::4], tags[3::4], strict=True):
        if silent:
            if not closing or name.lower() != silent:
                continue
            silent = ""
        elif not closing and name.lower() in SILENT and not attributes.endswith("/"):
            silent = name.lower()
            continue
        parts.append(EDGES.get(closing + name.lower(), ""))
        parts.append(words)
    return "".join(parts)


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
        return EMPTY_LINES.sub("\n\n", "\n".join([line.strip() for line in text.split("\n")])).strip()
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
