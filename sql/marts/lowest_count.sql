-- Each treated person's lowest result of what the label watches for a fall, worst grade first.
--
-- Source  signals.lowest_count
-- Reads   signals.lowest_count, signals.flag, reference.rule, reference.analyte
-- Grain   one row per treated patient and analyte

SELECT
    lowest.*,
    coalesce(analyte.title, lowest.analyte) AS title,
    flagged.flagged_by,
    lowest.grade IS DISTINCT FROM 0 AS is_named
FROM signals.lowest_count AS lowest
LEFT JOIN reference.analyte AS analyte USING (analyte)
LEFT JOIN (
    SELECT DISTINCT flag.patient_id, rule.analyte, rule.title AS flagged_by
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    WHERE rule.kind = 'laboratory'
) AS flagged USING (patient_id, analyte)
ORDER BY lowest.analyte, lowest.grade DESC NULLS LAST, lowest.value NULLS LAST, lowest.patient_id
