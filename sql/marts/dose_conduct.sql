-- How administrations were given, by site, edition of the label and method: their length, and what the rules flagged.
--
-- Source  US prescribing information of ibalizumab, section 2, by edition: reference.label_version,
--         reference.labelled_administration
-- Reads   clinical.dose_course, clinical.dose_due, clinical.label_period, signals.flag
-- Grain   one row per site, edition (or editions that may have been in force) and method
--
-- A length or an observation that is neither flagged nor as long as the label asks could not be judged: not reported, no
-- limit in that edition, or a limit that was not verified. An administration that was stopped early does not tell how
-- fast it was given, so its length is not among the median and the range.

WITH dose AS (
    SELECT course.*
    FROM clinical.dose_course AS course
    SEMI JOIN clinical.dose_due AS treated USING (patient_id)
),

day AS (
    SELECT DISTINCT started_on
    FROM dose
),

era AS (
    SELECT
        started_on,
        string_agg(label_version, ' or ' ORDER BY possible_from_on, label_version) AS label_version,
        count(*) AS n_editions,
        min(possible_from_on) AS possible_from_on,
        max(certain_from_on) AS certain_from_on,
        bool_and(is_begin_verified) AS is_begin_verified
    FROM day
    JOIN clinical.label_period
        ON possible_from_on <= started_on AND (possible_before_on IS NULL OR started_on < possible_before_on)
    GROUP BY started_on
),

flagged AS (
    SELECT rule, unnest(evidence) AS proof
    FROM signals.flag
    WHERE rule IN ('infusion_too_fast', 'observation_too_short', 'method_not_labelled')
),

marked AS (
    SELECT
        proof.source_file AS source_file,
        proof.source_row AS source_row,
        bool_or(rule = 'infusion_too_fast') AS is_too_fast,
        bool_or(rule = 'observation_too_short') AS is_short,
        bool_or(rule = 'method_not_labelled') AS is_not_labelled
    FROM flagged
    WHERE proof.feed = 'infusion'
    GROUP BY proof.source_file, proof.source_row
),

whole AS (
    SELECT
        dose.*,
        era.* EXCLUDE (started_on),
        is_too_fast,
        is_short,
        is_not_labelled,
        CASE WHEN NOT is_stopped_early THEN duration_minutes END AS minutes
    FROM dose
    LEFT JOIN era USING (started_on)
    LEFT JOIN marked USING (source_file, source_row)
)

SELECT
    site_id,
    label_version,
    coalesce(n_editions, 0) AS n_editions,
    possible_from_on,
    certain_from_on,
    is_begin_verified,
    method,
    count(*) AS n_administrations,
    count(minutes) AS n_timed,
    CAST(median(minutes) AS DECIMAL(18, 6)) AS median_minutes,
    min(minutes) AS least_minutes,
    max(minutes) AS most_minutes,
    min(shortest_minutes_least) AS asked_minutes_least,
    max(shortest_minutes_most) AS asked_minutes_most,
    coalesce(bool_or(shortest_verification = 'NV'), false) AS is_limit_unverified,
    count(*) FILTER (is_too_fast) AS n_too_fast,
    count(*) FILTER (duration_minutes IS NULL) AS n_minutes_not_reported,
    count(*) FILTER (
        is_too_fast IS NOT true AND (duration_minutes >= shortest_minutes_most) IS NOT true
    ) AS n_minutes_not_judged,
    count(*) FILTER (is_short) AS n_observed_too_short,
    count(*) FILTER (observed_minutes IS NULL) AS n_observation_not_reported,
    count(*) FILTER (
        is_short IS NOT true AND (observed_minutes >= observation_minutes_most) IS NOT true
    ) AS n_observation_not_judged,
    count(*) FILTER (is_not_labelled) AS n_method_not_labelled,
    count(*) FILTER (is_method_labelled IS NULL) AS n_method_not_judged
FROM whole
GROUP BY site_id, label_version, n_editions, possible_from_on, certain_from_on, is_begin_verified, method
ORDER BY site_id NULLS LAST, possible_from_on DESC NULLS LAST, n_editions, method NULLS LAST
