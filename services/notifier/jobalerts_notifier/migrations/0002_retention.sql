-- When a posting was heard to be closed: what has been closed for long is forgotten, with all that was owed of it.
ALTER TABLE posting ADD closed_at timestamptz;
UPDATE posting SET closed_at = now() WHERE closed;
ALTER TABLE posting ADD CHECK (closed = (closed_at IS NOT NULL));
CREATE INDEX posting_closed ON posting (closed_at) WHERE closed;
CREATE INDEX posting_of_opening ON posting (opening_id);
CREATE INDEX alert_of_opening ON alert (opening_id);
CREATE INDEX alert_reason_posting ON alert_reason (posting_id);
CREATE INDEX waiting_match_posting ON waiting_match (posting_id);
CREATE INDEX message_age ON message (created_at);
