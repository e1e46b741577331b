-- What another place than its own says of the standing of a document it holds (JSON), where it says
-- anything against it.
ALTER TABLE holdings ADD COLUMN status TEXT;

-- Identifiers that other places than its own give a document: notices may name it by any of them.
CREATE TABLE held_identifiers (
    source      TEXT NOT NULL,
    key         TEXT NOT NULL,
    scheme      TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (source, key, scheme, value)
) STRICT, WITHOUT ROWID;
