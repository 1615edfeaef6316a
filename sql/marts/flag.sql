-- Every flag for review with the name of its signal, newest onset first and undated ones on top.
--
-- Source  signals.flag
-- Reads   signals.flag, reference.rule, clinical.dose_course, clinical.label_period
-- Grain   one row per patient, rule and episode
--
-- Beside each flag stands the dose given last before it, and the edition of the label (or those that may have been) in
-- force on the day of onset; empty where the day or the dose is not known.

WITH dose AS (
    SELECT patient_id, started_on, max(infusion_number) AS infusion_number, arg_max(method, infusion_number) AS method
    FROM clinical.dose_course
    GROUP BY patient_id, started_on
),

era AS (
    SELECT onset_on, string_agg(label_version, ' or ' ORDER BY possible_from_on, label_version) AS label_version
    FROM (SELECT DISTINCT onset_on FROM signals.flag) AS day
    JOIN clinical.label_period AS period
        ON period.possible_from_on <= day.onset_on
        AND (period.possible_before_on IS NULL OR day.onset_on < period.possible_before_on)
    GROUP BY onset_on
)

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
    dose.infusion_number,
    dose.method,
    era.label_version,
    flag.grade,
    flag.certainty,
    flag.criterion,
    flag.margin_share,
    flag.why,
    flag.unjudged,
    len(flag.evidence) AS n_evidence
FROM signals.flag AS flag
LEFT JOIN reference.rule AS rule ON rule.rule = flag.rule
LEFT JOIN dose
    ON dose.patient_id = flag.patient_id
    AND dose.started_on = CAST(flag.onset_on - flag.days_since_last_dose AS DATE)
LEFT JOIN era ON era.onset_on = flag.onset_on
ORDER BY flag.onset_on DESC NULLS FIRST, rule.display_order, flag.patient_id, flag.flag_id
