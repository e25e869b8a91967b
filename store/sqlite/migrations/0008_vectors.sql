-- What the model's encoder made of an item's opening when it gave these labels: a scale and one signed byte a
-- dimension (models/memory.py). Kept for the newest labels alone; the review queue compares items by it.

CREATE TABLE label_vectors (
    label_seq INTEGER PRIMARY KEY REFERENCES labels (seq) ON DELETE CASCADE,
    vector BLOB NOT NULL
) STRICT;
