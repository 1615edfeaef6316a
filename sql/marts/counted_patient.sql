-- Who stands behind each count beside the trial: every treated person under each active rule, the counted first.
--
-- Source  signals.considered_patient
-- Reads   signals.considered_patient, signals.exposure
-- Grain   one row per treated person and active rule
--
-- `standing` is the one group in which a person is; `place` counts the people of a rule and group from the first.

WITH person AS (
    SELECT
        considered.rule,
        considered.patient_id,
        exposure.site_id,
        exposure.first_dose_on,
        considered.window_days,
        considered.is_evaluable,
        considered.is_in_window,
        considered.has_full_window,
        considered.has_event,
        considered.first_event_day,
        exposure.at_risk_until_on,
        exposure.ended_by,
        considered.n_flag_undated,
        considered.uncounted_reason,
        CASE
            WHEN considered.has_event THEN 'counted'
            WHEN considered.is_in_window THEN 'not_counted'
            WHEN considered.is_evaluable THEN 'outside'
            ELSE 'not_evaluable'
        END AS standing
    FROM signals.considered_patient AS considered
    LEFT JOIN signals.exposure AS exposure USING (patient_id)
)

SELECT
    *,
    row_number() OVER (PARTITION BY rule, standing ORDER BY patient_id) AS place,
    count(*) OVER (PARTITION BY rule, standing) AS n_in_standing,
    count(*) FILTER (WHERE NOT has_full_window) OVER (PARTITION BY rule, standing) AS n_partly
FROM person
ORDER BY rule, has_event DESC, is_in_window DESC, patient_id
