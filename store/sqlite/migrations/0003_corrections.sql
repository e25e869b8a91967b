-- What people say of items. Nothing here is ever changed or deleted: the row with the highest seq is in force.

CREATE TABLE corrections (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, so that a seq names a state of all corrections
    item_id TEXT NOT NULL, -- no reference: an imported correction may come before its item
    headline TEXT, -- of an item that was not stored when the correction came; NULL: stands in items
    text TEXT,
    themes TEXT NOT NULL, -- JSON list: what the item is about
    asked TEXT NOT NULL, -- JSON list: the themes that the person decided, yes or no
    skipped INTEGER NOT NULL, -- 1: the person gave no answer, the model's labels stand
    doubtful INTEGER NOT NULL,
    pinned INTEGER NOT NULL, -- 1: no artifact may go into service that disagrees
    who TEXT, -- NULL: not said
    why TEXT,
    via TEXT NOT NULL, -- api, page, review, import
    made_at TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_by_item ON corrections (item_id, seq);

-- What the correction in force says, theme by theme: what listing by theme asks for.
CREATE TABLE corrected_themes (
    theme TEXT NOT NULL,
    item_id TEXT NOT NULL,
    yes INTEGER NOT NULL,
    PRIMARY KEY (theme, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrected_themes_by_item ON corrected_themes (item_id);
