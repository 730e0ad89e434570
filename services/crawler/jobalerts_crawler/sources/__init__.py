"""The kinds of source that can be read: a new one is one file here and one line below."""

from jobalerts_crawler.board import Source
from jobalerts_crawler.sources.greenhouse import GREENHOUSE
from jobalerts_crawler.sources.lever import LEVER
from jobalerts_crawler.sources.page import PAGE

SOURCES: dict[str, Source] = {
    "greenhouse": GREENHOUSE,
    "lever": LEVER,
    "page": PAGE,
}
