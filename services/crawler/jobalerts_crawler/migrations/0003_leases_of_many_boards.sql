-- How many boards of a host are being read: asked for every host by every lease, so it must not look at every board.
CREATE INDEX source_leased ON source (host) WHERE lease_until IS NOT NULL;
