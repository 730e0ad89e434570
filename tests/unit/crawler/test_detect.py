"""From what a person pastes to a source."""

from __future__ import annotations

import pytest

from jobalerts_crawler.detect import NotASource, detect


@pytest.mark.parametrize(
    ("pasted", "source"),
    [
        pytest.param("greenhouse:acme", "greenhouse:acme", id="by name"),
        pytest.param(" lever:Acme-1 ", "lever:Acme-1", id="by name, with its case"),
        pytest.param("https://boards.greenhouse.io/acme", "greenhouse:acme", id="greenhouse"),
        pytest.param("https://job-boards.greenhouse.io/acme/jobs/123?gh_src=x", "greenhouse:acme", id="one advert"),
        pytest.param("https://job-boards.eu.greenhouse.io/acme", "greenhouse:acme", id="greenhouse in Europe"),
        pytest.param("https://boards.greenhouse.io/embed/job_board/js?for=acme", "greenhouse:acme", id="the script"),
        pytest.param(
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true", "greenhouse:acme", id="the interface"
        ),
        pytest.param("https://jobs.lever.co/acme/0f8a2f0e-1111-4b6f-9c6e-000000000001", "lever:acme", id="lever"),
        pytest.param("https://jobs.eu.lever.co/acme", "lever:acme", id="lever in Europe"),
        pytest.param("https://acme.example/careers", "page:https://acme.example/careers", id="any page"),
        pytest.param("page:https://acme.example/careers", "page:https://acme.example/careers", id="a page by name"),
        pytest.param(
            "https://boards.greenhouse.io/", "page:https://boards.greenhouse.io/", id="a host without a board"
        ),
    ],
)
def test_what_is_pasted(pasted: str, source: str) -> None:
    assert detect(pasted).id == source


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        pytest.param("acme", "neither an http(s) address nor KIND:TOKEN", id="a word"),
        pytest.param("ftp://acme.example/", "neither", id="another scheme"),
        pytest.param("javascript:alert(1)", "no kind of source «javascript»", id="a script"),
        pytest.param("nosuch:acme", "no kind of source «nosuch»; there are greenhouse", id="an unknown kind"),
        pytest.param("page:acme", "A page is named by its address", id="a page without an address"),
    ],
)
def test_what_is_no_source_is_said(pasted: str, words: str) -> None:
    with pytest.raises(NotASource, match=words.replace("(", r"\(").replace(")", r"\)")):
        detect(pasted)
