-- A board may need its site's permission or a pattern of its own; a held-back crawl waits for somebody's decision.
ALTER TABLE source
  ADD permitted  boolean NOT NULL DEFAULT false,
  ADD pattern    text,
  ADD changed_at timestamptz,                  -- last time that anything was told of it: how often it is worth a visit
  ADD held       jsonb,                        -- what the held-back crawl would change
  ADD decision   text CHECK (decision IN ('accepted', 'rejected'));

-- How many requests in a row the host did not answer, over all its boards.
ALTER TABLE host ADD failures integer NOT NULL DEFAULT 0;

ALTER TABLE posting
  ADD row_digest text NOT NULL DEFAULT '',     -- of the list's row when its detail was last read
  ADD fields     integer NOT NULL DEFAULT 0;   -- which of the fields that matter it had
CREATE INDEX posting_closed ON posting (closed_at) WHERE NOT open;

-- Addresses of a sitemap that hold no advert: not asked for again until the sitemap says that they changed.
CREATE TABLE set_aside (
  source_id  text NOT NULL,
  native_id  text NOT NULL,
  row_digest text NOT NULL,
  PRIMARY KEY (source_id, native_id)
);

-- Postings that were deleted, with their last version: one that comes back goes on counting from there.
CREATE TABLE past (
  id      uuid PRIMARY KEY,
  version integer NOT NULL
);
