"""Matching on arrival: our index beside Lucene Monitor and PostgreSQL, on the same postings, in one run.

    python -m bench.matching [--count N] [--path] [--json]
    python -m bench.matching --subscriptions F.jsonl --postings F.jsonl [--matches OUT.jsonl] [--json]

Without files a workload of N is made from a seed, while it is taken in. Files hold one object a line:
`{"id": 1, "criteria": {…}}`, and a posting as it is pushed, with an id. OUT gets
`{"posting": 1, "subscriptions": [1, 2, …]}`. The other engines are slow to fill and to ask, so that they and our index
are compared on the first `--baseline-count` subscriptions and `--baseline-postings` postings; plain `judge` is asked
of a part of these. All answers must be equal, or it fails. Seconds are of processor time, of one thread (and of
PostgreSQL's), so that a busy machine spoils nothing; those of folding, and what ends in `_wall` or `_ready_s`, are of
the clock. Our index is asked twice: the first time it has seen no role and no place before, the second time all of
them. With `--path` the matcher's own process stands between topics of a real Kafka, too: it is filled from there,
matches from a posting's bytes to match events that Kafka has confirmed, and is started once more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from bench.matching.lucene import LuceneMissing, ask_lucene
from bench.matching.ours import Asked, Figures, ask, change, filled, while_folding
from bench.matching.postgresql import ask_postgresql
from bench.matching.service import through_topics
from bench.matching.source import Source, from_file
from bench.matching.workload import Json, advert, postings
from jobalerts_matcher.index import Index
from jobalerts_shared.criteria import wants
from jobalerts_shared.judging.facts import Facts
from jobalerts_shared.judging.wish import compile_criteria
from jobalerts_shared.posting import Posting
from jobalerts_shared.reading.understand import understand

Engine: TypeAlias = Callable[[Path, Index, Source, int, Sequence[Posting]], Asked]

# Lucene as its users would have it, with our roles; and with our cells, which serves it better.
ENGINES: dict[str, Engine] = {
    "lucene": ask_lucene,
    "lucene_on_cells": partial(ask_lucene, by_cells=True),
    "postgresql": ask_postgresql,
}
PATH_ROUNDS = 4  # of all postings
JUDGED_SUBSCRIPTIONS, JUDGED_POSTINGS = 20_000, 20


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        figures = _run(options, Path(folder))
    if options.json:
        print(json.dumps(figures))
    if not figures["identical"] or figures.get("path_identical") is False:
        sys.exit("The engines do not agree on who wants which posting.")


def _run(options: argparse.Namespace, folder: Path) -> Figures:
    source = Source(options.count, options.seed)
    if options.subscriptions:
        source = from_file(options.subscriptions, options.seed)
    read, ids = _postings(options)
    index, figures = filled(source)
    first, asked = ask(index, read), ask(index, read)
    figures |= _speed(asked) | {
        "first_time_postings_per_s": first.postings_per_s,
        "first_time_p99_ms": first.milliseconds(99),
    }
    if options.matches:
        _write(options.matches, ids, asked)
    matches = asked.matches
    del first, asked
    figures |= change(index, source, read) | asyncio.run(while_folding(index, source, read))
    _say("the index", figures)
    if options.baseline_count < source.count:
        index, _ = filled(source, options.baseline_count)
    figures |= _baselines(options, folder, source, index, read)
    del index
    return figures | (_path(folder, source, read, matches) if options.path else {})


def _path(folder: Path, source: Source, read: Sequence[Posting], matches: int) -> Figures:
    figures = through_topics(folder, source, read, PATH_ROUNDS)
    figures["path_identical"] = figures["path_matches"] == matches * PATH_ROUNDS
    _say("the matcher between topics", figures)
    return figures


def _postings(options: argparse.Namespace) -> tuple[list[Posting], list[object]]:
    said: list[Json] = list(postings(options.posting_count, options.seed))
    if options.postings:
        said = [json.loads(line) for line in options.postings.read_text().splitlines() if line.strip()]
    now = datetime.now(UTC)
    return [understand(advert(one), source="bench:matching", now=now) for one in said], [one["id"] for one in said]


def _speed(asked: Asked) -> Figures:
    return {
        "postings_per_s": asked.postings_per_s,
        "matches_per_s": asked.matches / sum(asked.seconds),
        "matches_per_posting": asked.matches / len(asked.seconds),
        "p50_ms": asked.milliseconds(50),
        "p99_ms": asked.milliseconds(99),
    }


def _write(path: Path, ids: Sequence[object], asked: Asked) -> None:
    with path.open("w") as file:
        for number, found in zip(ids, asked.answers, strict=True):
            file.write(json.dumps({"posting": number, "subscriptions": found}) + "\n")


def _baselines(
    options: argparse.Namespace, folder: Path, source: Source, index: Index, read: Sequence[Posting]
) -> Figures:
    """Each engine beside our index, at the same size and on the same postings."""
    some = read[: options.baseline_postings]
    ask(index, some)
    ours = ask(index, some)
    figures: Figures = {"baseline_count": len(index), "baseline_postings": len(some)}
    agrees = _agrees_with_judge(ours, source, options.baseline_count, some)
    for name, engine in ENGINES.items():
        place = folder / name
        place.mkdir()
        theirs = _asked(name, partial(engine, place, index, source, options.baseline_count, some))
        figures[f"{name}_postings_per_s"] = theirs.postings_per_s if theirs else None
        figures[f"ratio_to_{name}"] = ours.postings_per_s / theirs.postings_per_s if theirs else None
        agrees = agrees and (theirs is None or theirs.answers == ours.answers)
    figures["identical"] = agrees
    _say(f"beside, at {figures['baseline_count']:,} subscriptions", figures)
    return figures


def _asked(name: str, engine: Callable[[], Asked]) -> Asked | None:
    try:
        return engine()
    except LuceneMissing as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        return None


def _agrees_with_judge(ours: Asked, source: Source, count: int, read: Sequence[Posting]) -> bool:
    wanted = [
        (one.subscription_id, compile_criteria(one.criteria)) for one in source.events(min(count, JUDGED_SUBSCRIPTIONS))
    ]
    known = {number for number, _ in wanted}
    for posting, answer in islice(zip(read, ours.answers, strict=True), JUDGED_POSTINGS):
        facts = Facts(posting)
        if sorted(known.intersection(answer)) != sorted(number for number, wish in wanted if wants(wish, facts)):
            return False
    return True


def _say(title: str, figures: Figures) -> None:
    """To the terminal's error stream, so that `--json` can be read from the other."""
    print(title, file=sys.stderr)
    for name, value in figures.items():
        shown = f"{value:12,.2f}" if isinstance(value, float) else f"{value!s:>12}"
        print(f"  {name:28} {shown}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--subscriptions", type=Path, metavar="F.jsonl")
    parser.add_argument("--postings", type=Path, metavar="F.jsonl")
    parser.add_argument("--matches", type=Path, metavar="OUT.jsonl", help="where the answers are written")
    parser.add_argument("--count", type=int, default=100_000, help="subscriptions of the workload that is made")
    parser.add_argument("--posting-count", type=int, default=3000, help="postings of the workload that is made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--baseline-count", type=int, default=100_000, help="subscriptions given to the others")
    parser.add_argument("--baseline-postings", type=int, default=300, help="postings given to the others")
    parser.add_argument("--path", action="store_true", help="also the whole process, between topics of a real Kafka")
    parser.add_argument("--json", action="store_true", help="one object at the end")
    return parser.parse_args()


if __name__ == "__main__":
    main()
