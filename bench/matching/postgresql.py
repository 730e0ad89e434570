"""The same cells in PostgreSQL: one table with a covering index, asked once a posting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import psycopg

from bench.matching.ours import Asked
from bench.matching.rows import Question, question, standings
from jobalerts.embedded.postgresql import PostgreSQL
from jobalerts_matcher.index import Index
from jobalerts_shared.posting import Posting

TABLE = "CREATE TABLE cells (key bigint NOT NULL, bits bigint NOT NULL, subscription bigint NOT NULL, conditions int[])"
INDEX = "CREATE INDEX ON cells (key) INCLUDE (bits, subscription, conditions)"
ASK = """
    SELECT DISTINCT subscription, conditions FROM cells
    WHERE key = ANY (%s) AND bits & %s <> 0 AND bits & %s <> 0 AND bits & %s <> 0
"""
SETTINGS = {"shared_buffers": "1GB", "max_parallel_workers_per_gather": "0", "maintenance_work_mem": "512MB"}


def ask_postgresql(folder: Path, index: Index, path: Path, count: int, postings: Sequence[Posting]) -> Asked:
    """Its seconds hold what it takes to find the roles, places and conditions, too, as ours do."""
    server = PostgreSQL(folder, settings=SETTINGS)
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True, prepare_threshold=0) as connection:
            _fill(connection, index, path, count)
            return _ask_all(connection, index, postings)
    finally:
        server.stop()


def _fill(connection: psycopg.Connection, index: Index, path: Path, count: int) -> None:
    connection.execute(TABLE)
    with connection.cursor() as cursor, cursor.copy("COPY cells FROM STDIN") as copy:
        for number, standing in standings(index, path, count):
            conditions = "{" + ",".join(map(str, standing.conditions)) + "}" if standing.conditions else None
            for key in standing.cells:
                copy.write_row((key, standing.bits, number, conditions))
    connection.execute(INDEX)
    connection.execute("VACUUM ANALYZE cells")


def _ask_all(connection: psycopg.Connection, index: Index, postings: Sequence[Posting]) -> Asked:
    answers, seconds = [], []
    for posting in postings:
        began = perf_counter()
        found = _ask(connection, question(index, posting))
        seconds.append(perf_counter() - began)
        answers.append(sorted(found))
    return Asked(answers, seconds)


def _ask(connection: psycopg.Connection, asked: Question) -> list[int]:
    rows = connection.execute(ASK, (asked.keys, *asked.masks)).fetchall()
    return [number for number, conditions in rows if not conditions or all(asked.holding[conditions])]
