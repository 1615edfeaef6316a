-- Every flag for review with the name of its signal, newest onset first and undated ones on top.
--
-- Source  signals.flag
-- Reads   signals.flag, reference.rule
-- Grain   one row per patient, rule and episode

SELECT
    flag.flag_id,
    flag.rule,
    coalesce(rule.title, flag.rule) AS title,
    rule.kind,
    rule.display_order,
    flag.patient_id,
    flag.site_id,
    flag.onset_on,
    flag.onset_at,
    flag.days_since_first_dose,
    flag.days_since_last_dose,
    flag.grade,
    flag.certainty,
    flag.criterion,
    flag.margin_share,
    flag.why,
    flag.unjudged,
    len(flag.evidence) AS n_evidence
FROM signals.flag AS flag
LEFT JOIN reference.rule AS rule ON rule.rule = flag.rule
ORDER BY flag.onset_on DESC NULLS FIRST, rule.display_order, flag.patient_id, flag.flag_id
