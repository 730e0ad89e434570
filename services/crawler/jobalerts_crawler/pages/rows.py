"""Where a list page has its rows: what may be a row's title, the element around it, and where it leads."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobalerts_crawler.pages.proof import APPLY, names_role
from jobalerts_crawler.pages.tree import bare, words
from jobalerts_shared.reading.noise import BUTTON

HEADINGS = "h2, h3, h4, h5"
LONGEST_TITLE = 160
LONGEST_ROW = 1500  # characters; what is longer is no row of a list
JOB_LINK = re.compile(
    r"job|career|position|vacan|opening|opportunit|stelle|karriere|emploi|offre|oferta|empleo|trabajo|vaga|carreira"
    r"|lavor|vacatur|posting|requisition|/o/|/j/|\d{4,}",
    re.IGNORECASE,
)
LOOKS = re.compile(r"\b(?:odd|even|first|last|alt|active|hidden|col-\S+)\b|\d+")  # what rows of one form differ by
NAMED = '[class*="title" i], [class*="name" i], [class*="position" i], strong, b'
NO_PAGE = re.compile(r"(?!https?:)[a-z]+:|#", re.IGNORECASE)
WHOLE = ("li", "tr", "article")  # what is one row by itself
OUTSIDE = ("nav", "footer")


@dataclass(frozen=True, slots=True)
class Row:
    """`link` is empty where the row leads nowhere."""

    node: LexborNode
    title: str
    link: str

    @property
    def form(self) -> str:
        worn = LOOKS.sub("", self.node.attributes.get("class") or "")
        return f"{self.node.tag}.{' '.join(worn.split())}"


def groups_of_rows(tree: LexborHTMLParser) -> Iterator[list[Row]]:
    """Rows of one form, by each way of finding them: linked headings, links to jobs in lists and elsewhere, links of
    lists and bare headings that name a role.
    """
    headings = [node for node in tree.css(HEADINGS) if not _is_outside(node)]
    links = [node for node in tree.css("a[href]") if JOB_LINK.search(_target(node)) and not _is_outside(node)]
    linked = [node for node in headings if _link_of(node)]
    yield _rows(linked)
    yield _rows([node for node in links if _above(node, ("li", "tr"))])
    yield _rows(links)
    yield [row for row in _rows(_listed_links(tree)) if names_role(row.title)]
    yield [row for row in _rows(headings) if names_role(row.title)]


def _listed_links(tree: LexborHTMLParser) -> list[LexborNode]:
    return [node for node in tree.css("li a[href], tr a[href]") if _target(node) and not _is_outside(node)]


def row_lines(node: LexborNode) -> list[str]:
    """The row's texts, one per element that holds words of its own."""
    texts = (piece.text(deep=False) for piece in node.traverse(include_text=True) if piece.tag == "-text")
    return [line for line in (" ".join(text.split()) for text in texts) if line]


def _rows(titles: Sequence[LexborNode]) -> list[Row]:
    held = _held(titles)
    rows = [row for row in (_row(title, held) for title in titles) if row]
    forms = Counter(row.form for row in rows)
    return [row for row in rows if forms[row.form] > 1 or len(rows) == 1]


def _held(titles: Sequence[LexborNode]) -> dict[int, set[str]]:
    """How many different titles each element holds: a link and its «Apply» are one."""
    held: dict[int, set[str]] = defaultdict(set)
    for title in titles:
        mark = (bare(_target(title)) or str(title.mem_id)).removesuffix("/apply")
        above: LexborNode | None = title
        while above is not None:
            held[above.mem_id].add(mark)
            above = above.parent
    return held


def _row(title: LexborNode, held: dict[int, set[str]]) -> Row | None:
    """The largest element around the title that holds no other row's title."""
    name = _title_of(title)
    if not 3 <= len(name) <= LONGEST_TITLE or APPLY.fullmatch(name) or BUTTON.fullmatch(name):
        return None
    node = (_above(title, ("li", "tr")) if title.tag == "a" else None) or title
    while node.parent is not None and node.tag not in WHOLE and len(held[node.parent.mem_id]) <= 1:
        if node.parent.tag in ("body", "html"):
            break
        node = node.parent
    link = _link_of(title) or _only_link(node)
    return Row(node, name, _target(link) if link else "") if len(words(node)) <= LONGEST_ROW else None


def _title_of(title: LexborNode) -> str:
    """A link may hold the whole row: then its heading, what is called a title, or its first line."""
    if title.tag != "a":
        return words(title)
    lines = row_lines(title)
    if len(lines) < 2:
        return words(title)
    own = title.css_first(HEADINGS) or title.css_first(NAMED)
    return words(own) if own and own != title and words(own) else lines[0]


def _link_of(title: LexborNode) -> LexborNode | None:
    return title if title.tag == "a" else title.css_first("a[href]") or _link_above(title)


def _link_above(node: LexborNode) -> LexborNode | None:
    above: LexborNode | None = node
    for _ in range(4):
        above = above.parent if above is not None else None
        if above is not None and above.tag == "a" and above.attributes.get("href"):
            return above
    return None


def _only_link(node: LexborNode) -> LexborNode | None:
    links = [link for link in node.css("a[href]") if JOB_LINK.search(_target(link))]
    return links[0] if len({_target(link) for link in links}) == 1 else None


def _target(node: LexborNode) -> str:
    """Where a link leads on the web; a mailbox is nobody's page."""
    href = (node.attributes.get("href") or "").strip()
    return "" if NO_PAGE.match(href) else href


def _above(node: LexborNode, tags: tuple[str, ...]) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag not in tags:
        above = above.parent
    return above


def _is_outside(node: LexborNode) -> bool:
    return _above(node, OUTSIDE) is not None
