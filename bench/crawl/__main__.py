"""Our crawler beside Scrapy on the same local boards in the same run, and how fast each kind is read.

    python -m bench.crawl [--boards 100] [--postings 30] [--json]

Ours reads, understands, compares and keeps in PostgreSQL; Scrapy fetches and yields items, and keeps nothing but its
HTTP cache. The second visit finds nothing changed. Rates, not promises: name the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

import structlog

from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_crawler.board import Board, Page
from jobalerts_crawler.main import Parts, assemble
from jobalerts_crawler.sources import SOURCES
from jobalerts_shared.database import migrate, open_pool
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings, SourceSettings

ROOT = Path(__file__).parents[2]
SAVED = ROOT / "tests" / "sources"
SLOTS = 16
READ_FOR = 0.15  # seconds a kind


def main() -> None:
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder, web(options.boards, options.postings) as url:
        figures = {"boards": float(options.boards), "postings_a_board": float(options.postings)}
        figures |= _ours(Path(folder), url, options.boards)
        figures |= _scrapy(Path(folder), url, options.boards)
    figures |= _kinds()
    print(json.dumps(figures) if options.json else _table(figures))


@contextmanager
def web(boards: int, postings: int, *, everywhere: bool = False) -> Iterator[str]:
    """Served in a process of its own, on 127.0.0.1 or on every address of the loopback network."""
    host = "0.0.0.0" if everywhere else "127.0.0.1"  # a benchmark's own boards
    command = [sys.executable, "-m", "bench.crawl.web", str(boards), str(postings), host]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def _ours(folder: Path, url: str, boards: int) -> dict[str, float]:
    server = PostgreSQL(folder / "postgresql")
    server.start()
    try:
        return asyncio.run(_crawl_twice(server.url, url, boards))
    finally:
        server.stop()


async def _crawl_twice(database: str, url: str, boards: int) -> dict[str, float]:
    migrate(database, "crawler", "jobalerts_crawler.migrations")
    settings = Settings.model_validate({"database_url": database, "allow_private_networks": True})
    rows = [{"kind": "greenhouse", "token": f"board{n}", "base_url": url} for n in range(boards)]
    async with open_pool(database, "crawler", max_size=12) as pool, outgoing_client(settings) as client:
        parts = assemble(settings, pool, client)
        await parts.watchlist.sync([SourceSettings.model_validate(row) for row in rows])
        first, listed, _ = await _visit(parts, url)
        second, _, sent = await _visit(parts, url)
    return {
        "ours_first_boards_per_s": boards / first,
        "ours_first_postings_per_s": listed / first,
        "ours_unchanged_boards_per_s": boards / second,
        "ours_bytes_per_unchanged_board": sent / boards,
    }


async def _visit(parts: Parts, url: str) -> tuple[float, int, int]:
    """All sources once: seconds, postings listed, bytes that the boards sent."""
    worker, listed = uuid4(), 0
    remaining = set(await parts.watchlist.enabled())
    await asyncio.to_thread(_stats, url)
    started = time.perf_counter()

    async def one() -> None:
        nonlocal listed
        while remaining:
            claims = await parts.watchlist.lease(worker, 1, only=sorted(remaining))
            for claim in claims:
                remaining.discard(claim.id)
                done = await parts.crawler.crawl(claim)
                assert done is not None and done.succeeded, done
                listed += done.listed
            await asyncio.sleep(0 if claims else 0.002)

    await asyncio.gather(*(one() for _ in range(SLOTS)))
    seconds = time.perf_counter() - started
    return seconds, listed, await asyncio.to_thread(_stats, url)


def _stats(url: str) -> int:
    with urlopen(f"{url}/stats") as answer:
        return int(json.loads(answer.read())["sent"])


def _scrapy(folder: Path, url: str, boards: int) -> dict[str, float]:
    if importlib.util.find_spec("scrapy") is None:
        print("Scrapy is not installed, so nothing stands beside our figures: uv sync --group bench.", file=sys.stderr)
        return {}
    command = [sys.executable, "-m", "bench.crawl.simple", url, str(boards), str(folder / "cache")]
    answers = []
    for _ in range(2):
        _stats(url)
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
        answers.append(json.loads(done.stdout.splitlines()[-1]) | {"sent": _stats(url)})
    first, second = answers
    return {
        "scrapy_first_boards_per_s": boards / first["seconds"],
        "scrapy_first_postings_per_s": first["items"] / first["seconds"],
        "scrapy_unchanged_boards_per_s": boards / second["seconds"],
        "scrapy_bytes_per_unchanged_board": second["sent"] / boards,
    }


def _kinds() -> dict[str, float]:
    """Postings a second by each kind's reader, over its saved responses."""
    figures = {}
    for kind in SOURCES:
        board = Board(kind, token=None if kind == "page" else "northwind", url="https://northwind.example/careers")
        pages = [
            Page("https://northwind.example/careers", path.read_bytes())
            for path in sorted((SAVED / kind).iterdir())
            if path.is_file() and not path.name.endswith(".expected.json")
        ]
        read, started = 0, time.perf_counter()
        while (seconds := time.perf_counter() - started) < READ_FOR:
            read += sum(len(SOURCES[kind].read([page], board).adverts) for page in pages)
        figures[f"read_{kind}_postings_per_s"] = read / seconds
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.crawl", description=__doc__)
    parser.add_argument("--boards", type=int, default=100)
    parser.add_argument("--postings", type=int, default=30, help="on each board")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:40} {value:12,.0f}" for name, value in figures.items())


if __name__ == "__main__":
    main()
