-- Who subscribed to what. The only place where an address stands in the clear. Times are the database's own now().

CREATE TABLE person (
    person_id    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email        text NOT NULL UNIQUE,  -- normalised: one mailbox is one person
    confirmed_at timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);

-- The row is the outbox: it is owed to the topic while version > published_version.
CREATE TABLE subscription (
    subscription_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant            text NOT NULL,
    public_id         text NOT NULL,
    person_id         uuid NOT NULL REFERENCES person,
    criteria          jsonb NOT NULL,
    cadence           jsonb NOT NULL,
    time_zone         text NOT NULL,
    quiet_hours       jsonb,
    targets_sealed    text NOT NULL,
    state             text NOT NULL CHECK (state IN ('awaiting_confirmation', 'active', 'paused', 'ended')),
    version           bigint NOT NULL DEFAULT 1,
    published_version bigint NOT NULL DEFAULT 0,
    consent_source    text,
    consent_at        timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    changed_at        timestamptz NOT NULL DEFAULT now(),
    ended_at          timestamptz,
    UNIQUE (tenant, public_id),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((consent_source IS NULL) = (consent_at IS NULL)),
    CHECK (state NOT IN ('active', 'paused') OR consent_at IS NOT NULL)
);
CREATE INDEX subscription_person ON subscription (person_id);
CREATE INDEX subscription_tenant ON subscription (tenant, subscription_id);
CREATE INDEX subscription_owed ON subscription (changed_at) WHERE version > published_version;
CREATE INDEX subscription_unconfirmed ON subscription (changed_at) WHERE state = 'awaiting_confirmation';

-- What was erased and must still be unsaid on the topic; kept a while, to be said again.
CREATE TABLE tombstone (
    subscription_id bigint PRIMARY KEY,
    made_at         timestamptz NOT NULL DEFAULT now(),
    published_at    timestamptz
);
CREATE INDEX tombstone_owed ON tombstone (made_at) WHERE published_at IS NULL;

-- A link in a mail: only its hash is kept, so that a copy of this table confirms nothing.
CREATE TABLE confirmation (
    token_hash      bytea PRIMARY KEY,
    subscription_id bigint NOT NULL REFERENCES subscription ON DELETE CASCADE,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz
);
CREATE INDEX confirmation_subscription ON confirmation (subscription_id);

CREATE TABLE api_key (
    key_id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    key_hash     bytea NOT NULL UNIQUE,
    prefix       text NOT NULL,
    tenant       text NOT NULL,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at   timestamptz
);

-- The answer is the subscription itself, so no copy of what was sent outlives an erasure.
CREATE TABLE idempotency (
    tenant          text NOT NULL,
    key             text NOT NULL,
    request_hash    bytea NOT NULL,
    subscription_id bigint REFERENCES subscription ON DELETE CASCADE,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE INDEX idempotency_subscription ON idempotency (subscription_id);

-- Who called how often in which stretch of time, by a keyed hash. Lost in a crash without harm.
CREATE UNLOGGED TABLE rate_use (
    subject bytea NOT NULL,
    ends_at timestamptz NOT NULL,
    used    integer NOT NULL,
    PRIMARY KEY (subject, ends_at)
);
CREATE INDEX rate_use_age ON rate_use (ends_at);

CREATE TABLE relay (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    healed_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO relay DEFAULT VALUES;
