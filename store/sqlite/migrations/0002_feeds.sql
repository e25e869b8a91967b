-- Feeds with their polls and entries, the versions of items that were seen again changed, and the mailboxes and
-- folders that newsletters come from.

ALTER TABLE items ADD COLUMN retracted INTEGER NOT NULL DEFAULT 0; -- taken back by its publisher: told no more
CREATE INDEX items_retracted ON items (id) WHERE retracted = 1;

CREATE TABLE item_versions ( -- an item that was never seen changed has no row here
    item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, -- 1: as first received
    change TEXT NOT NULL, -- first, edited, retracted
    seen_at TEXT NOT NULL,
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (item_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_versions_by_time ON item_versions (seen_at) WHERE number > 1;

CREATE TABLE feeds (
    seq INTEGER PRIMARY KEY, -- order of adding; what page cursors hold
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL UNIQUE,
    name TEXT, -- as the user calls it
    timezone TEXT, -- in which its publisher writes times without a zone; NULL: such a time stays unknown
    full_text INTEGER NOT NULL, -- whether the page of a truncated item may be fetched
    added_at TEXT NOT NULL,
    title TEXT, -- as the feed calls itself
    site_url TEXT,
    etag TEXT,
    last_modified TEXT,
    moved_to TEXT, -- where the server says for good that the feed stands now
    next_poll_at TEXT NOT NULL,
    last_poll_at TEXT,
    last_success_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0, -- in a row
    problem TEXT -- of the last poll; NULL when it went well
) STRICT;
CREATE INDEX feeds_by_next_poll ON feeds (next_poll_at);

CREATE TABLE feed_polls (
    seq INTEGER PRIMARY KEY,
    feed_id TEXT NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL, -- read, unchanged, failed
    status INTEGER, -- HTTP; NULL when there was no answer
    took_s REAL NOT NULL,
    entries INTEGER NOT NULL,
    created INTEGER NOT NULL,
    edited INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    problem TEXT
) STRICT;
CREATE INDEX feed_polls_by_feed ON feed_polls (feed_id, seq);

CREATE TABLE feed_entries (
    feed_id TEXT NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    digest TEXT NOT NULL, -- of what the feed said last; an item's text may be the page's instead
    seen_at TEXT NOT NULL, -- when that was first said
    problem TEXT, -- what could not be read: a date, for example
    PRIMARY KEY (feed_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_entries_by_item ON feed_entries (item_id);

CREATE TABLE source_marks ( -- up to which message a mailbox was read
    source TEXT PRIMARY KEY,
    validity INTEGER NOT NULL, -- IMAP's UIDVALIDITY: another one means that all messages have new numbers
    uid INTEGER NOT NULL
) STRICT;

CREATE TABLE source_messages (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    name TEXT NOT NULL, -- a file's name, or a mail's number
    digest TEXT NOT NULL, -- sha256 of its bytes
    at TEXT NOT NULL,
    issue_id TEXT, -- NULL: nothing was stored
    problem TEXT,
    UNIQUE (source, digest)
) STRICT;
