-- Themes that users add, rename and retire. Nothing is ever changed or deleted: the taxonomy in force is what the rows
-- from the first to the last make of the artifact's own, and its version names the last: 2026.1+3.

CREATE TABLE theme_changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    theme TEXT NOT NULL,
    action TEXT NOT NULL, -- add, refine, rename, retire
    name TEXT,
    definition TEXT,
    positives TEXT, -- JSON list of [headline, text]; of add and refine
    negatives TEXT,
    who TEXT,
    made_at TEXT NOT NULL
) STRICT;
