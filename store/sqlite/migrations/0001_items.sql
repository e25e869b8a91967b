-- Issues, items, where each item was seen, what each model said of it. Instants are UTC text of fixed width
-- (2024-10-28T17:05:00.000000Z), so that they sort as they pass; days are text, 2024-10-28.

CREATE TABLE issues (
    id TEXT PRIMARY KEY,
    source TEXT,
    issued_on TEXT NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT,
    raw BLOB NOT NULL,
    text_digest TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

CREATE TABLE dropped (
    issue_id TEXT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX dropped_by_issue ON dropped (issue_id);

CREATE TABLE items (
    seq INTEGER PRIMARY KEY, -- order of receipt; what page cursors hold
    id TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    outlet TEXT,
    url TEXT,
    starts_at TEXT, -- local wall time as printed, or a day
    starts_text TEXT,
    truncated INTEGER NOT NULL,
    published_at TEXT,
    received_at TEXT NOT NULL
) STRICT;
CREATE INDEX items_by_start ON items (starts_at) WHERE starts_at IS NOT NULL;

CREATE TABLE sightings (
    seq INTEGER PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    issue_id TEXT REFERENCES issues (id) ON DELETE CASCADE, -- NULL: posted on its own
    source TEXT,
    day TEXT, -- the issue's day; NULL: follows from instant and the reader's time zone
    instant TEXT NOT NULL, -- published, else received
    received_at TEXT NOT NULL,
    section TEXT,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sightings_once ON sightings (item_id, ifnull(issue_id, ''), ifnull(source, ''));
CREATE INDEX sightings_by_day ON sightings (day) WHERE day IS NOT NULL;
CREATE INDEX sightings_by_instant ON sightings (instant) WHERE day IS NULL;
CREATE INDEX sightings_by_issue ON sightings (issue_id) WHERE issue_id IS NOT NULL;
CREATE INDEX sightings_by_source ON sightings (source, item_id);

CREATE TABLE labels (
    seq INTEGER PRIMARY KEY, -- the highest of an item's rows holds its newest labels
    item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    taxonomy TEXT NOT NULL,
    payload TEXT NOT NULL, -- JSON
    labelled_at TEXT NOT NULL,
    UNIQUE (item_id, model)
) STRICT;

CREATE TABLE label_themes ( -- themes decided yes
    label_seq INTEGER NOT NULL REFERENCES labels (seq) ON DELETE CASCADE,
    theme TEXT NOT NULL,
    PRIMARY KEY (theme, label_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_themes_by_label ON label_themes (label_seq);

CREATE TABLE idempotency_keys (
    key TEXT PRIMARY KEY,
    body_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- One row per sighting: the item, where it was seen, and its newest labels.
CREATE VIEW seen AS
SELECT
    i.seq AS item_seq, i.id, i.headline, i.text, i.kind, i.outlet, i.url, i.starts_at, i.starts_text, i.truncated,
    i.published_at, s.seq AS sighting_seq, s.issue_id, s.source, s.day, s.instant, s.received_at, s.section,
    s.start_offset, s.end_offset, l.seq AS label_seq, l.model, l.taxonomy, l.payload, l.labelled_at
FROM sightings AS s
JOIN items AS i ON i.id = s.item_id
LEFT JOIN labels AS l ON l.seq = (SELECT max(seq) FROM labels WHERE item_id = i.id);
