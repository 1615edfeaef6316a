-- Each watched path as it stands tonight: design and restart, the last day counted, and what would cross.
--
-- Source  signals.monitor_outlook
-- Reads   signals.monitor_outlook, raw.monitoring_design, reference.rule, reference.trial_baseline
-- Grain   one row per watched rule and baseline

SELECT
    outlook.rule,
    coalesce(rule.title, outlook.rule) AS title,
    outlook.baseline_id,
    baseline.kind AS baseline_kind,
    design.design_id,
    design.counted_from_on,
    outlook.until_on,
    outlook.n_events,
    outlook.patient_years,
    outlook.e_value,
    outlook.boundary,
    outlook.ahead_patient_years,
    outlook.n_more_events,
    outlook.rules_design_id
FROM signals.monitor_outlook AS outlook
LEFT JOIN raw.monitoring_design AS design
    ON design.rule = outlook.rule AND design.baseline_id = outlook.baseline_id
LEFT JOIN reference.rule AS rule ON rule.rule = outlook.rule
LEFT JOIN reference.trial_baseline AS baseline ON baseline.baseline_id = outlook.baseline_id
ORDER BY outlook.e_value DESC, rule.display_order, outlook.rule, outlook.baseline_id
