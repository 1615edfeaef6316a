-- Who stands behind each count beside the trial: every treated person under each active rule, the counted first.
--
-- Source  signals.considered_patient
-- Reads   signals.considered_patient, signals.exposure
-- Grain   one row per treated person and active rule

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
    considered.uncounted_reason
FROM signals.considered_patient AS considered
LEFT JOIN signals.exposure AS exposure USING (patient_id)
ORDER BY considered.rule, considered.has_event DESC, considered.is_in_window DESC, considered.patient_id
