"""What happens in the demo: invented employers, what stands on their boards, and what changes then. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

PERSON = "ada@example.org"
CRITERIA = {
    "roles": ["machine learning engineer"],
    "places": ["London, UK", "remote: GB"],
    "levels": ["mid", "senior"],
    "unknown": {"levels": "flag", "places": "exclude"},
}
WISHES = "machine learning engineer, in London or remote in the United Kingdom, mid or senior"


@dataclass(frozen=True, slots=True)
class Job:
    """One posting as a Greenhouse board holds it; ids are unique over all boards, as the vendor's are."""

    id: int
    title: str
    place: str
    text: str
    employer: str


@dataclass(frozen=True, slots=True)
class Step:
    """After `wait` seconds a job appears on a board, or leaves it; `remark` tells what to expect."""

    wait: float
    board: str
    job: Job
    remark: str
    closes: bool = False


BOARDS = {
    "harbour": "Harbour Analytics",
    "quillmark": "Quillmark",
    "fernway": "Fernway Health",
    "oakrow": "Oakrow Talent",
}

RANKING = (
    "<p>Harbour Analytics forecasts demand for ports and their carriers.</p><h3>What you will do</h3><ul><li>Train and "
    "serve ranking models over a few billion container movements.</li><li>Own a model from notebook to pager, with "
    "Python, PyTorch and a great deal of SQL.</li><li>Measure what a better forecast is worth to a harbour master."
    "</li></ul><h3>What you bring</h3><p>Three years or so with machine learning in production; you have deleted a "
    "model that did not earn its keep.</p><p>Hybrid, two days a week in our London office.</p>"
)
IMAGING = (
    "<p>Fernway Health reads retinal scans so that clinics can see more patients.</p><p>As a senior engineer in the "
    "imaging team you lead the training of segmentation models, from labelled data to the regulator's file. You work "
    "with clinicians every week.</p><p>Remote anywhere in the United Kingdom; we meet in Leeds four times a year.</p>"
)
SEARCH = (
    "<p>Quillmark helps editors find what they wrote ten years ago.</p><p>You will build retrieval and re-ranking for "
    "an archive of forty million articles: embeddings, evaluation sets, latency budgets. Mid-level; we help you grow."
    "</p><p>Our office is in London, near the canal.</p>"
)
JAVA = (
    "<p>Build the billing of a publishing platform: Java 21, PostgreSQL, Kafka. London, three days in the office.</p>"
)
OPTIMISER = (
    "<p>Forecasts are worth nothing until a crane moves. You turn them into berth plans: learning to optimise, "
    "simulation, and the patience to explain it to people in hard hats.</p>"
    "<p>Mid or senior, London or remote in the UK.</p>"
)
ANOMALIES = "<p>Find the sensor that lies, in streams from two hundred quays. Kalman filters, common sense. London.</p>"
PORTER = "<p>Keep a small hotel calm until dawn.</p>"
MANCHESTER = "<p>The same craft for our rail customers, with the team in Manchester, on site.</p>"
DATA = "<p>Pipelines from a few hundred ports into one table that can be trusted. SQL, Python, Airflow. London.</p>"
NURSE = "<p>Night and day shifts on an eye ward of twenty beds. You are registered with the NMC.</p>"
DESIGNER = "<p>Make a dense editor feel calm. Figma, prototypes, weekly sessions with the people who write.</p>"

DATA_ENGINEER = Job(410101, "Data Engineer", "London, UK", DATA, "Harbour Analytics")
RANKING_ENGINEER = Job(410103, "Machine Learning Engineer II", "London, UK", RANKING, "Harbour Analytics")

BASELINE: dict[str, tuple[Job, ...]] = {
    "harbour": (
        DATA_ENGINEER,
        Job(
            410102,
            "Machine Learning Engineer",
            "London, UK",
            ANOMALIES,
            "Harbour Analytics",
        ),
    ),
    "quillmark": (Job(420101, "Product Designer", "Berlin, Germany", DESIGNER, "Quillmark"),),
    "fernway": (Job(430101, "Staff Nurse", "Leeds, UK", NURSE, "Fernway Health"),),
    "oakrow": (Job(440101, "Night Porter", "Brighton, UK", PORTER, "The Linden"),),
}
STORY = (
    Step(2, "harbour", RANKING_ENGINEER, "one alert is due"),
    Step(
        9,
        "quillmark",
        Job(420102, "Senior Java Developer", "London, UK", JAVA, "Quillmark"),
        "no alert: another occupation",
    ),
    Step(
        6,
        "fernway",
        Job(430102, "Senior Machine Learning Engineer, Imaging", "Remote, United Kingdom", IMAGING, "Fernway Health"),
        "one alert is due",
    ),
    Step(
        9,
        "harbour",
        Job(410104, "Machine Learning Engineer II", "Manchester, UK", MANCHESTER, "Harbour Analytics"),
        "no alert: another city",
    ),
    Step(6, "harbour", DATA_ENGINEER, "closed; it alerts nobody any more", closes=True),
    Step(
        6,
        "oakrow",
        Job(440102, "Machine Learning Engineer II", "London, UK", RANKING, "Harbour Analytics"),
        "no second alert: the same opening, shown again by a recruiter",
    ),
    Step(
        9,
        "quillmark",
        Job(420103, "Machine Learning Engineer, Search (m/f/x)", "London, UK", SEARCH, "Quillmark"),
        "one alert is due",
    ),
    Step(
        15,
        "harbour",
        Job(410105, "Senior Machine Learning Engineer - Optimisation", "London, UK", OPTIMISER, "Harbour Analytics"),
        "one alert is due",
    ),
)


@dataclass
class Boards:
    """What stands on each board now, in the vendor's shape; `reads` counts how often each was read."""

    jobs: dict[str, list[Job]] = field(default_factory=lambda: {name: list(jobs) for name, jobs in BASELINE.items()})
    closed: set[int] = field(default_factory=set)
    reads: dict[str, int] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """One step of the story happens."""
        if step.closes:
            self.jobs[step.board].remove(step.job)
            self.closed.add(step.job.id)
        else:
            self.jobs[step.board].append(step.job)

    def job(self, number: int) -> Job | None:
        """A job that stands on a board, or stood there."""
        known = [*(job for jobs in self.jobs.values() for job in jobs), *(step.job for step in STORY)]
        return next((job for job in known if job.id == number), None)

    def answer(self, board: str, base_url: str, now: datetime) -> dict[str, object]:
        """The whole board, as GET /v1/boards/{token}/jobs?content=true gives it."""
        self.reads[board] = self.reads.get(board, 0) + 1
        jobs = self.jobs[board]
        return {"jobs": [_wire(job, base_url, now) for job in jobs], "meta": {"total": len(jobs)}}


def _wire(job: Job, base_url: str, now: datetime) -> dict[str, object]:
    published = datetime(now.year, now.month, now.day, tzinfo=UTC).isoformat()
    return {
        "id": job.id,
        "internal_job_id": job.id + 5_000_000,
        "title": job.title,
        "company_name": job.employer,
        "location": {"name": job.place},
        "absolute_url": f"{base_url}/jobs/{job.id}",
        "first_published": published,
        "updated_at": published,
        # The vendor escapes the markup of the body once more.
        "content": job.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "metadata": [],
        "departments": [],
        "offices": [],
    }
