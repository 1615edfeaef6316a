-- The night on one line: cut-off, run, and the account of every row, for the banner of each page.
--
-- Source  raw.night and the relations that it sums up
-- Reads   raw.night, raw.step, raw.delivery, signals.row_account, signals.quarantine, signals.flag, clinical.patient, signals.decision_problem, signals.reminder_failure, raw.drill, raw.rebuild
-- Grain   one row per warehouse

WITH account AS (
    SELECT
        CAST(coalesce(sum(n_rows_in), 0) AS BIGINT) AS n_rows_in,
        CAST(coalesce(sum(n_accepted), 0) AS BIGINT) AS n_accepted,
        CAST(coalesce(sum(n_withdrawn), 0) AS BIGINT) AS n_withdrawn,
        CAST(coalesce(sum(n_quarantined), 0) AS BIGINT) AS n_quarantined,
        CAST(coalesce(sum(n_superseded), 0) AS BIGINT) AS n_superseded
    FROM signals.row_account
),
file AS (
    SELECT
        count(*) AS n_files,
        count(*) FILTER (WHERE refused_reason IS NOT NULL) AS n_refused_files
    FROM raw.delivery
)
SELECT
    night.as_of,
    night.run_id,
    (SELECT count(DISTINCT step.run_id) FROM raw.step AS step WHERE step.run_id <= night.run_id) AS run_number,
    (
        SELECT count(*) FROM raw.step AS step WHERE step.run_id = night.run_id AND step.outcome = 'failed'
    ) AS n_failed_steps,
    night.built_at,
    night.is_historical,
    night.software_version,
    night.git_commit,
    night.rules_fingerprint,
    night.contract_fingerprint,
    file.n_files,
    file.n_refused_files,
    account.n_rows_in,
    account.n_accepted,
    account.n_withdrawn,
    account.n_quarantined,
    account.n_superseded,
    account.n_rows_in - account.n_accepted - account.n_quarantined - account.n_superseded AS n_unaccounted,
    (SELECT count(*) FROM signals.quarantine WHERE may_be_serious) AS n_may_be_serious,
    (SELECT count(*) FROM clinical.patient WHERE is_treated) AS n_treated,
    (SELECT count(*) FROM signals.flag) AS n_flags,
    (SELECT count(*) FROM signals.decision_problem) AS n_decision_problems,
    (SELECT min(file || ': ' || what) FROM signals.decision_problem) AS decision_problem,
    (SELECT count(*) FROM signals.reminder_failure) AS n_reminder_failures,
    (SELECT count(*) FROM raw.drill WHERE expected = 'raised') AS n_drill_alarms,
    (SELECT count(*) FROM raw.drill WHERE expected = 'quiet') AS n_drill_look_alikes,
    (SELECT count(*) FROM raw.drill WHERE NOT passed) AS n_drill_failures,
    (SELECT list(why ORDER BY expected DESC, alarm) FROM raw.drill WHERE NOT passed) AS drill_failures,
    (SELECT max(outcome) FROM raw.rebuild) AS rebuild_outcome,
    coalesce((SELECT bool_or(is_wrong) FROM raw.rebuild), false) AS rebuild_is_wrong,
    (SELECT max(finding) FROM raw.rebuild) AS rebuild_finding
FROM raw.night AS night
CROSS JOIN account
CROSS JOIN file
