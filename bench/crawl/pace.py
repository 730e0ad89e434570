"""Ten thousand boards at the default pace: the real worker, on hosts that are shared as boards share them.

    python -m bench.crawl.pace [--boards 10000] [--seconds 60] [--postings 10] [--json]

Every host keeps its pace of one request a second, the busiest one Greenhouse's of two, so the host that most boards
share says how long a round takes. It is watched for some seconds, and the round is worked out from what it did, and
from the processor time that a board took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog

from bench.crawl.__main__ import web
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_crawler.main import Parts, assemble
from jobalerts_crawler.sources.greenhouse import PAUSE
from jobalerts_crawler.worker import Worker
from jobalerts_shared.database import migrate, open_pool
from jobalerts_shared.outgoing import outgoing_client
from jobalerts_shared.settings import Settings, SourceSettings

# Shares of 6,417 boards that a public list of them has on hosts of their vendors; each other board has its own host.
SHARED = (0.397, 0.145, 0.043, 0.029)  # Greenhouse, Ashby, join, Lever


def main() -> None:
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder, web(options.boards, options.postings, everywhere=True) as url:
        server = PostgreSQL(Path(folder) / "postgresql")
        server.start()
        try:
            figures = asyncio.run(_paced(server.url, int(url.rpartition(":")[2]), options.boards, options.seconds))
        finally:
            server.stop()
    print(
        json.dumps(figures)
        if options.json
        else "\n".join(f"{name:44} {value:12,.2f}" for name, value in figures.items())
    )


def spread(boards: int) -> list[str]:
    """The host of each board, one address of the loopback network each."""
    hosts = [name for number, share in enumerate(SHARED) for name in [f"127.1.0.{number + 1}"] * int(boards * share)]
    own = range(boards - len(hosts))
    return hosts + [f"127.{2 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}" for number in own]


async def _paced(database: str, port: int, boards: int, seconds: float) -> dict[str, float]:
    migrate(database, "crawler", "jobalerts_crawler.migrations")
    settings = Settings.model_validate({"database_url": database, "allow_private_networks": True})
    hosts = spread(boards)
    async with open_pool(database, "crawler", max_size=12) as pool, outgoing_client(settings) as client:
        parts = assemble(settings, pool, client)
        await parts.watchlist.sync(
            [
                SourceSettings(kind="greenhouse", token=f"board{number}", base_url=f"http://{host}:{port}")
                for number, host in enumerate(hosts)
            ]
        )
        [(busiest, _)] = Counter(hosts).most_common(1)
        async with pool.connection() as connection:
            await connection.execute("UPDATE host SET pause = %s WHERE host = %s", (PAUSE, f"{busiest}:{port}"))
        before = time.process_time()
        await _work(parts, seconds)
        processor = time.process_time() - before
        async with pool.connection() as connection:
            cursor = await connection.execute("SELECT host FROM source WHERE success_at IS NOT NULL")
            read = Counter(row["host"] for row in await cursor.fetchall())
    return _figures(Counter(f"{host}:{port}" for host in hosts), read, processor, seconds)


async def _work(parts: Parts, seconds: float) -> None:
    stopping = asyncio.Event()
    worker = Worker(parts.crawler, parts.watchlist, stopping, lambda: None)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.crawl())
        group.create_task(worker.beat())
        await asyncio.sleep(seconds)
        stopping.set()


def _figures(boards: Counter[str], read: Counter[str], processor: float, seconds: float) -> dict[str, float]:
    [(busiest, most)] = boards.most_common(1)
    done = read.total()
    return {
        "boards": boards.total(),
        "hosts": len(boards),
        "boards_read": done,
        "boards_per_s": done / seconds,
        "boards_per_processor_s": done / processor,
        "boards_on_the_busiest_host": most,
        "busiest_host_requests_per_s": read[busiest] / seconds,
        "round_by_pace_of_busiest_host_min": most * PAUSE.total_seconds() / 60,
        "round_as_the_busiest_host_was_read_min": most / (read[busiest] / seconds) / 60
        if read[busiest]
        else float("inf"),
        "round_by_processor_of_one_core_min": boards.total() / (done / processor) / 60,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.crawl.pace", description=__doc__)
    parser.add_argument("--boards", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--postings", type=int, default=10, help="on each board")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
