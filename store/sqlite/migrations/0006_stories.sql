-- What became of items: copies, stories, threads, and what people did to stories.

CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    headline TEXT, -- a person's; NULL: that of one of its items
    thread TEXT NOT NULL, -- the first story of those that follow each other over days
    merged_into TEXT REFERENCES stories (id),
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stories_by_thread ON stories (thread);

-- Items are sorted in the order they were received: what comes after the last one here has not been sorted yet.
CREATE TABLE sorted_items (
    item_seq INTEGER PRIMARY KEY,
    item_id TEXT NOT NULL UNIQUE REFERENCES items (id) ON DELETE CASCADE,
    story_id TEXT REFERENCES stories (id), -- NULL: an announcement or an opinion
    day TEXT NOT NULL, -- of its first sighting; in UTC where it follows from an instant
    original_id TEXT, -- the item that it copies
    likeness REAL,
    by_hand INTEGER NOT NULL -- a person put it into its story
) STRICT;
CREATE INDEX sorted_items_by_story ON sorted_items (story_id);
CREATE INDEX sorted_items_by_day ON sorted_items (day);
CREATE INDEX sorted_items_by_original ON sorted_items (original_id) WHERE original_id IS NOT NULL;

CREATE TABLE duplicate_keys ( -- by which of its runs of words an item is found again
    key INTEGER NOT NULL,
    item_seq INTEGER NOT NULL REFERENCES sorted_items (item_seq) ON DELETE CASCADE,
    PRIMARY KEY (key, item_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_keys_by_item ON duplicate_keys (item_seq);

CREATE TABLE story_hands ( -- append-only
    seq INTEGER PRIMARY KEY,
    story_id TEXT NOT NULL REFERENCES stories (id),
    action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'rename')),
    detail TEXT NOT NULL, -- JSON
    who TEXT,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX story_hands_by_story ON story_hands (story_id);
