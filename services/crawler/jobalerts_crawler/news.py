"""What is told of postings, written within a transaction that its caller holds: opened, changed, closed, reopened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from jobalerts_crawler.crawled import News
from jobalerts_crawler.openings import REPOSTED_WITHIN, Candidate, choose, proposals
from jobalerts_shared.events import PostingChange
from jobalerts_shared.posting import posting_id

Connection = AsyncConnection[DictRow]

# A posting that nobody was told of yet is told as opened, whatever has become of it since.
OPEN = """
INSERT INTO posting (id, source_id, native_id, digest, posting, opening_id, open, baseline, first_seen, closed_at,
                     change, changed_at, rules_version, fields, ends_at, version)
VALUES (%(id)s, %(source_id)s, %(native_id)s, %(digest)s, %(posting)s, %(opening_id)s, %(open)s, %(baseline)s,
        %(now)s, %(closed_at)s, %(change)s, now(), %(rules_version)s, %(fields)s, %(ends_at)s,
        1 + coalesce((SELECT past.version FROM past WHERE past.id = %(id)s), 0))
ON CONFLICT (id) DO UPDATE SET
  digest = excluded.digest, posting = excluded.posting, opening_id = excluded.opening_id, open = excluded.open,
  missed = 0, baseline = excluded.baseline, first_seen = excluded.first_seen, closed_at = excluded.closed_at,
  change = excluded.change, changed_at = now(), version = posting.version + 1,
  rules_version = excluded.rules_version, fields = excluded.fields, ends_at = excluded.ends_at, listed_at = now()
"""
CHANGE = """
UPDATE posting SET digest = %(digest)s, posting = %(posting)s, open = true, missed = 0, closed_at = NULL,
  change = CASE WHEN published_version = 0 THEN 'opened' ELSE %(change)s END,
  changed_at = now(), version = version + 1, rules_version = %(rules_version)s, fields = %(fields)s,
  ends_at = %(ends_at)s, listed_at = now()
WHERE id = %(id)s
"""


async def write_news(connection: Connection, told: Sequence[News], now: datetime, *, baseline: bool) -> None:
    """All that one transaction tells is told by one call: it locks the openings' keys in their order."""
    founding = [news for news in told if _founds(news)]
    changed = [news for news in told if not _founds(news)]
    await _lead(connection, changed)
    openings = await _openings(connection, [Candidate(news.posting.id, now, news.keys) for news in founding])
    old = await _of_old_jobs(connection, founding, openings)
    async with connection.cursor() as cursor:
        opened = [
            _opened(news, openings[news.posting.id], now, baseline=baseline or news.posting.id in old)
            for news in founding
        ]
        await cursor.executemany(OPEN, opened)
        await cursor.executemany(CHANGE, [_changed(news) for news in changed])


async def _of_old_jobs(
    connection: Connection, founding: Sequence[News], openings: Mapping[UUID, UUID]
) -> frozenset[UUID]:
    """Aggregators' copies of what the employer's own board had listed when we first read it: no new jobs."""
    copies = {news.posting.id: openings[news.posting.id] for news in founding if news.posting.aggregated}
    cursor = await connection.execute(
        """SELECT DISTINCT opening_id FROM posting
            WHERE opening_id = ANY(%s) AND open AND baseline AND posting ->> 'aggregated' IS DISTINCT FROM 'true'""",
        (list(set(copies.values())),),
    )
    old = {row["opening_id"] for row in await cursor.fetchall()}
    return frozenset(copy for copy, opening_id in copies.items() if opening_id in old)


async def close(connection: Connection, ids: Sequence[UUID]) -> None:
    await connection.execute(
        """UPDATE posting SET open = false, missed = 0, closed_at = now(), change = 'closed', changed_at = now(),
             row_digest = '', version = version + 1, posting = jsonb_set(posting, '{closed}', 'true')
           WHERE id = ANY(%s) AND open""",
        (list(ids),),
    )


async def _lead(connection: Connection, changed: Sequence[News]) -> None:
    """What a posting says now leads to its opening too, so that a copy of its new text is recognised."""
    pairs = sorted((key, news.posting.id) for news in changed for key in news.keys)
    await connection.execute(
        """INSERT INTO opening (key, opening_id)
           SELECT said.key, posting.opening_id FROM unnest(%s::text[], %s::uuid[]) AS said(key, id)
           JOIN posting USING (id) ORDER BY said.key
           ON CONFLICT (key) DO NOTHING""",
        ([key for key, _ in pairs], [posting_id for _, posting_id in pairs]),
    )


async def _openings(connection: Connection, candidates: Sequence[Candidate]) -> Mapping[UUID, UUID]:
    """Each posting's opening, found or founded."""
    proposed = proposals(candidates)
    found = await _lock_keys(connection, proposed)
    live = await _live(connection, set(found.values())) | set(proposed.values())
    # A key whose postings have all been closed for long names a new opening from now on.
    led = {key: opening if opening in live else proposed[key] for key, opening in found.items()}
    chosen = choose(candidates, led)
    moved = {each.own: chosen[each.posting_id] for each in candidates}
    target = {key: moved.get(opening, opening) for key, opening in led.items()}
    await connection.execute(
        """UPDATE opening SET opening_id = t.opening_id FROM unnest(%s::text[], %s::uuid[]) AS t(key, opening_id)
           WHERE opening.key = t.key AND opening.opening_id <> t.opening_id""",
        (list(target), list(target.values())),
    )
    return chosen


async def _lock_keys(connection: Connection, proposed: Mapping[str, UUID]) -> dict[str, UUID]:
    """What each key stands for, held until we commit. In the keys' order, so that two crawls never deadlock."""
    keys = sorted(proposed)
    cursor = await connection.execute(
        """INSERT INTO opening (key, opening_id) SELECT * FROM unnest(%s::text[], %s::uuid[])
           ON CONFLICT (key) DO UPDATE SET added_at = now() RETURNING key, opening_id""",
        (keys, [proposed[key] for key in keys]),
    )
    return {row["key"]: row["opening_id"] for row in await cursor.fetchall()}


async def _live(connection: Connection, openings: set[UUID]) -> set[UUID]:
    """Those with a posting that is open or was lately. After the keys are held: what others kept is then seen."""
    cursor = await connection.execute(
        """SELECT DISTINCT opening_id FROM posting
           WHERE opening_id = ANY(%s) AND (open OR closed_at > now() - %s)""",
        (list(openings), REPOSTED_WITHIN),
    )
    return {row["opening_id"] for row in await cursor.fetchall()}


def _founds(news: News) -> bool:
    return news.change is PostingChange.OPENED or news.ended


def _opened(
    news: News, opening: UUID, now: datetime, *, baseline: bool
) -> dict[str, Any]:  # Any: the statement's own parameters
    return {
        **_changed(news),
        "source_id": news.posting.source,
        "native_id": news.posting.native_id,
        "opening_id": opening,
        "open": not news.ended,
        "baseline": baseline,
        "now": now,
        "closed_at": now if news.ended else None,
    }


def _changed(news: News) -> dict[str, Any]:  # Any: as above
    posting = news.posting
    assert posting.id == posting_id(posting.source, posting.native_id)
    return {
        "id": posting.id,
        "digest": news.digest,
        "posting": Jsonb(posting.model_dump(mode="json")),
        "change": news.change.value,
        "rules_version": news.rules_version,
        "fields": int(news.fields),
        "ends_at": posting.valid_through,
    }
