-- The ledger: who is owed what, and what became of it. Every time is the database's own now().

CREATE TABLE fingerprint_salt (salt text NOT NULL);
INSERT INTO fingerprint_salt VALUES (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- As last heard. A tombstone leaves the number alone, with a version that nothing can overtake.
CREATE TABLE subscription (
    subscription_id bigint PRIMARY KEY,
    version         bigint NOT NULL,
    person_id       uuid,
    state           text NOT NULL CHECK (state IN ('awaiting_confirmation', 'active', 'paused', 'ended')),
    criteria        jsonb,
    cadence         jsonb,
    time_zone       text,
    quiet_hours     jsonb,
    targets_sealed  text NOT NULL,
    changed_at      timestamptz NOT NULL,
    erased          boolean NOT NULL DEFAULT false,
    CHECK (erased = (person_id IS NULL)),
    CHECK (state <> 'ended' OR targets_sealed = '')
);
CREATE INDEX subscription_person ON subscription (person_id);

CREATE TABLE posting (
    posting_id uuid PRIMARY KEY,
    opening_id uuid NOT NULL,
    version    bigint NOT NULL,
    closed     boolean NOT NULL,
    first_seen timestamptz NOT NULL,
    body       jsonb NOT NULL
);

-- Matches for a subscription that is not known to be active yet: the two topics keep no order between them.
CREATE TABLE waiting_match (
    subscription_id bigint NOT NULL,
    posting_id      uuid NOT NULL REFERENCES posting,
    while_paused    boolean NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription_id, posting_id)
);
CREATE INDEX waiting_match_age ON waiting_match (received_at);

-- One row per person who was ever owed something: the turn that gatherers take. NULL: nothing is owed.
CREATE TABLE person (
    person_id uuid PRIMARY KEY,
    next_due  timestamptz
);
CREATE INDEX person_due ON person (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE message (
    message_id      uuid PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('instant', 'digest', 'confirmation')),
    person_id       uuid NOT NULL,
    due_at          timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    -- Of a confirmation alone; the sealed copy holds its one-time token and is wiped with the outcome.
    subscription_id bigint,
    version         bigint,
    sealed          text,
    CHECK ((kind = 'confirmation') = (subscription_id IS NOT NULL))
);
CREATE INDEX message_person ON message (person_id);
CREATE INDEX message_subscription ON message (subscription_id) WHERE subscription_id IS NOT NULL;

-- One opening for one person.
CREATE TABLE alert (
    alert_id    uuid PRIMARY KEY,
    person_id   uuid NOT NULL,
    opening_id  uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('instant', 'digest')),
    state       text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'gathered', 'dropped')),
    drop_reason text,
    due_at      timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    message_id  uuid REFERENCES message ON DELETE CASCADE,
    told_at     timestamptz,
    UNIQUE (person_id, opening_id),
    CHECK ((state = 'dropped') = (drop_reason IS NOT NULL)),
    CHECK ((state = 'gathered') = (message_id IS NOT NULL))
);
CREATE INDEX alert_pending ON alert (person_id, due_at) WHERE state = 'pending';
CREATE INDEX alert_message ON alert (message_id) WHERE message_id IS NOT NULL;

-- Which subscriptions wanted it, by which posting; the first still good one (by `rank`) speaks for the alert.
CREATE TABLE alert_reason (
    alert_id        uuid NOT NULL REFERENCES alert ON DELETE CASCADE,
    subscription_id bigint NOT NULL,
    posting_id      uuid NOT NULL REFERENCES posting,
    rank            bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (alert_id, subscription_id, posting_id)
);

-- One message to one target. While it is being sent, `not_before` is the end of the lease.
CREATE TABLE delivery (
    delivery_id uuid PRIMARY KEY,
    message_id  uuid NOT NULL REFERENCES message ON DELETE CASCADE,
    channel     text NOT NULL,
    target_key  text NOT NULL,
    destination text NOT NULL,
    state       text NOT NULL DEFAULT 'pending'
                CHECK (state IN ('pending', 'sent', 'refused', 'in_doubt', 'gave_up', 'cancelled')),
    attempts    integer NOT NULL DEFAULT 0,
    not_before  timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    lease_owner text,
    in_doubt    integer NOT NULL DEFAULT 0,
    outcome     text,
    reason      text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    ended_at    timestamptz,
    UNIQUE (message_id, target_key),
    CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX delivery_due ON delivery (channel, not_before) WHERE state = 'pending';
CREATE INDEX delivery_age ON delivery (created_at) WHERE state = 'pending';

-- Targets that are dead, by fingerprint alone: it outlives an erasure.
CREATE TABLE suppression (
    target_key text PRIMARY KEY,
    channel    text NOT NULL,
    reason     text NOT NULL,
    since      timestamptz NOT NULL DEFAULT now()
);

-- Who shares a server or a webhook shares its pauses; all senders see one truth.
CREATE TABLE destination (
    destination  text PRIMARY KEY,
    failures     integer NOT NULL DEFAULT 0,
    paused_until timestamptz NOT NULL
);
