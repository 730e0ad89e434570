"""Plain text from whatever a board serves as a description: HTML, HTML with its markup escaped, or text.

Written by hand on one linear pattern: a parser that builds a tree takes quadratic time on markup nested without end,
and costs several times as much on the ordinary page.
"""

from __future__ import annotations

import html
import re

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
MARKS = "-•·*▪●◦‣–◆■➢➤✓✔ \ue000"
BLANKS = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")  # all but a lone blank, which needs no change
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
    text = BLANKS.sub(" ", _without_comments(text).replace("\r", " ").replace("\n", " "))
    parts: list[str] = []
    end = 0
    silent: str | None = None
    for tag in TAG.finditer(text):
        closing, name = tag[1], tag[2].lower()
        if silent is None:
            parts.append(text[end : tag.start()])
            parts.append(_edge(name, closing))
            if name in SILENT and not closing and not tag[3].endswith("/"):
                silent = name
        elif closing and name == silent:
            silent = None
        end = tag.end()
    if silent is None:
        parts.append(text[end:])
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


def _edge(name: str, closing: str) -> str:
    if name == "li":
        return "\n" if closing else "\n" + BULLET
    return "\n" if name in BLOCKS else ""


def _tidy(text: str) -> str:
    """One blank between words, at most one empty line between lines, and `- ` for a list's entry."""
    text = BLANKS.sub(" ", INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))
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
