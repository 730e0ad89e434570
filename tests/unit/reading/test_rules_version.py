"""The rules' version changes whenever an answer can change: else stored postings would keep old answers for ever."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from bench.reading.postings import adverts
from jobalerts_shared.posting import Advert
from jobalerts_shared.reading.understand import RULES_VERSION, understand

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
KEPT = Path(__file__).parent / "rules_version.json"
LINES = [
    "Leeds, UK",
    "Ottawa, CA",
    "US-TX-Austin",
    "Recife - PE",
    "Remote - EMEA",
    "Berlin (Hybrid)",
    "Lyon; Nantes",
    "Georgia",
    "Remote, Europe (excluding UK)",
    "Greater Lyon Area",
    "Cambridge",
    "SWEDEN, MALMÖ / NORWAY, OSLO,REMOTE",
    "東京",
    "Kreuzberg, Berlin",
    "Guildford, Surrey",
    "Canada (Remote, excluding Quebec)",
    "München oder remote",
]
TITLES = [
    "Senior Nurse",
    "Data Engineer II",
    "Head of Sales",
    "Werkstudent Marketing",
    "Java Developer (m/w/d)",
    "Staff Accountant",
    "Open Application",
    "Lead Backend Engineer / Architect",
    "Account Executive",
    "Infirmier H/F",
    "Desenvolvedor Java Sênior",
]


def test_answers_and_version_go_together() -> None:
    kept = json.loads(KEPT.read_text())
    now = {"rules_version": RULES_VERSION, "answers": _answers()}
    assert now == kept, (
        "Answers have changed. Give RULES_VERSION in reading/understand.py a new value, so that stored postings are "
        f"read again, and write to {KEPT.name}: {json.dumps(now)}"
    )


def _answers() -> str:
    made = [Advert(native_id=f"{title} {line}", title=title, locations=(line,)) for title in TITLES for line in LINES]
    digest = hashlib.sha256()
    for advert in [*made, *adverts(300, seed=7)]:
        digest.update(understand(advert, source="test:kept", now=NOW).model_dump_json().encode())
    return digest.hexdigest()
