"""Postings in the JSON that a page carries for its own script (`__NEXT_DATA__` and the like).

Each site names its fields anew, so a row is taken only when it has a title, an id, and a place or work mode beside
something that only a posting has: a kind of employment, a date and a department, or a title that names a role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser

from jobalerts_crawler.answers import line, number, pay_of, words_of
from jobalerts_crawler.pages.proof import names_role
from jobalerts_crawler.pages.states import states
from jobalerts_crawler.pages.tree import absolute
from jobalerts_crawler.words import end_of, moment, split_places, work_mode
from jobalerts_shared.posting import Advert, Pay, WorkMode
from jobalerts_shared.reading.plain import plain

Node = Mapping[str, object]
DEEPEST = 20
# Names as they are without case and underscores.
TITLES = ("title", "jobtitle", "positiontitle", "jobopeningname", "positionname", "postingtitle")
IDS = ("id", "jobid", "idparam", "reqid", "jobreqid", "uuid", "guid", "slug", "shortcode", "requisitionid",
       "positionid", "opportunityid", "postingid", "jobnumber")  # fmt: skip
PLACES = ("locations", "location", "locationname", "joblocation", "joblocations", "primarylocation", "locationstext",
          "cityname", "city", "offices", "office")  # fmt: skip
PLACE_WORDS = ("name", "cityname", "city", "label", "displayname", "text", "locationname", "localizedname")
REGION_WORDS = ("state", "region", "statename", "province")
COUNTRY_WORDS = ("countryname", "country", "countrycode")
MODES = (
    "workplacetype",
    "locationtype",
    "remotetype",
    "workmode",
    "workplace",
    "workarrangement",
    "worklocationoption",
)
TYPES = ("employmenttype", "contracttype", "jobtype", "timetype", "commitment", "employmenttypename", "jobschedule",
         "employmentstatuslabel", "schedule", "jobscheduletype")  # fmt: skip
DATES = ("dateposted", "posteddate", "publishedat", "publishedon", "publisheddate", "publicationdate", "postedat",
         "postedon", "firstpublished", "publishdate", "openeddate", "createdat", "createddate",
         "datecreated")  # fmt: skip
ENDS = ("validthrough", "closingdate", "applicationdeadline", "expirydate", "expirationdate", "expiresat", "deadline")
ADDRESSES = ("url", "joburl", "absoluteurl", "hostedurl", "canonicalurl", "canonicalpositionurl", "link", "joblink")
APPLY = ("applyurl", "applicationurl", "applylink")
TEXTS = ("description", "descriptionhtml", "jobdescription", "content", "descriptionteaser")
DEPARTMENTS = ("department", "category", "team", "function", "jobcategory", "departmentname")
LEVELS = ("seniority", "experiencelevel", "joblevel", "seniorityname")
COMPANIES = ("companyname", "company", "organization", "employer", "hiringorganization", "organizationname")
LEAST = ("salarymin", "minsalary", "salaryfrom", "minimumsalary", "compensationmin")
MOST = ("salarymax", "maxsalary", "salaryto", "maximumsalary", "compensationmax")
UNLISTED = ("isinternal", "isdraft", "internal", "isunlisted")


def embedded_adverts(tree: LexborHTMLParser, base: str | None) -> tuple[Advert, ...]:
    for state in states(tree):
        nodes = [_named(node) for node in _nodes(state, 0)]
        rows = [row for row in nodes if _is_posting(row)]
        if rows:
            company = next(filter(None, map(_company, nodes)), None)
            return tuple(_advert(row, company, base) for row in rows)
    return ()


def _nodes(value: object, depth: int) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        if isinstance(each, list | Mapping):
            yield from _nodes(each, depth + 1)


def _named(node: Node) -> Node:
    return {key.replace("_", "").lower(): value for key, value in node.items() if isinstance(key, str)}


def _is_posting(node: Node) -> bool:
    title = next((node[key] for key in TITLES if node.get(key)), None)
    if not isinstance(title, str) or not title.strip() or not _first(node, IDS):
        return False
    if node.get("islisted") is False or any(node.get(key) is True for key in UNLISTED):
        return False
    modes, kinds = _first(node, MODES), _first(node, TYPES)
    if not (modes or _places(node)):
        return False
    return bool(modes or kinds or (_first(node, DATES) and _first(node, DEPARTMENTS)) or names_role(title))


def _first(node: Node, keys: tuple[str, ...]) -> str | None:
    return next((words for words in (_words(node.get(key)) for key in keys) if words), None)


def _words(value: object) -> str | None:
    if isinstance(value, Mapping):
        return _first(_named(value), PLACE_WORDS)
    if isinstance(value, list):
        return next((words for words in map(_words, value) if words), None)
    return words_of(value)


def _places(node: Node) -> tuple[str, ...]:
    for key in PLACES:
        value = node.get(key)
        named = [_place(each, node) for each in (value if isinstance(value, list) else [value])]
        if any(named):
            return tuple(dict.fromkeys(place for packed in named if packed for place in split_places(packed)))
    return ()


def _place(value: object, row: Node) -> str | None:
    """A city's name alone has its region and country beside it, in its own object or in the row."""
    if isinstance(value, Mapping):
        named = _named(value)
        return line(_first(named, PLACE_WORDS), _first(named, REGION_WORDS), _first(named, COUNTRY_WORDS)) or None
    words = _words(value)
    if words and "," not in words and words in (row.get("city"), row.get("cityname")):
        return line(words, _first(row, REGION_WORDS), _first(row, COUNTRY_WORDS))
    return words


def _company(node: Node) -> str | None:
    """An employer as an object with a name; a bare word under such a name may be anything."""
    owners = (node.get(key) for key in COMPANIES)
    named = (owner.get("name") for owner in owners if isinstance(owner, Mapping))
    return next((name.strip() for name in named if isinstance(name, str) and name.strip()), None)


def _advert(row: Node, company: str | None, base: str | None) -> Advert:
    pay = row.get("salary") or row.get("salaryrange") or row.get("compensation")
    return Advert(
        native_id=_first(row, IDS) or "",
        title=" ".join(plain(_first(row, TITLES) or "").split()),
        company=_company(row) or words_of(row.get("companyname")) or company,
        locations=_places(row),
        work_mode=_work_mode(row),
        employment_type=_first(row, TYPES) or words_of(row.get("type")),
        level=_first(row, LEVELS),
        pay=_pay(row, pay),
        pay_text=pay if isinstance(pay, str) else None,
        description=_first(row, TEXTS) or "",
        posted_at=moment(_first(row, DATES)),
        valid_through=end_of(_first(row, ENDS)),
        url=absolute(_first(row, ADDRESSES), base),
        apply_url=absolute(_first(row, APPLY), base),
        department=_first(row, DEPARTMENTS),
    )


def _work_mode(row: Node) -> WorkMode | None:
    stated = work_mode(_first(row, MODES))
    return stated or (WorkMode.REMOTE if row.get("isremote") is True or row.get("remote") is True else None)


def _pay(row: Node, stated: object) -> Pay | None:
    within = _named(stated) if isinstance(stated, Mapping) else {}
    least = number(_first(row, LEAST) or _first(within, ("min", "minvalue", "from", *LEAST)))
    most = number(_first(row, MOST) or _first(within, ("max", "maxvalue", "to", *MOST)))
    told = {**row, **within}
    currency = _first(told, ("salarycurrency", "currency", "currencycode"))
    return pay_of(least, most, currency, _first(told, ("salaryperiod", "period", "interval", "unit", "frequency")))
