-- Virologic failure or rebound, by a surrogate definition: HIV RNA at or above copies_per_ml in consecutive results, from
-- failure_from_day on without ever having been below, or after it had been below, or rebound_log10 above its lowest.
--
-- Source  surrogate: US DHHS adult and adolescent antiretroviral guidelines, virologic failure (200 copies/mL), recalled;
--         the definition in the protocol of TMB-301 was not found; days and rise above the lowest: policy of this project
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and run of such results; else one row per patient who could not be judged in full
--
-- Results of one local date count as one, the highest deciding. Two consecutive results are confirmed. One such that
-- is the newest is suspected: confirmation is awaited. One that is followed by one below is a blip and no flag.
-- Before failure_from_day a virus that was never below is not failure yet.

WITH limits AS (
    SELECT
        threshold('virologic_failure', 'copies_per_ml') AS copies_per_ml,
        threshold('virologic_failure', 'failure_from_day')::INTEGER AS failure_from_day,
        threshold('virologic_failure', 'rebound_log10') AS rebound_log10,
        round(power(10, threshold('virologic_failure', 'rebound_log10')), 6)::DECIMAL(18, 6) AS rebound_multiple
),

treated AS (
    SELECT patient_id, first_dose_on, observed_until_on FROM clinical.patient WHERE is_treated
),

result AS (
    SELECT
        lab_result.*,
        is_at_least(value_operator, value, limits.copies_per_ml) AS is_high,
        CASE
            WHEN is_high IS NOT NULL THEN NULL
            WHEN value IS NULL THEN coalesce(ungraded_reason, 'no HIV RNA in the standard unit')
            ELSE 'reported only as ' || shown(coalesce(value_operator, '?'), value)
        END AS reason
    FROM clinical.lab_result AS lab_result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'hiv_rna' AND is_after_first_dose
),

-- One row a day with a judged result; the lowest so far counts exact results and upper bounds.
day AS (
    SELECT
        patient_id,
        collected_on,
        days_since_first_dose,
        min(collected_at) AS collected_at,
        bool_or(is_high) AS is_high,
        max(value) FILTER (WHERE is_high) AS copies,
        arg_max(value_operator, value) FILTER (WHERE is_high) AS operator,
        min({'value': value, 'operator': value_operator}) FILTER (WHERE value_operator IN ('=', '<', '<=')) AS lowest,
        list(evidence('lab_result', source_file, source_row)) AS evidence
    FROM result
    WHERE is_high IS NOT NULL
    GROUP BY patient_id, collected_on, days_since_first_dose
),

followed AS (
    SELECT
        *,
        coalesce(bool_or(NOT is_high) OVER earlier, false) AS was_below,
        min(lowest) OVER earlier AS lowest_before
    FROM day
    WINDOW earlier AS (
        PARTITION BY patient_id ORDER BY collected_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

judged AS (
    SELECT
        *,
        is_high AND was_below AS is_rebound,
        is_high AND NOT was_below AND coalesce(days_since_first_dose >= limits.failure_from_day, false) AS is_never_below,
        is_high AND coalesce(copies >= CAST(lowest_before.value AS DECIMAL(38, 6)) * limits.rebound_multiple, false) AS is_above_lowest,
        is_rebound OR is_never_below OR is_above_lowest AS is_failing
    FROM followed
    CROSS JOIN limits
),

numbered AS (
    SELECT
        *,
        count(*) FILTER (WHERE NOT is_failing) OVER (PARTITION BY patient_id ORDER BY collected_on) AS run,
        max(collected_on) OVER (PARTITION BY patient_id) AS newest_judged_on
    FROM judged
),

episode AS (
    SELECT
        patient_id,
        min(collected_on) AS onset_on,
        first(collected_at ORDER BY collected_on) AS onset_at,
        max(collected_on) AS last_on,
        count(*) AS n_days,
        bool_or(is_rebound) AS is_rebound,
        bool_or(is_never_below) AS is_never_below,
        bool_or(is_above_lowest) AS is_above_lowest,
        max(copies) AS copies,
        arg_max(operator, (copies, -days_since_first_dose)) AS operator,
        arg_max(collected_on, (copies, -days_since_first_dose)) AS highest_on,
        arg_min(days_since_first_dose, collected_on) AS onset_day,
        min(lowest_before) AS lowest_before,
        n_days > 1 AS is_confirmed,
        list_sort(flatten(list(evidence))) AS evidence
    FROM numbered
    WHERE is_failing
    GROUP BY patient_id, run
    HAVING n_days > 1 OR last_on = max(newest_judged_on)
),

open AS (
    SELECT
        patient_id,
        count(result.source_row) AS n_results,
        count(is_high) AS n_judged,
        coalesce(bool_or(NOT is_high), false) AS was_below,
        array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
        max(collected_on) FILTER (WHERE is_high IS NOT NULL) AS newest_judged_on,
        coalesce(
            list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row)
                FILTER (WHERE reason IS NOT NULL),
            []
        ) AS evidence,
        any_value(observed_until_on) >= any_value(first_dose_on) + any_value(limits.failure_from_day) AS is_long_enough,
        -- Followed so long, never below, and no result that could tell: too few.
        coalesce(
            is_long_enough AND NOT was_below
            AND newest_judged_on < any_value(first_dose_on) + any_value(limits.failure_from_day),
            false
        ) AS lacks_late_result
    FROM treated
    CROSS JOIN limits
    LEFT JOIN result USING (patient_id)
    GROUP BY patient_id
)

SELECT
    patient_id,
    'virologic_failure' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    NULL::TINYINT AS grade,
    if(is_confirmed, 'confirmed', 'suspected') AS certainty,
    concat_ws(
        '; ',
        'surrogate_definition',
        CASE WHEN is_rebound THEN 'rebound_after_suppression' END,
        CASE WHEN is_never_below THEN 'never_suppressed' END,
        CASE WHEN is_above_lowest THEN 'one_log_above_lowest' END,
        CASE WHEN NOT is_confirmed THEN 'confirmation_awaited' END
    ) AS criterion,
    share_above(episode.copies, limits.copies_per_ml) AS margin_share,
    concat(
        'HIV RNA ', shown(operator, round(episode.copies, 0)), ' copies/mL on ', in_words(highest_on),
        format(', at or above {:g}', limits.copies_per_ml::DOUBLE),
        CASE
            WHEN is_confirmed THEN format(
                ', the highest of {} consecutive results from {} to {}', n_days, in_words(onset_on), in_words(last_on)
            )
            ELSE ', the newest result, not yet confirmed'
        END,
        CASE
            WHEN is_rebound THEN concat(', after it had been below (lowest ', shown(lowest_before.operator, lowest_before.value), ')')
            WHEN is_never_below THEN format(', never below it by day {} after the first dose', onset_day)
            ELSE format(', {:g} log10 or more above its lowest of ', limits.rebound_log10::DOUBLE)
                || shown(lowest_before.operator, lowest_before.value)
        END,
        '; a surrogate: the definition of the trial is not public.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        'the trial''s own definition: not found, a surrogate stands in',
        CASE WHEN NOT is_confirmed THEN 'confirmation: no later result that could be judged' END
    ), '') AS unjudged,
    list_distinct(episode.evidence).list_sort() AS evidence
FROM episode
CROSS JOIN limits

UNION ALL

SELECT
    patient_id,
    'virologic_failure',
    if(n_judged = 0, 'not_evaluable', 'incomplete'),
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN n_results = 0 THEN 'No HIV RNA after the first dose was delivered.'
        WHEN n_judged = 0 THEN format('None of {} results of HIV RNA after the first dose could be judged.', n_results)
        WHEN lacks_late_result THEN 'HIV RNA was never low and no later result tells whether it became so.'
        ELSE format('{} of {} results of HIV RNA after the first dose could not be judged.', n_results - n_judged, n_results)
    END,
    concat_ws(
        '; ',
        nullif(reasons, ''),
        CASE WHEN n_results = 0 THEN 'no HIV RNA after the first dose' END,
        CASE WHEN lacks_late_result THEN format('no HIV RNA from day {} on', limits.failure_from_day) END
    ),
    evidence
FROM open
CROSS JOIN limits
WHERE
    patient_id NOT IN (SELECT patient_id FROM episode)
    AND (n_judged = 0 OR n_judged < n_results OR lacks_late_result)
