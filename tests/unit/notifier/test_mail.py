"""A mail as it leaves: headers that mean what they should, bodies that hold every link, nothing that breaks out."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobalerts_notifier.message import Message
from jobalerts_notifier.render.mail import MailWriter
from jobalerts_notifier.retry import Kind
from jobalerts_notifier.text import one_line
from tests.fakes.messages import confirmation, message, shown

WRITER = MailWriter("Job alerts <alerts@jobs.example>")


def written(said: Message, address: str = "ada@example.org") -> EmailMessage:
    raw = WRITER.write(said, address).as_bytes()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == [] and all(part.defects == [] for part in mail.walk())
    return mail


def text_of(mail: EmailMessage, form: str = "plain") -> str:
    part = mail.get_body((form,))
    assert part is not None
    return str(part.get_content())


def test_the_headers_of_an_alert() -> None:
    mail = written(message())
    assert mail["From"] == "Job alerts <alerts@jobs.example>"
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "Machine Learning Engineer II at PlayStation Global — London, UK"
    assert mail["Message-ID"] == f"<{message().delivery_id.hex}@jobs.example>"
    assert mail["List-Unsubscribe"] == f"<{message().unsubscribe_url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "Job alerts <alerts.jobs.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Feedback-ID"] == "instant:jobs.example:jobalerts"
    assert mail["Date"] == "Mon, 23 Nov 2026 10:00:00 +0000"


def test_every_try_is_the_same_mail() -> None:
    def once() -> bytes:
        return re.sub(rb"=====+\d+==", b"", WRITER.write(message(), "ada@example.org").as_bytes())

    assert once() == once()


@pytest.mark.parametrize(
    ("count", "subject"),
    [
        pytest.param(1, "Clerk at Acme — Leeds", id="one"),
        pytest.param(3, "3 new openings: Clerk, Clerk, Clerk", id="three"),
        pytest.param(25, "25 new openings: Clerk, Clerk, Clerk, Clerk", id="many: the first four"),
    ],
)
def test_the_subject_says_what_it_is(count: int, subject: str) -> None:
    openings = [shown(title="Clerk", company="Acme", place="Leeds")] * count
    assert written(message(*openings, kind=Kind.DIGEST))["Subject"] == subject


def test_a_long_subject_is_read_as_it_was_written() -> None:
    opening = shown(title="Senior Machine Learning Engineer, Imaging", company="Fernway Health", place="Remote, Wales")
    raw = WRITER.write(message(opening), "ada@example.org").as_bytes()
    expected = "Senior Machine Learning Engineer, Imaging at Fernway Health — Remote, Wales"
    assert message_from_bytes(raw, policy=default)["Subject"] == expected


@pytest.mark.parametrize("form", ["plain", "html"])
def test_both_bodies_hold_everything(form: str) -> None:
    body = text_of(written(message()), form).replace("&amp;", "&")
    for words in (
        "Machine Learning Engineer II", "PlayStation Global", "London, UK", "Hybrid", "Mid",
        "Posted 21 November 2026", "GBP 70,000 to 85,000 a year", "The posting does not say its level",
        "https://boards.example/jobs/1?gh_jid=1&src=a",
        message().manage_url, message().unsubscribe_url,
    ):  # fmt: skip
        assert words is not None and words in body


def test_an_opening_that_says_little_is_shown_without_gaps() -> None:
    bare = shown(company=None, place=None, mode=None, level=None, employment=None, pay=None, posted=None, link=None)
    mail = written(message(bare))
    assert mail["Subject"] == "Machine Learning Engineer II"
    assert "None" not in text_of(mail) + text_of(mail, "html")


def test_a_confirmation_is_no_list_mail() -> None:
    mail = written(confirmation())
    assert mail["List-Unsubscribe"] is None and mail["List-Id"] is None and mail["Precedence"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    for form in ("plain", "html"):
        assert "https://alerts.example/confirm/the-token" in text_of(mail, form)
        assert "/unsubscribe/" not in text_of(mail, form)


def test_markup_in_a_posting_stays_text() -> None:
    html = text_of(written(message(shown(title="<script>alert(1)</script> & Co", company='"><img src=x>'))), "html")
    assert "<script>" not in html and "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in html


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("ada@example.org\r\nBcc: all@example.org", id="line break"),
        pytest.param("ada", id="no domain"),
        pytest.param("ada@", id="empty domain"),
        pytest.param("<ada@example.org>, <bob@example.org>", id="two addresses"),
        pytest.param("", id="empty"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        WRITER.write(message(), address)


def test_an_address_in_other_letters_is_written_as_such() -> None:
    raw = WRITER.write(message(), "jürgen@example.org").as_bytes()
    assert "jürgen@example.org".encode() in raw


hostile = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300) | st.sampled_from(
    [
        "a\r\nBcc: x@example.org",
        "a\n\nbody",
        "a\x00b",
        "\u202eright to left",
        "=?utf-8?q?=0ABcc:x?=",
        "{{ 7*7 }}",
        "a" * 3000,
    ]
)


@given(title=hostile, company=hostile)
def test_no_posting_breaks_out_of_a_mail(title: str, company: str) -> None:
    mail = written(message(shown(title=one_line(title) or "x", company=one_line(company, 120) or None)))
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    assert mail["To"] == "ada@example.org"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
