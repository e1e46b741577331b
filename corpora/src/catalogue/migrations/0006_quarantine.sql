-- `reread` is 1 for an item of a resource that is being read again: it leaves when the reading ends without
-- it, and keeps its number when it is refused again. Numbers are not given twice.
CREATE TABLE quarantine_numbered (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    source        TEXT NOT NULL,
    resource      TEXT NOT NULL,
    item          TEXT NOT NULL,
    reason        TEXT NOT NULL,
    detail        TEXT NOT NULL,
    media_type    TEXT,
    digest        TEXT,
    size          INTEGER NOT NULL,
    at            TEXT NOT NULL,
    content_type  TEXT,
    address       TEXT,
    reread        INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, resource, item)
) STRICT;
INSERT INTO quarantine_numbered (id, source, resource, item, reason, detail, media_type, digest, size, at, content_type, address)
    SELECT id, source, resource, item, reason, detail, media_type, digest, size, at, content_type, address FROM quarantine;
DROP TABLE quarantine;
ALTER TABLE quarantine_numbered RENAME TO quarantine;
