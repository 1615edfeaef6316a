-- Each signal in the window of the trial: our share, the trial's, and the verdict with its reason.
--
-- Grain   one row per signal and baseline

SELECT rule, baseline_id, n_with_event, n_in_window, share_low, share_high,
    trial_n_with_event, trial_n_patients, trial_share_low, trial_share_high, verdict, verdict_reason
FROM v1.rate
WHERE population = 'everyone' AND window_name = 'trial_comparison'
ORDER BY rule, baseline_id
