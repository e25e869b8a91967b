-- Jobs with their events, artifacts with their reports, which artifact answered when, what a challenger said.

CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY, -- order of asking; what page cursors hold
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    request TEXT NOT NULL, -- JSON, read by the process that does the work
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    step TEXT NOT NULL, -- what is being done, in words
    progress REAL NOT NULL, -- 0 to 1
    eta_s REAL, -- seconds to the end as far as is known
    attempts INTEGER NOT NULL,
    cancelling INTEGER NOT NULL,
    lease_until TEXT, -- while running: after this instant nobody may be at it any more
    result TEXT, -- JSON
    error TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT
) STRICT;
CREATE INDEX jobs_open ON jobs (state) WHERE state IN ('queued', 'running');

CREATE TABLE job_events (
    seq INTEGER PRIMARY KEY, -- what a client that comes back names as the last one it has
    job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    payload TEXT NOT NULL -- JSON: the job as it stood then
) STRICT;
CREATE INDEX job_events_by_job ON job_events (job_id, seq);

CREATE TABLE artifacts (
    version TEXT PRIMARY KEY,
    job_id TEXT, -- NULL: came with this version of Sitrep, or was put there by hand
    verdict TEXT NOT NULL CHECK (verdict IN ('passed', 'refused', 'unjudged')),
    reasons TEXT NOT NULL, -- JSON: the gate's checks
    report TEXT, -- JSON
    seen_at TEXT NOT NULL,
    pruned_at TEXT -- its folder is gone; report and history stay
) STRICT;

CREATE TABLE serving_log ( -- append-only: what was live when
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('start', 'promote', 'rollback', 'challenge')),
    version TEXT NOT NULL, -- the champion from now on; for a challenge, the challenger
    previous TEXT,
    who TEXT,
    reason TEXT,
    override INTEGER NOT NULL -- promoted although the gate refused it
) STRICT;
CREATE INDEX serving_log_by_time ON serving_log (at);

CREATE TABLE shadow_labels ( -- what a challenger says of stored items; shown to nobody as a label
    item_id TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    payload TEXT NOT NULL,
    labelled_at TEXT NOT NULL,
    PRIMARY KEY (item_id, model)
) STRICT, WITHOUT ROWID;
CREATE INDEX shadow_labels_by_model ON shadow_labels (model);
