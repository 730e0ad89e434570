"""What else vendors answer: other types, one row alone, wrapped bodies, fields left empty, rows not for everyone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from jobalerts_crawler.board import Board, Page
from jobalerts_crawler.look import read_saved

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
MOMENT = 1785542400  # 1 August 2026
DAY = "2026-08-01T00:00:00Z"

CASES = [
    pytest.param(
        "greenhouse",
        {"id": 1, "title": "Cook", "location": {"name": "Leeds, UK"}},
        [{"title": "Cook"}],
        id="greenhouse, one job alone",
    ),
    pytest.param(
        "greenhouse",
        {"url": "https://x.example", "status": 200, "body": {"jobs": [{"id": 1, "title": "A"}]}},
        [{"native_id": "1"}],
        id="a body with how it was fetched",
    ),
    pytest.param(
        "greenhouse",
        {"url": "https://x.example", "body": '{"jobs": [{"id": "1", "title": "A"}]}'},
        [{"native_id": "1"}],
        id="a body in a string",
    ),
    pytest.param(
        "greenhouse",
        {
            "jobs": [
                {
                    "id": 1,
                    "title": "Cook",
                    "metadata": [
                        {"name": "Remote?", "value": True},
                        {"name": "Employment Type", "value": ["Full-time"]},
                        {
                            "name": "Yearly Salary Range",
                            "value": {"unit": "GBP", "min_value": "20000.0", "max_value": "30000.0"},
                        },
                    ],
                }
            ]
        },
        [
            {
                "work_mode": "remote",
                "employment_type": "FULL_TIME",
                "pay": {"min": 20000.0, "max": 30000.0, "currency": "GBP", "period": "year"},
            }
        ],
        id="greenhouse, an employer's own fields",
    ),
    pytest.param(
        "greenhouse",
        {"jobs": [{"id": 1, "title": "Cook", "metadata": [{"name": "Remote?", "value": False}]}]},
        [{"work_mode": None}],
        id="greenhouse, a box that is not ticked says nothing",
    ),
    pytest.param(
        "lever",
        {
            "id": "a",
            "text": "Cook",
            "createdAt": str(MOMENT * 1000),
            "country": "US",
            "salaryRange": {"min": "50000", "max": "60000", "currency": "USD", "interval": "per-year-salary"},
        },
        [{"posted_at": DAY, "pay": {"min": 50000.0, "max": 60000.0, "currency": "USD", "period": "year"}}],
        id="lever, one posting alone, figures in strings",
    ),
    pytest.param(
        "lever",
        [{"id": "a", "text": "Cook", "state": "internal"}, {"id": "b", "text": "Nurse", "state": "closed"}],
        [{"native_id": "b", "closed": True}],
        id="lever, states of an export",
    ),
    pytest.param(
        "ashby",
        {"data": {"jobBoard": {"jobPostings": [{"id": "1", "title": "Cook", "locationName": "Leeds"}]}}},
        [{"locations": ["Leeds"]}],
        id="ashby, what its own page asks",
    ),
    pytest.param(
        "ashby", {"jobs": [{"id": "1", "title": "Cook", "isListed": "false"}]}, [], id="ashby, false in a string"
    ),
    pytest.param(
        "ashby",
        {"jobs": [{"id": "1", "title": "Cook", "compensationTierSummary": "€40K – €50K"}]},
        [{"pay": {"min": 40000.0, "max": 50000.0, "currency": "EUR", "period": "year"}}],
        id="ashby, pay in words",
    ),
    pytest.param(
        "smartrecruiters",
        {"id": "1", "name": "Cook", "typeOfEmployment": {"id": "permanent"}, "experienceLevel": {"id": "entry_level"}},
        [{"employment_type": "FULL_TIME", "levels": ["junior"]}],
        id="smartrecruiters, codes without labels",
    ),
    pytest.param(
        "workable",
        {
            "results": [
                {"shortcode": "A", "title": "Cook", "state": "published", "workplace": "on_site"},
                {"shortcode": "B", "title": "Old", "state": "archived"},
            ]
        },
        [{"native_id": "A", "work_mode": "onsite", "locations": []}],
        id="workable, archived",
    ),
    pytest.param(
        "workable",
        {
            "jobs": [
                {
                    "shortcode": "A",
                    "title": "Cook",
                    "state": "published",
                    "location": {
                        "city": "Leeds",
                        "region": "England",
                        "country": "United Kingdom",
                        "country_code": "GB",
                        "workplace_type": "hybrid",
                    },
                    "salary": {"salary_from": 20000, "salary_to": 30000, "salary_currency": "gbp"},
                }
            ]
        },
        [
            {
                "work_mode": "hybrid",
                "locations": ["Leeds, England, United Kingdom"],
                "pay": {"min": 20000.0, "max": 30000.0, "currency": "GBP", "period": None},
            }
        ],
        id="workable, the interface for employers",
    ),
    pytest.param(
        "bamboohr",
        {
            "result": [
                {
                    "id": "1",
                    "jobOpeningName": "Cook",
                    "location": {"city": "Leeds", "state": None},
                    "atsLocation": {"country": "United Kingdom", "city": None},
                }
            ]
        },
        [{"locations": ["Leeds, United Kingdom"]}],
        id="bamboohr, a place in two fields",
    ),
    pytest.param(
        "bamboohr",
        {"result": {"jobOpening": {"jobOpeningName": "Cook", "jobOpeningStatus": "Filled"}}},
        [{"closed": True}],
        id="bamboohr, filled",
    ),
    pytest.param(
        "breezy",
        [
            {"id": "1", "name": "Cook", "state": "draft"},
            {"id": "2", "name": "Nurse", "location": {"is_remote": True, "remote_details": {"label": "Hybrid"}}},
        ],
        [{"native_id": "2", "work_mode": "hybrid"}],
        id="breezy, a draft, and remote in its own words",
    ),
    pytest.param(
        "eightfold",
        {
            "data": {
                "count": 1,
                "positions": [
                    {
                        "id": 1,
                        "name": "Cook",
                        "postedTs": MOMENT,
                        "standardizedLocations": ["Leeds, GB"],
                        "workLocationOption": "onsite",
                    }
                ],
            }
        },
        [{"posted_at": DAY, "locations": ["Leeds, GB"], "work_mode": "onsite"}],
        id="eightfold, its newer answer",
    ),
    pytest.param(
        "greenhouse",
        {"jobs": [{"id": 1, "title": "General Application"}, {"id": 2, "title": "Cook"}]},
        [{"native_id": "2"}],
        id="an open application is no advert for one job",
    ),
    pytest.param(
        "usajobs",
        {
            "SearchResult": {
                "SearchResultItems": [
                    {
                        "MatchedObjectId": "1",
                        "MatchedObjectDescriptor": {
                            "PositionTitle": "Nurse",
                            "PositionLocation": [
                                {"LocationName": "Negotiable After Selection", "CountryCode": "United States"}
                            ],
                            "PositionRemuneration": [
                                {"MinimumRange": "25", "MaximumRange": "30", "RateIntervalCode": "Per Hour"}
                            ],
                        },
                    }
                ]
            }
        },
        [{"locations": ["United States"], "pay": {"min": 25.0, "max": 30.0, "currency": "USD", "period": "hour"}}],
        id="usajobs, a place that is not set, a rate in words",
    ),
    pytest.param(
        "remoteok",
        [
            {"legal": "Link back"},
            {"id": 1, "position": "Cook", "company": "N"},
            {"id": 2, "position": "Do these ten things before you send a cv to anybody"},
        ],
        [{"native_id": "1"}],
        id="remoteok, an article",
    ),
    pytest.param(
        "oracle",
        {
            "items": [
                {
                    "TotalJobsCount": 1,
                    "requisitionList": [{"Id": "1", "Title": "Cook", "WorkplaceTypeCode": "ORA_HYBRID"}],
                }
            ]
        },
        [{"work_mode": "hybrid"}],
        id="oracle, a code alone",
    ),
]


@pytest.mark.parametrize(("kind", "answer", "expected"), CASES)
def test_a_variation(kind: str, answer: Any, expected: list[dict[str, Any]]) -> None:
    found = read_saved(Board(kind), Page(None, json.dumps(answer).encode()), NOW).postings
    dumped = [posting.model_dump(mode="json") for posting in found]
    assert len(dumped) == len(expected)
    assert [
        {field: posting[field] for field in fields} for posting, fields in zip(dumped, expected, strict=True)
    ] == expected
