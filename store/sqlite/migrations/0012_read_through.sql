-- How far an edition had read: what was kept later, though its time lies before, is for the next one.

ALTER TABLE editions ADD COLUMN through INTEGER; -- the newest item of then; NULL: an older Sitrep made it
