"""The notifier's ledger, read and never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from jobalerts.replay.compare import Alerted

if TYPE_CHECKING:
    from psycopg.rows import DictRow

READ_ONLY = "-c search_path=notifier -c default_transaction_read_only=on -c TimeZone=UTC"
AT_ONCE = 5_000  # rows a round


def read_ledger(url: str) -> list[Alerted]:
    """Every alert, as of one moment."""
    options = f"{conninfo_to_dict(url).get('options') or ''} {READ_ONLY}".strip()
    conninfo = make_conninfo(url, options=options, connect_timeout="5", application_name="jobalerts-verify")
    with psycopg.connect(conninfo, row_factory=dict_row) as connection, connection.cursor("ledger") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            """SELECT a.alert_id, a.person_id, a.opening_id, a.created_at, a.drop_reason,
                      CASE WHEN a.told_at IS NOT NULL AND sends.sent THEN a.message_id END AS told_in,
                      coalesce(sends.in_doubt, false) AS in_doubt, why.subscriptions, why.postings
                 FROM alert a
                 LEFT JOIN LATERAL (
                      SELECT bool_or(d.state = 'sent') AS sent, bool_or(d.in_doubt > 0) AS in_doubt
                        FROM delivery d WHERE d.message_id = a.message_id) sends ON true
                 LEFT JOIN LATERAL (
                      SELECT array_agg(r.subscription_id ORDER BY r.rank) AS subscriptions,
                             array_agg(r.posting_id ORDER BY r.rank) AS postings
                        FROM alert_reason r WHERE r.alert_id = a.alert_id) why ON true"""
        )
        return [_alerted(row) for row in cursor]


def _alerted(row: DictRow) -> Alerted:
    return Alerted(
        alert_id=row["alert_id"],
        person_id=row["person_id"],
        opening_id=row["opening_id"],
        created_at=row["created_at"],
        reasons=tuple(zip(row["subscriptions"] or (), row["postings"] or (), strict=True)),
        drop_reason=row["drop_reason"],
        told_in=row["told_in"],
        in_doubt=row["in_doubt"],
    )
