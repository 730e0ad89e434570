"""The JobPosting nodes of a page, in the first of the three ways of writing them in which it has any."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.pages import jsonld, microdata, rdfa
from jobalerts_crawler.pages.jobposting import Node


def job_postings(tree: LexborHTMLParser) -> list[Node]:
    return jsonld.job_postings(tree) or microdata.job_postings(tree) or rdfa.job_postings(tree)
