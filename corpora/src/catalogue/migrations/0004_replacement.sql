-- Which place of a source holds which edition of a series, as the definition of the source tells it.
CREATE TABLE editions (
    source      TEXT NOT NULL,
    key         TEXT NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (num),
    series      TEXT NOT NULL,
    edition     TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX editions_by_series ON editions (source, series);

-- By what the editions of a source were told: others are told anew.
CREATE TABLE versionings (
    source      TEXT PRIMARY KEY,
    rules       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Since when a document no longer says what it said of the standing of another, or of its own.
ALTER TABLE announcements ADD COLUMN dropped TEXT;
CREATE INDEX announcements_by_place ON announcements (source, key);
