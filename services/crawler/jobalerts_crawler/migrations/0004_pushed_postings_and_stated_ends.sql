-- A pushed source is written to, not read: it has no interval and is never due.
ALTER TABLE source
  ALTER every DROP NOT NULL,
  ALTER due_at DROP NOT NULL,
  DROP CONSTRAINT source_origin_check,
  ADD CONSTRAINT source_origin_check CHECK (origin IN ('settings', 'added', 'pushed'));

ALTER TABLE posting
  ADD pushed_at timestamptz,                        -- of the latest push that stands: an older one undoes nothing
  ADD ends_at   timestamptz,                        -- the end that was stated
  ADD listed_at timestamptz NOT NULL DEFAULT now(); -- last seen in its feed, to the day
UPDATE posting SET ends_at = (posting ->> 'valid_through')::timestamptz WHERE posting ->> 'valid_through' IS NOT NULL;
CREATE INDEX posting_ends ON posting (ends_at) WHERE open;
CREATE INDEX posting_listed ON posting (source_id, listed_at) WHERE open;
