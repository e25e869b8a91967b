-- Published editions, the subscriptions that order them, and their deliveries.

CREATE TABLE editions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    edition TEXT NOT NULL, -- 2024-10-28, 2024-10-28-am
    timezone TEXT NOT NULL,
    themes TEXT NOT NULL, -- ids in the reader's order, comma-separated; '': all
    subscription TEXT NOT NULL, -- ''; or whose it is
    covers_to TEXT NOT NULL, -- what had been received up to here was read
    published_at TEXT NOT NULL,
    items TEXT NOT NULL, -- JSON: ids of all items it was made from
    payload TEXT NOT NULL -- JSON: the brief; the store does not look into it
) STRICT;
CREATE UNIQUE INDEX editions_of_house ON editions (edition, timezone, themes) WHERE subscription = '';
CREATE UNIQUE INDEX editions_of_subscription ON editions (subscription, edition) WHERE subscription <> '';

-- Frozen: what was published is never changed. (A subscription takes its editions with it when it goes.)
CREATE TRIGGER editions_stay BEFORE UPDATE ON editions BEGIN SELECT raise(ABORT, 'a published edition never changes'); END;

CREATE TABLE subscriptions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    send_at TEXT NOT NULL, -- HH:MM of the zone's clocks
    quiet_days TEXT NOT NULL, -- JSON: "sat", "sun", or days of the calendar
    themes TEXT NOT NULL, -- as in editions
    max_words INTEGER NOT NULL,
    format TEXT NOT NULL,
    channel TEXT NOT NULL, -- email, webhook, none
    target TEXT NOT NULL, -- mail address or URL; '' for none
    secret TEXT NOT NULL, -- signs webhooks; '' otherwise
    token TEXT NOT NULL UNIQUE, -- whoever holds it may end the subscription
    paused INTEGER NOT NULL,
    active_since TEXT NOT NULL, -- created or resumed: what fell due before is not sent
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, -- also the Message-ID and webhook-id, the same at every try
    subscription TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    edition_id TEXT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    state TEXT NOT NULL, -- pending, sent, dead
    tries INTEGER NOT NULL,
    next_try_at TEXT NOT NULL, -- of a pending one; while somebody tries, when another may
    last_error TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    UNIQUE (subscription, day) -- one edition per subscription and local day, whoever asks
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_try_at) WHERE state = 'pending';

CREATE INDEX items_by_receipt ON items (received_at);
