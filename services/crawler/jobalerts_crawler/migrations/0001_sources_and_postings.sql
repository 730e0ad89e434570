-- What is watched. One row is one board; whoever holds the lease reads it. All times are the database's.
CREATE TABLE source (
  id            text PRIMARY KEY,              -- kind:token
  kind          text NOT NULL,
  token         text,
  url           text,
  name          text,
  base_url      text,
  every         interval NOT NULL,
  baseline      boolean NOT NULL,
  origin        text NOT NULL CHECK (origin IN ('settings', 'added')),
  enabled       boolean NOT NULL DEFAULT true,
  host          text NOT NULL,
  added_at      timestamptz NOT NULL DEFAULT now(),
  due_at        timestamptz NOT NULL DEFAULT now(),
  lease_until   timestamptz,
  leased_by     uuid,
  etag          text,
  last_modified text,
  fetched_from  text,                          -- the address that the two stamps above belong to
  full_at       timestamptz,                   -- last asked without conditions
  first_read_at timestamptz,
  settled_at    timestamptz,                   -- the baseline is complete
  success_at    timestamptz,
  tried_at      timestamptz,
  outcome       text,
  words         text,                          -- of the last outcome, for people
  failures      integer NOT NULL DEFAULT 0,
  doubted_since timestamptz,                   -- held back: nothing closes
  doubt         text
);
CREATE INDEX source_due ON source (host, due_at) WHERE enabled;

-- Whom we ask, with the pace that all workers share and its robots.txt.
CREATE TABLE host (
  host        text PRIMARY KEY,
  next_at     timestamptz NOT NULL DEFAULT now(),
  pause       interval NOT NULL,
  robots      text,
  robots_at   timestamptz
);

-- What stands or stood there. The row is the outbox: version > published_version is still to be told.
CREATE TABLE posting (
  id                uuid PRIMARY KEY,
  source_id         text NOT NULL REFERENCES source,
  native_id         text NOT NULL,
  digest            text NOT NULL,
  posting           jsonb NOT NULL,
  opening_id        uuid NOT NULL,
  open              boolean NOT NULL,
  missed            integer NOT NULL DEFAULT 0,
  baseline          boolean NOT NULL,
  first_seen        timestamptz NOT NULL,
  closed_at         timestamptz,
  change            text NOT NULL,
  changed_at        timestamptz NOT NULL,
  version           integer NOT NULL DEFAULT 1,
  published_version integer NOT NULL DEFAULT 0,
  rules_version     text NOT NULL,
  UNIQUE (source_id, native_id)
);
CREATE INDEX posting_owed ON posting (changed_at) WHERE version > published_version;
CREATE INDEX posting_of_opening ON posting (opening_id);

-- One job behind one or many postings: what names it, and its id.
CREATE TABLE opening (
  key        text PRIMARY KEY,
  opening_id uuid NOT NULL,
  added_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX opening_of_id ON opening (opening_id);
