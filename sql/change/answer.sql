-- What a night says of each flag and case: what is compared between two nights, and the rows that it rests on.
--
-- Source  signals.flag and signals.case
-- Reads   signals.flag, signals.case, signals.case_member
-- Grain   one row per flag or case
--
-- Run on last night, on tonight, and on tonight's rows under last night's rules. severity orders what is worse;
-- n_counted is 1 where it counts: a case whose reports were all withdrawn does not.

WITH member_evidence AS (
    SELECT case_id, {'feed': 'adverse_event', 'source_file': member.source_file, 'source_row': member.source_row} AS piece
    FROM signals.case_member AS member
    WHERE kind = 'report_version'
    UNION ALL
    SELECT case_id, unnest(flag.evidence) AS piece
    FROM signals.case_member AS member
    JOIN signals.flag AS flag USING (flag_id)
    WHERE kind = 'flag'
),

case_evidence AS (
    SELECT case_id, list(DISTINCT piece) AS evidence FROM member_evidence GROUP BY case_id
)

SELECT
    'flag' AS kind,
    flag_id AS subject_id,
    rule,
    patient_id,
    coalesce(grade, 0)::INTEGER AS severity,
    1 AS n_counted,
    why AS said,
    concat_ws('|', grade, certainty, criterion, why, unjudged) AS content,
    evidence
FROM signals.flag
UNION ALL
SELECT
    'case' AS kind,
    case_id AS subject_id,
    NULL AS rule,
    patient_id,
    (if(is_serious, 10, 0) + coalesce(grade, 0))::INTEGER AS severity,
    if(is_nullified, 0, 1) AS n_counted,
    concat_ws(
        ', ',
        lead_term,
        CASE
            WHEN is_nullified THEN 'nullified'
            WHEN is_serious THEN concat('serious', ' (' || seriousness || ')')
            WHEN is_serious IS NULL THEN 'seriousness not known'
            ELSE 'not serious'
        END,
        CASE WHEN is_adverse_event AND NOT is_nullified
            THEN CASE WHEN is_listed THEN 'listed' WHEN is_listed IS NULL THEN 'listedness not known' ELSE 'unlisted' END
        END,
        'grade ' || grade,
        'onset ' || in_words(onset_on),
        replace(outcome, '_', ' '),
        CASE WHEN n_reports > 0 THEN n_reports || if(n_reports = 1, ' report', ' reports') END,
        CASE WHEN n_flags > 0 THEN n_flags || if(n_flags = 1, ' flag', ' flags') END
    ) AS said,
    concat_ws('|', said, terms, causality_as_reported) AS content,
    coalesce(evidence, []) AS evidence
FROM signals.case
LEFT JOIN case_evidence USING (case_id)
