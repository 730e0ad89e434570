"""Which adverts are one job."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from jobalerts_crawler.openings import Candidate, ats_number, choose, fold_company, opening_keys, proposals
from jobalerts_shared.posting import Level, Place, Posting, posting_id

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = " ".join(f"We look for somebody who does task{number} with care and joy in our team" for number in range(40))


def posting(native_id: str = "1", source: str = "page:a.example/1", /, **fields: object) -> Posting:
    values: dict[str, object] = {
        "title": "Data Engineer",
        "company": "Acme Ltd",
        "description": TEXT,
        "levels": (Level.SENIOR,),
        **fields,
    }
    return Posting.model_validate(
        {"id": posting_id(source, native_id), "source": source, "native_id": native_id, **values}
    )


def one_job(first: Posting, second: Posting) -> bool:
    return bool(set(opening_keys(first)) & set(opening_keys(second)))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param({"company": "ACME Limited"}, True, id="the employer's legal form"),
        pytest.param({"title": "Data Engineer (Req. 123456)"}, True, id="a requisition number"),
        pytest.param(
            {"title": "Data Engineer - Leeds", "locations": ("Leeds, UK",), "places": (Place(city="Leeds"),)},
            True,
            id="another city, also in the title",
        ),
        pytest.param({"title": "Data Engineer (m/w/d)"}, True, id="a gender marker"),
        pytest.param({"title": "Data Engineer (all genders)"}, True, id="a gender marker in words"),
        pytest.param(
            {"title": "Data Engineer - Leeds (m/w/d)", "locations": ("Leeds, UK",), "places": (Place(city="Leeds"),)},
            True,
            id="a gender marker behind the city",
        ),
        pytest.param({"description": TEXT + " Apply by Friday to Jane."}, True, id="nearly the same text"),
        pytest.param({"description": " ".join(TEXT.split()[::-1])}, False, id="another text"),
        pytest.param({"description": ""}, False, id="the title alone"),
        pytest.param({"title": "Data Engineer, Payments"}, False, id="another team in the title"),
        pytest.param({"levels": (Level.JUNIOR,)}, False, id="another level"),
        pytest.param({"company": "Other Ltd"}, False, id="another employer"),
        pytest.param({"company": None}, False, id="no employer"),
        pytest.param({"title": "C++ Engineer"}, False, id="another title"),
    ],
)
def test_likeness(other: dict[str, object], same: bool) -> None:
    assert one_job(posting(), posting("2", "page:a.example/1", **other)) is same


def test_an_aggregators_copy_leads_to_the_employers_own_advert() -> None:
    own = posting("8636903002", "greenhouse:acme", description="", url="https://acme.example/jobs?gh_jid=8636903002")
    copy = posting(
        "77", "rss:https://remote.example/feed", title="Acme: Data Engineer", company="Remote", description="Short.",
        apply_url="https://job-boards.greenhouse.io/acme/jobs/8636903002?ref=remote",
    )  # fmt: skip
    assert one_job(own, copy)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        pytest.param("https://boards.greenhouse.io/acme/jobs/123456", "greenhouse:123456", id="greenhouse"),
        pytest.param("https://job-boards.eu.greenhouse.io/a/jobs/12?x=1", "greenhouse:12", id="greenhouse in Europe"),
        pytest.param("https://acme.example/careers?gh_jid=4455667", "greenhouse:4455667", id="greenhouse, own site"),
        pytest.param(
            "https://jobs.lever.co/acme/b4ad9572-e20f-4185-a284-99d9740d04f0/apply",
            "lever:b4ad9572-e20f-4185-a284-99d9740d04f0",
            id="lever",
        ),
        pytest.param("https://apply.workable.com/acme/j/0A1B2C3D4E/", "workable:0a1b2c3d4e", id="workable"),
        pytest.param("https://acme.example/apply?token=1234567", None, id="a number of nobody we know"),
        pytest.param("https://acme.example/jobs/1234567", None, id="an own site"),
    ],
)
def test_the_number_in_an_address(address: str, number: str | None) -> None:
    assert ats_number(address) == number


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        pytest.param("Acme GmbH & Co. KG", "acme", id="several forms"),
        pytest.param("SE", "se", id="nothing but a form"),
        pytest.param("Café Zürich AG", "cafe zurich", id="accents"),
    ],
)
def test_employers(name: str, folded: str) -> None:
    assert fold_company(name) == folded


def candidates(*keys: tuple[str, ...]) -> list[Candidate]:
    return [Candidate(posting_id("x", str(number)), NOW, each) for number, each in enumerate(keys)]


def test_new_ones_found_an_opening_each_or_share_one() -> None:
    first, second, third = batch = candidates(("e1", "s"), ("e2", "s"), ("e3",))
    chosen = choose(batch, proposals(batch))
    assert chosen[first.posting_id] == chosen[second.posting_id] == first.own
    assert chosen[third.posting_id] == third.own


def test_a_known_opening_is_joined_by_its_surest_key() -> None:
    known, by_text = posting_id("known", "1"), posting_id("known", "2")
    [candidate] = batch = candidates(("e1", "s"))
    assert choose(batch, {"e1": known, "s": by_text})[candidate.posting_id] == known
    assert choose(batch, {"e1": candidate.own, "s": by_text})[candidate.posting_id] == by_text


def test_two_that_lead_to_each_other_end_at_one() -> None:
    first, second = batch = candidates(("a",), ("b",))
    chosen = choose(batch, {"a": second.own, "b": first.own})
    assert len(set(chosen.values())) == 1


def test_one_that_comes_back_after_a_long_time_founds_anew() -> None:
    early = Candidate(posting_id("x", "1"), NOW, ("e",))
    assert early.own != Candidate(early.posting_id, NOW.replace(year=2027), ("e",)).own


def test_an_address_without_end_is_read_in_time() -> None:
    began = time.process_time()
    assert ats_number("https://jobs.example/" + "x" * 500_000) is None
    assert time.process_time() - began < 5, "its square would be minutes"
