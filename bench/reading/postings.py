"""Postings made up from word lists, the same ones for the same seed: title, location line, and a text of some 4 KB."""

from __future__ import annotations

import random
from collections.abc import Iterator

from jobalerts_shared.posting import Advert

LEVELS = ["", "", "", "Senior ", "Junior ", "Staff ", "Lead ", "Principal "]
FIELDS = ["", "Backend ", "Data ", "Machine Learning ", "Mechanical ", "Sales ", "Marketing ", "Clinical "]
HEADS = [
    "Engineer",
    "Engineer II",
    "Analyst",
    "Manager",
    "Nurse",
    "Teacher",
    "Accountant",
    "Developer (m/w/d)",
    "Consultant",
]
TEAMS = ["", "", ", Payments", " - Platform", " (Contract)", " | Growth", ", EMEA"]
CITIES = [
    "Leeds",
    "Berlin",
    "Lyon",
    "Austin",
    "Toronto",
    "Pune",
    "Gdańsk",
    "Porto",
    "Osaka",
    "Nairobi",
    "Lima",
    "Perth",
]
TAILS = [
    "",
    ", UK",
    ", Germany",
    ", TX",
    ", Ontario, Canada",
    ", India",
    " (Hybrid)",
    " (Remote)",
    ", France (On-site)",
]
LISTS = ["Remote - EMEA", "Berlin; Hamburg; Munich", "US-CA-Oakland", "London or Remote", "PL-Warsaw / CZ-Prague"]
SUBJECTS = ["You", "Our team", "The group", "Together we", "Each of us", "A colleague"]
VERBS = ["plan", "build", "repair", "teach", "measure", "describe", "deliver", "test", "review", "improve"]
THINGS = ["systems", "bridges", "lessons", "reports", "machines", "services", "gardens", "models", "invoices", "routes"]
WAYS = [
    "with care",
    "every day",
    "in small steps",
    "for people all over the country",
    "together with other teams",
    "on time",
]
HEADINGS = ["About the role", "What you will do", "Requirements", "What we offer", "Benefits", "About us"]
FACTS = [
    "You bring 3-5 years of experience in the trade.",
    "The base salary range for this role is $92,000 - $118,000 per year.",
    "This is a hybrid role with 2 days a week in our office.",
    "We are an equal opportunity employer and decide without regard to age.",
    "Employment type: Full-time",
    "We offer visa sponsorship for this role.",
]
TEXT_LENGTH = 4000


def adverts(count: int, seed: int) -> Iterator[Advert]:
    """`count` adverts, nearly all different from one another."""
    chance = random.Random(seed)
    for number in range(count):
        yield Advert(
            native_id=str(number),
            title=f"{chance.choice(LEVELS)}{chance.choice(FIELDS)}{chance.choice(HEADS)}{chance.choice(TEAMS)}",
            company="Acme",
            locations=(_location(chance),),
            description=_text(chance),
        )


def _location(chance: random.Random) -> str:
    return chance.choice(LISTS) if chance.random() < 0.1 else chance.choice(CITIES) + chance.choice(TAILS)


def _text(chance: random.Random) -> str:
    """Half are HTML, as most boards serve it, half plain lines."""
    html = chance.random() < 0.5
    lines: list[str] = []
    length = 0
    while length < TEXT_LENGTH:
        line = _line(chance)
        lines.append(f"<li>{line}</li>" if html else line)
        length += len(line) + 1
    return f"<div><ul>{''.join(lines)}</ul></div>" if html else "\n".join(lines)


def _line(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.06:
        return chance.choice(HEADINGS)
    if draw < 0.12:
        return chance.choice(FACTS)
    sentences = (
        f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(THINGS)} and {chance.choice(VERBS)} "
        f"{chance.choice(THINGS)} {chance.choice(WAYS)}."
        for _ in range(chance.randint(1, 3))
    )
    return " ".join(sentences)
