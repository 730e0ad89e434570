"""The demo: its boards are what the crawler reads, its mailbox keeps mails, and its story holds together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from jobalerts.demo.mailbox import Kept, Mailbox
from jobalerts.demo.pages import build_pages
from jobalerts.demo.story import BASELINE, BOARDS, CRITERIA, STORY, Boards, Step
from jobalerts_crawler.board import Board, Page
from jobalerts_crawler.look import read_saved
from jobalerts_shared.criteria import Criteria, judge

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def mail(subject: str = "One new job") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "alerts@example.org", "ada@example.org", subject
    made.set_content("Read it at http://127.0.0.1:8000/manage/abc\n")
    made.add_alternative('<p>Read it <a href="http://127.0.0.1:8000/manage/abc">here</a></p>', subtype="html")
    return made


def test_ids_are_unique_over_all_boards() -> None:
    jobs = [job for board in BASELINE.values() for job in board]
    jobs += [step.job for step in STORY if not step.closes]
    assert len({job.id for job in jobs}) == len(jobs)
    assert set(BASELINE) == set(BOARDS) >= {step.board for step in STORY}


def test_the_story_can_be_told_to_its_end_and_is_over_within_two_minutes() -> None:
    boards = Boards()
    for step in STORY:
        boards.take(step)
    closed = {step.job.id for step in STORY if step.closes}
    standing = {job.id for jobs in boards.jobs.values() for job in jobs}
    assert closed and not closed & standing and boards.closed == closed
    assert sum(step.wait for step in STORY) < 120


@pytest.mark.parametrize("step", [pytest.param(step, id=f"{step.job.id} {step.remark}") for step in STORY])
def test_every_remark_is_true(step: Step) -> None:
    """By the crawler's own reader and the one definition of a match."""
    boards = Boards()
    if not step.closes:
        boards.take(step)
    body = json.dumps(boards.answer(step.board, "http://127.0.0.1:8025", NOW)).encode()
    read = read_saved(Board("greenhouse", token=step.board), Page(None, body), NOW)
    posting = next(posting for posting in read.postings if posting.native_id == str(step.job.id))
    wanted = judge(Criteria.model_validate(CRITERIA), posting).match
    assert wanted == (step.remark.startswith(("one alert", "no second alert"))), posting


def test_what_stands_there_before_the_story_would_be_an_alert_were_it_new() -> None:
    """So that one sees the baseline at work."""
    body = json.dumps(Boards().answer("harbour", "http://127.0.0.1:8025", NOW)).encode()
    read = read_saved(Board("greenhouse", token="harbour"), Page(None, body), NOW)
    assert any(judge(Criteria.model_validate(CRITERIA), posting).match for posting in read.postings)


def test_one_telling_leaves_the_next_untouched() -> None:
    before = Boards().answer("harbour", "http://x", NOW)
    Boards().take(STORY[0])
    assert Boards().answer("harbour", "http://x", NOW) == before


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    boards, mailbox = Boards(), Mailbox(arrived=lambda kept: None)
    for step in STORY:
        boards.take(step)
    mailbox.mails.append(Kept(1, "ada@example.org", NOW, mail("<b>One</b> new job")))
    transport = httpx.ASGITransport(build_pages(mailbox, boards, "http://127.0.0.1:8000"))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8025") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        pytest.param("/", 'href="/mails/1">&lt;b&gt;One&lt;/b&gt; new job', id="the mailbox"),
        pytest.param("/mails/1", 'href="http://127.0.0.1:8000/manage/abc"', id="a mail, its text with links"),
        pytest.param("/mails/1/html", '<base target="_top"><p>Read it', id="a mail as HTML"),
        pytest.param("/boards/harbour", "Machine Learning Engineer II", id="a board"),
        pytest.param("/jobs/410103", "deleted a model", id="an advert"),
        pytest.param("/jobs/410101", "no longer open", id="an advert that was closed"),
    ],
)
async def test_a_page_shows(client: httpx.AsyncClient, path: str, holds: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200 and holds in answer.text


async def test_a_mails_markup_can_run_nothing(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/mails/1/html")).headers["content-security-policy"]
    assert "default-src 'none'" in policy and "allow-scripts" not in policy and "sandbox" in policy


@pytest.mark.parametrize(
    "path", ["/mails/0", "/mails/2", "/boards/none", "/jobs/1", "/v1/boards/none/jobs", "/robots.txt"]
)
async def test_what_is_not_there_is_404(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_mail_sent_by_smtp_is_kept_and_told() -> None:
    told: list[Kept] = []
    mailbox = Mailbox(arrived=told.append)
    server = await asyncio.get_running_loop().create_server(mailbox.server, "127.0.0.1", 0)
    async with server:
        await aiosmtplib.send(mail(), hostname="127.0.0.1", port=server.sockets[0].getsockname()[1])
    assert told == mailbox.mails
    assert (told[0].subject, told[0].to) == ("One new job", "ada@example.org")
    assert "manage/abc" in told[0].words("plain") and "<a href" in told[0].words("html")
