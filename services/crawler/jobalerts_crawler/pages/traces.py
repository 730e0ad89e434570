"""The addresses by which a page may give away the board behind it, and the words that widgets are told it by. Pure.

Only whole addresses count: one inside another, in a comment or in the text for people is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.pages.tree import absolute

OWN_SCRIPT = 'script:not([src]):not([type*="ld+json" i])'
WRITTEN = re.compile(r"""(?<=["'`\s(])(?:https?:)?//[\w.-]+/[^\s"'`<>\\)]+""")
# What a page's own script asks: an interface, not a page that somebody may have linked to.
ASKED = re.compile(
    r"^api\.|-api\.|/embed\b|/api/|/careers-api/|/widgets?/|/postings\.json|/careers/list$|/(?:json|xml)$|/jobs\.(?:rss|json)$"
)
# Widgets that are told their board by a word instead of an address.
TOLD = (
    ("lever", re.compile(r"leverJobsOptions\s*=\s*\{[^}]{0,400}?accountName[\"']?\s*:\s*[\"']([\w.-]+)")),
    ("workable", re.compile(r"\bwhr_embed\(\s*(\d+)")),
    ("smartrecruiters", re.compile(r"\bwidget\(\s*\{[^}]{0,400}?company_code[\"']?\s*:\s*[\"']([\w.-]+)")),
)
COMEET = re.compile(r"\bcomeet\.init\(\s*\{([^}]{0,1000})", re.IGNORECASE)
COMEET_TOKEN = re.compile(r"[\"']?token[\"']?\s*:\s*[\"'](\w+)")
COMEET_COMPANY = re.compile(r"[\"']?company-uid[\"']?\s*:\s*[\"']([\w.]+)")
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
JOB_WORD = re.compile(
    r"(?:^|[\W_])(?:jobs?|careers?|vacanc(?:y|ies)|openings?|positions?|stellen\w*|karriere|emplois?|offres|empleos?"
    r"|ofertas|vagas|vacatures)(?:$|[\W_])",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"comment|kommentar", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Traces:
    """`told`: kinds of board with the name that a widget is given. `itself`: what the page says its address is."""

    scripts: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    frames: tuple[str, ...]
    itself: tuple[str, ...]
    links: tuple[str, ...]
    feeds: tuple[str, ...]
    assets: tuple[str, ...]


def traces(tree: LexborHTMLParser, base: str | None) -> Traces:
    own = [script.text().replace("\\/", "/") for script in tree.css(OWN_SCRIPT)]
    written = [found for text in own for address in WRITTEN.findall(text) if (found := absolute(address, "https:"))]
    asked = [address for address in written if ASKED.search("".join(urlsplit(address)[1:3]))]
    loaded = list(_addresses(tree, "script[src]", "src", base))
    links = [*_addresses(tree, "a[href]", "href", base), *(address for address in written if address not in asked)]
    return Traces(
        scripts=(*loaded, *asked, *_domains(tree)),
        told=tuple(pair for text in own for pair in _told(text)),
        frames=(
            *_addresses(tree, "iframe[src], embed[src]", "src", base),
            *_addresses(tree, "iframe[data-src]", "data-src", base),
        ),
        itself=(
            *_addresses(tree, 'link[rel="canonical"]', "href", base),
            *_addresses(tree, 'meta[property="og:url"]', "content", base),
        ),
        links=tuple(dict.fromkeys(links)),
        feeds=tuple(_feeds(tree, base)),
        assets=(*loaded, *_addresses(tree, "link[href]", "href", base), *_addresses(tree, "img[src]", "src", base)),
    )


def _addresses(tree: LexborHTMLParser, selector: str, attribute: str, base: str | None) -> Iterator[str]:
    for node in tree.css(selector):
        if address := absolute(node.attributes.get(attribute), base or "https:"):
            yield address


def _domains(tree: LexborHTMLParser) -> Iterator[str]:
    """BambooHR's element names the host of its board."""
    for node in tree.css("#BambooHR[data-domain]"):
        if address := absolute(f"//{node.attributes.get('data-domain')}/careers", "https:"):
            yield address


def _told(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in TOLD:
        yield from ((kind, token) for token in pattern.findall(text))
    for inside in COMEET.findall(text):
        token, company = COMEET_TOKEN.search(inside), COMEET_COMPANY.search(inside)
        if token and company:
            yield "comeet", f"{company[1]}/{token[1]}"


def _feeds(tree: LexborHTMLParser, base: str | None) -> Iterator[str]:
    """Those that say they are of jobs: the feed of a site's news stands on its careers page too."""
    for node in tree.css('link[rel~="alternate"][type][href]'):
        address = absolute(node.attributes.get("href"), base)
        named = f"{urlsplit(address or '').path} {node.attributes.get('title') or ''}"
        kind = (node.attributes.get("type") or "").lower()
        if address and kind in FEED_TYPES and JOB_WORD.search(named) and not COMMENTS.search(named):
            yield address
