"""Postings and criteria for the tests of matching: built by hand, or drawn from words small enough to meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from jobalerts_shared.criteria import Companies, Criteria, Keywords, OnUnknown, PayFloor, Unknown
from jobalerts_shared.posting import EmploymentType, Level, Pay, PayPeriod, Place, Posting, WorkMode, posting_id

LONDON = Place(city="London", region="England", country="GB", latitude=51.5085, longitude=-0.1257)
LEEDS = Place(city="Leeds", region="England", country="GB", latitude=53.7965, longitude=-1.5478)
BERLIN = Place(city="Berlin", region="Berlin", country="DE", latitude=52.5244, longitude=13.4105)
GERMANY = Place(country="DE")


def posting(**fields: Any) -> Posting:  # Any: whatever a Posting has
    """A machine learning engineer's job in London; what a test is about is said by the test."""
    stated: dict[str, Any] = {
        "id": posting_id("greenhouse:acme", "1"),
        "source": "greenhouse:acme",
        "native_id": "1",
        "title": "Machine Learning Engineer II",
        "company": "Acme Ltd",
        "locations": ("London",),
        "places": (LONDON,),
        "roles": ("machine learning engineer",),
        "levels": (Level.MID,),
        "description": "We write Python and C++ at the front end of research.",
    }
    return Posting(**(stated | fields))


ROLES = ("machine learning engineer", "software engineer", "java developer", "sales manager", "zorbing wrangler")
PLACES = ("London, UK", "Leeds", "Germany", "remote: GB")
TITLES = {
    "Sales Manager": ("sales manager",),
    "Machine Learning Engineer II": ("machine learning engineer",),
    "Senior Java Developer": ("java developer",),
    "Software Engineer / Machine Learning Engineer": ("software engineer", "machine learning engineer"),
    "Zorbing Wrangler (London)": (),
    "Drive with us": (),
}
WORDS = ("python", "c++", "front end", "Zürich", "clearance")
FIRMS = ("Acme", "Umbrella GmbH", "Initech Inc.")


def some(values: tuple[Any, ...], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:  # Any: as the values are
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def keywords() -> st.SearchStrategy[Keywords]:
    return st.builds(Keywords, all=some(WORDS, 1), any=some(WORDS, 2), none=some(WORDS, 1))


def pay_floors() -> st.SearchStrategy[PayFloor]:
    figure = st.integers(20, 60_000).map(float)
    return st.builds(PayFloor, min=figure, currency=st.sampled_from(["GBP", "EUR"]), period=st.sampled_from(PayPeriod))


def criteria() -> st.SearchStrategy[Criteria]:
    choice = st.sampled_from(OnUnknown)
    return st.builds(
        Criteria,
        roles=some(ROLES),
        places=some(PLACES),
        levels=some(tuple(Level)),
        work_modes=some(tuple(WorkMode)),
        employment_types=some(tuple(EmploymentType)),
        pay=st.none() | pay_floors(),
        companies=st.builds(Companies, only=some(FIRMS, 1), never=some(FIRMS, 1)),
        keywords=keywords(),
        unknown=st.builds(
            Unknown, levels=choice, places=choice, work_modes=choice, pay=choice, employment_types=choice
        ),
    )


def narrow_or_wide() -> st.SearchStrategy[Criteria]:
    """Half of them ask little, so that matches are found."""
    return criteria() | st.builds(Criteria, roles=some(ROLES), places=some(PLACES))


def pays() -> st.SearchStrategy[Pay]:
    figure = st.none() | st.integers(20, 60_000).map(float)
    currency = st.sampled_from(["GBP", "EUR", None])
    return st.builds(Pay, min=figure, max=figure, currency=currency, period=st.none() | st.sampled_from(PayPeriod))


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    title = draw(st.sampled_from(sorted(TITLES)))
    mode = draw(st.none() | st.sampled_from(WorkMode))
    remote = mode is WorkMode.REMOTE
    return posting(
        title=title,
        roles=TITLES[title],
        levels=draw(some(tuple(Level), 2)),
        places=draw(some((LONDON, LEEDS, BERLIN, GERMANY), 2)),
        work_mode=mode,
        remote_countries=draw(some(("GB", "DE"), 1)) if remote else (),
        remote_anywhere=draw(st.booleans()) if remote else False,
        remote_except=draw(some((Place(region="England", country="GB"), Place(country="DE")), 1)) if remote else (),
        employment_type=draw(st.none() | st.sampled_from(EmploymentType)),
        pay=draw(st.none() | pays()),
        company=draw(st.none() | st.sampled_from(["ACME Ltd.", "Umbrella", "Initech"])),
        description=" ".join(draw(some(WORDS, 4))),
        closed=draw(st.sampled_from([False, False, False, True])),
        not_a_job=draw(st.sampled_from([False, False, False, True])),
    )
