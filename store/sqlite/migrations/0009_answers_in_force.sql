-- Of every item and theme the newest answer is in force, where the newest correction was that decided the others.

DELETE FROM corrected_themes;
INSERT INTO corrected_themes (theme, item_id, yes)
SELECT theme, item_id, yes FROM (
    SELECT a.value AS theme, c.item_id,
        EXISTS (SELECT 1 FROM json_each(c.themes) AS t WHERE t.value = a.value) AS yes,
        row_number() OVER (PARTITION BY c.item_id, a.value ORDER BY c.seq DESC) AS age
    FROM corrections AS c, json_each(c.asked) AS a
    WHERE NOT EXISTS (SELECT 1 FROM corrections AS s WHERE s.item_id = c.item_id AND s.seq >= c.seq AND s.skipped)
) WHERE age = 1;
