-- What a newsletter's issue says of its own mistakes. It is no item, and the words are not looked for anew in the
-- issue's bytes whenever a brief is written.

CREATE TABLE errata (
    issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (issue_id, place)
) STRICT, WITHOUT ROWID;
