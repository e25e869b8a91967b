-- The words of items' headlines and texts, by which a list of items is searched. English words are found in all their
-- forms (strike, strikes), letters also without their accents. The texts themselves stand in items alone.

CREATE VIRTUAL TABLE item_words USING fts5(
    headline, text, content='items', content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO item_words (item_words) VALUES ('rebuild');

CREATE TRIGGER items_words_added AFTER INSERT ON items BEGIN
    INSERT INTO item_words (rowid, headline, text) VALUES (new.seq, new.headline, new.text);
END;
CREATE TRIGGER items_words_gone AFTER DELETE ON items BEGIN
    INSERT INTO item_words (item_words, rowid, headline, text) VALUES ('delete', old.seq, old.headline, old.text);
END;
CREATE TRIGGER items_words_changed AFTER UPDATE OF headline, text ON items BEGIN
    INSERT INTO item_words (item_words, rowid, headline, text) VALUES ('delete', old.seq, old.headline, old.text);
    INSERT INTO item_words (rowid, headline, text) VALUES (new.seq, new.headline, new.text);
END;
