"""The same cells in PostgreSQL: one table with a covering index, asked once a posting."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import psycopg

from bench.matching.ours import Asked
from bench.matching.rows import Question, question, standings
from bench.matching.source import Source
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


def ask_postgresql(folder: Path, index: Index, source: Source, count: int, postings: Sequence[Posting]) -> Asked:
    """Its seconds hold what it takes to find the roles, places and conditions, too, as ours do."""
    server = PostgreSQL(folder, settings=SETTINGS)
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True, prepare_threshold=0) as connection:
            _fill(connection, index, source, count)
            return _ask_all(connection, index, postings)
    finally:
        server.stop()


def _fill(connection: psycopg.Connection, index: Index, source: Source, count: int) -> None:
    connection.execute(TABLE)
    with connection.cursor() as cursor, cursor.copy("COPY cells FROM STDIN") as copy:
        for number, standing in standings(index, source, count):
            conditions = "{" + ",".join(map(str, standing.conditions)) + "}" if standing.conditions else None
            for key in standing.cells:
                copy.write_row((key, standing.bits, number, conditions))
    connection.execute(INDEX)
    connection.execute("VACUUM ANALYZE cells")


def _ask_all(connection: psycopg.Connection, index: Index, postings: Sequence[Posting]) -> Asked:
    """All once before, so that everything is in memory; both ends of the connection take time."""
    for posting in postings:
        _ask(connection, question(index, posting))
    pid = connection.info.backend_pid
    began = process_time() + _seconds_of(pid)
    answers = [sorted(_ask(connection, question(index, posting))) for posting in postings]
    taken = process_time() + _seconds_of(pid) - began
    return Asked(answers, [taken / len(postings)] * len(postings))


def _seconds_of(pid: int) -> float:
    """Of processor time, in the kernel and out of it: proc_pid_stat(5), fields 14 and 15."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ask(connection: psycopg.Connection, asked: Question) -> list[int]:
    rows = connection.execute(ASK, (asked.keys, *asked.masks)).fetchall()
    return [number for number, conditions in rows if not conditions or all(asked.holding[conditions])]
