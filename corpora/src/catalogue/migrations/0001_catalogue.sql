-- Sources: definition as JSON; bundled ones keep only their state across upgrades.
CREATE TABLE sources (
    id          TEXT PRIMARY KEY,
    origin      TEXT NOT NULL CHECK (origin IN ('bundled', 'librarian')),
    state       TEXT NOT NULL CHECK (state IN ('paused', 'active')),
    definition  TEXT NOT NULL,
    added       TEXT NOT NULL
) STRICT;

-- What a source listed: one row for each address or path, as it was last seen.
CREATE TABLE resources (
    source        TEXT NOT NULL,
    key           TEXT NOT NULL,
    digest        TEXT NOT NULL,
    extractor     TEXT NOT NULL,
    media_type    TEXT,
    etag          TEXT,
    last_modified TEXT,
    fetched       TEXT NOT NULL,
    documents     INTEGER NOT NULL,
    quarantined   INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    num           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    source        TEXT NOT NULL,
    key           TEXT NOT NULL,
    version       INTEGER NOT NULL,
    text_digest   TEXT NOT NULL,
    status        TEXT NOT NULL,
    first_seen    TEXT NOT NULL,
    changed       TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_text ON documents (text_digest);

-- Every version, whole: zstd-compressed JSON.
CREATE TABLE versions (
    document    INTEGER NOT NULL REFERENCES documents (num),
    version     INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    stored      TEXT NOT NULL,
    body        BLOB NOT NULL,
    PRIMARY KEY (document, version)
) STRICT;

-- Places a document was found at. The first one is its own.
CREATE TABLE holdings (
    source      TEXT NOT NULL,
    key         TEXT NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (num),
    resource    TEXT NOT NULL,
    url         TEXT,
    digest      TEXT NOT NULL,
    first_seen  TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX holdings_by_document ON holdings (document);

CREATE TABLE identifiers (
    scheme      TEXT NOT NULL,
    value       TEXT NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (num),
    PRIMARY KEY (scheme, value, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_by_document ON identifiers (document);

-- Standing given from outside the document: notices, librarians. Append-only.
CREATE TABLE notices (
    id          INTEGER PRIMARY KEY,
    document    INTEGER NOT NULL REFERENCES documents (num),
    status      TEXT NOT NULL,
    recorded    TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_document ON notices (document);

-- Which documents say they are replaced by what, so that the replacement's arrival is noticed.
CREATE TABLE replacements (
    document    INTEGER PRIMARY KEY REFERENCES documents (num),
    scheme      TEXT NOT NULL,
    value       TEXT NOT NULL
) STRICT;
CREATE INDEX replacements_by_target ON replacements (scheme, value);

-- Append-only; the index follows it.
CREATE TABLE changes (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    document    INTEGER NOT NULL REFERENCES documents (num),
    kind        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    at          TEXT NOT NULL
) STRICT;

-- Bytes as fetched, by digest, zstd-compressed.
CREATE TABLE blobs (
    digest      TEXT PRIMARY KEY,
    size        INTEGER NOT NULL,
    bytes       BLOB NOT NULL
) STRICT;

CREATE TABLE quarantine (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    resource    TEXT NOT NULL,
    item        TEXT NOT NULL,
    reason      TEXT NOT NULL,
    detail      TEXT NOT NULL,
    media_type  TEXT,
    digest      TEXT,
    size        INTEGER NOT NULL,
    at          TEXT NOT NULL,
    UNIQUE (source, resource, item)
) STRICT;

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    started     TEXT NOT NULL,
    finished    TEXT,
    counts      TEXT NOT NULL,
    error       TEXT
) STRICT;
CREATE INDEX runs_by_source ON runs (source, id);
