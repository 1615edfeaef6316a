-- Reports that are ticked not serious and tell of death, hospital, a life in danger or lasting damage: nobody can tell which holds.
--
-- Source  21 CFR 600.80(a): what makes an event serious is what happened, not the tick; words of reference.serious_word
-- Reads   raw.adverse_event, reference.serious_word
-- Grain   one row per delivered row

WITH said AS (
    SELECT
        source_file,
        source_row,
        unnest([
            {'place': 'any', 'words': bare_words(concat_ws(' ', preferred_term, verbatim_term))},
            {'place': 'outcome', 'words': bare_words(outcome)}
        ]) AS said
    FROM raw.adverse_event
    WHERE yes_no(is_serious) IS FALSE
)

SELECT source_file, source_row, string_agg(DISTINCT word.meaning, '; ' ORDER BY word.meaning) AS told
FROM said
JOIN reference.serious_word AS word
    ON contradicts_not_serious
    AND word.column_name = said.place
    AND contains(said.words, CASE matches WHEN 'words' THEN ' ' || word.word || ' ' ELSE ' ' || word.word END)
GROUP BY source_file, source_row
