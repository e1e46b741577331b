-- What earlier runs left for the next one of a source.
CREATE TABLE harvests (
    source      TEXT PRIMARY KEY,
    -- From where a run that was cut off goes on, in the words of its lister.
    checkpoint  TEXT,
    -- With what the next run begins, in the words of its lister.
    cursor      TEXT,
    -- When it is due (RFC 3339); none if it was never run on schedule.
    due         TEXT,
    -- Runs that failed since the last that did not.
    failures    INTEGER NOT NULL DEFAULT 0,
    -- Seconds between runs as found fit, where the schedule is an interval.
    pace        INTEGER,
    -- Last run without failure, and last run that brought something new.
    succeeded   TEXT,
    changed     TEXT
) STRICT;

-- Resources that were not there when they were looked for, and how often in a row.
CREATE TABLE absences (
    source      TEXT NOT NULL,
    key         TEXT NOT NULL,
    times       INTEGER NOT NULL,
    since       TEXT NOT NULL,
    last        TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

-- Standings that documents say of others, by identifier: the other may come later.
CREATE TABLE announcements (
    scheme      TEXT NOT NULL,
    value       TEXT NOT NULL,
    source      TEXT NOT NULL,
    key         TEXT NOT NULL,
    status      TEXT NOT NULL,
    recorded    TEXT NOT NULL,
    PRIMARY KEY (scheme, value, source, key)
) STRICT, WITHOUT ROWID;

-- Relations of documents, by identifier: the other may come later.
CREATE TABLE relations (
    document    INTEGER NOT NULL REFERENCES documents (num),
    kind        TEXT NOT NULL,
    scheme      TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (document, kind, scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_by_target ON relations (scheme, value);

-- Signatures of texts in bands: texts that differ little share a band.
CREATE TABLE bands (
    band        INTEGER NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (num),
    PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_by_document ON bands (document);

-- Documents whose texts are nearly the same; the earlier one first.
CREATE TABLE likenesses (
    document    INTEGER NOT NULL REFERENCES documents (num),
    other       INTEGER NOT NULL REFERENCES documents (num),
    likeness    REAL NOT NULL,
    PRIMARY KEY (document, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_other ON likenesses (other);

-- What was said of refused bytes when they came, so that they can be read again without fetching.
ALTER TABLE quarantine ADD COLUMN content_type TEXT;
ALTER TABLE quarantine ADD COLUMN address TEXT;

-- Day of publication (`YYYY-MM-DD`), where it is known to the day.
ALTER TABLE documents ADD COLUMN published TEXT;
