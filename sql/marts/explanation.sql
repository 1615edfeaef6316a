-- What else could explain each flag, listed alternatives first, with the rows behind it in words.
--
-- Source  signals.explanation
-- Reads   signals.explanation, raw.delivery
-- Grain   one row per flag and thing

WITH named AS (
    SELECT
        flag_id,
        kind,
        words,
        string_agg(
            concat(piece.feed, ' ', coalesce(file_name, 'file not in the archive'), ', row ', piece.source_row),
            '; ' ORDER BY piece.feed, file_name, piece.source_row
        ) AS rows_in_words
    FROM (SELECT flag_id, kind, words, unnest(evidence) AS piece FROM signals.explanation) AS proof
    LEFT JOIN raw.delivery AS delivery ON delivery.source_file = piece.source_file
    GROUP BY flag_id, kind, words
)
SELECT
    flag_id,
    explanation.rule,
    kind,
    words,
    explanation.is_dated,
    explanation.is_listed_alternative,
    named.rows_in_words
FROM signals.explanation AS explanation
LEFT JOIN named USING (flag_id, kind, words)
ORDER BY flag_id, explanation.is_listed_alternative DESC NULLS LAST, kind, words
