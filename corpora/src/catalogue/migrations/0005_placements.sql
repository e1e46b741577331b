-- Where a librarian puts a document among the hits of one query, and until when. `normal` is the query as
-- it is recognised when it is asked again.
CREATE TABLE placements (
    id          INTEGER PRIMARY KEY,
    query       TEXT NOT NULL,
    normal      TEXT NOT NULL,
    document    INTEGER NOT NULL REFERENCES documents (num),
    effect      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    who         TEXT NOT NULL,
    created     TEXT NOT NULL,
    expires     TEXT,
    UNIQUE (normal, document)
) STRICT;
