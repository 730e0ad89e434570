"""The kinds of source that can be read: a new one is one file here and one line below."""

from jobalerts_crawler.board import Source
from jobalerts_crawler.sources.adzuna import ADZUNA
from jobalerts_crawler.sources.arbeitnow import ARBEITNOW
from jobalerts_crawler.sources.arbeitsagentur import ARBEITSAGENTUR
from jobalerts_crawler.sources.ashby import ASHBY
from jobalerts_crawler.sources.bamboohr import BAMBOOHR
from jobalerts_crawler.sources.breezy import BREEZY
from jobalerts_crawler.sources.comeet import COMEET
from jobalerts_crawler.sources.eightfold import EIGHTFOLD
from jobalerts_crawler.sources.gem import GEM
from jobalerts_crawler.sources.governmentjobs import GOVERNMENTJOBS
from jobalerts_crawler.sources.greenhouse import GREENHOUSE
from jobalerts_crawler.sources.himalayas import HIMALAYAS
from jobalerts_crawler.sources.hn import HN
from jobalerts_crawler.sources.hrmdirect import HRMDIRECT
from jobalerts_crawler.sources.icims import ICIMS
from jobalerts_crawler.sources.jazzhr import JAZZHR
from jobalerts_crawler.sources.jobicy import JOBICY
from jobalerts_crawler.sources.jobtech import JOBTECH
from jobalerts_crawler.sources.join import JOIN
from jobalerts_crawler.sources.lever import LEVER
from jobalerts_crawler.sources.nav import NAV
from jobalerts_crawler.sources.oracle import ORACLE
from jobalerts_crawler.sources.page import PAGE
from jobalerts_crawler.sources.paylocity import PAYLOCITY
from jobalerts_crawler.sources.personio import PERSONIO
from jobalerts_crawler.sources.phenom import PHENOM
from jobalerts_crawler.sources.pinpoint import PINPOINT
from jobalerts_crawler.sources.push import PUSH
from jobalerts_crawler.sources.recruitee import RECRUITEE
from jobalerts_crawler.sources.remoteok import REMOTEOK
from jobalerts_crawler.sources.remotive import REMOTIVE
from jobalerts_crawler.sources.rippling import RIPPLING
from jobalerts_crawler.sources.rss import RSS
from jobalerts_crawler.sources.sitemap import SITEMAP
from jobalerts_crawler.sources.smartrecruiters import SMARTRECRUITERS
from jobalerts_crawler.sources.successfactors import SUCCESSFACTORS
from jobalerts_crawler.sources.teamtailor import TEAMTAILOR
from jobalerts_crawler.sources.themuse import THEMUSE
from jobalerts_crawler.sources.torre import TORRE
from jobalerts_crawler.sources.ukg import UKG
from jobalerts_crawler.sources.usajobs import USAJOBS
from jobalerts_crawler.sources.weworkremotely import WEWORKREMOTELY
from jobalerts_crawler.sources.workable import WORKABLE
from jobalerts_crawler.sources.workday import WORKDAY

# Employers' own boards, then feeds, then what carries many employers; a page is anything else.
SOURCES: dict[str, Source] = {
    "greenhouse": GREENHOUSE,
    "lever": LEVER,
    "ashby": ASHBY,
    "smartrecruiters": SMARTRECRUITERS,
    "workable": WORKABLE,
    "recruitee": RECRUITEE,
    "personio": PERSONIO,
    "teamtailor": TEAMTAILOR,
    "workday": WORKDAY,
    "rippling": RIPPLING,
    "pinpoint": PINPOINT,
    "breezy": BREEZY,
    "gem": GEM,
    "join": JOIN,
    "comeet": COMEET,
    "jazzhr": JAZZHR,
    "bamboohr": BAMBOOHR,
    "hrmdirect": HRMDIRECT,
    "oracle": ORACLE,
    "eightfold": EIGHTFOLD,
    "phenom": PHENOM,
    "icims": ICIMS,
    "successfactors": SUCCESSFACTORS,
    "ukg": UKG,
    "paylocity": PAYLOCITY,
    "governmentjobs": GOVERNMENTJOBS,
    "remotive": REMOTIVE,
    "remoteok": REMOTEOK,
    "himalayas": HIMALAYAS,
    "jobicy": JOBICY,
    "arbeitnow": ARBEITNOW,
    "weworkremotely": WEWORKREMOTELY,
    "themuse": THEMUSE,
    "torre": TORRE,
    "hn": HN,
    "usajobs": USAJOBS,
    "adzuna": ADZUNA,
    "jobtech": JOBTECH,
    "arbeitsagentur": ARBEITSAGENTUR,
    "nav": NAV,
    "sitemap": SITEMAP,
    "rss": RSS,
    "page": PAGE,
}
# The newest of many employers: what leaves them has not closed by that, but in the end by its age.
FEEDS = frozenset(
    {"remotive", "remoteok", "himalayas", "jobicy", "arbeitnow", "weworkremotely", "themuse", "hn", "usajobs", "adzuna"}
    | {"jobtech", "arbeitsagentur", "nav", "rss"}
)
# They carry other employers' adverts, and give way to the employer's own; a feed may be the employer's.
AGGREGATORS = FEEDS - {"rss"}
# What `source parse` reads: a pushed posting comes to us by itself, and is no board to be watched.
PARSED = SOURCES | {"push": PUSH}
