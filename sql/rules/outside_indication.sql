-- Outside the indication: given to a person under adult_age_years, not treated before, or without other
-- antiretrovirals up to background_days after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 1: adults with multidrug-resistant HIV-1, heavily
--         treatment-experienced, in combination with other antiretrovirals; background_days: policy of this project
-- Reads   clinical.patient, clinical.infusion, clinical.medication, staging.person, reference.threshold
-- Grain   one row per patient; else one row per patient who could not be judged in full
--
-- Of an age only the year of birth is known: a calendar difference of adult_age_years may be a year less, and flags as
-- possible. A record of other medicines without an antiretroviral speaks for none; no record at all cannot be
-- judged. That the virus is multidrug-resistant and the regimen failing is not delivered, so it is not judged here.

WITH limits AS (
    SELECT
        threshold('outside_indication', 'adult_age_years')::INTEGER AS adult_age,
        threshold('outside_indication', 'background_days')::INTEGER AS background_days
),

treated AS (
    SELECT
        patient.*,
        CAST(first_dose_on + background_days AS DATE) AS background_until_on,
        limits.*
    FROM clinical.patient AS patient
    CROSS JOIN limits
    WHERE is_treated
),

medicine AS (
    SELECT
        patient_id,
        role,
        role = 'antiretroviral' AND NOT contains(medicine, 'ibalizumab') AND NOT contains(medicine, 'trogarzo')
        AND started_on <= background_until_on
        AND coalesce(ended_on >= first_dose_on, true) AS is_background,
        source_file,
        source_row
    FROM clinical.medication AS medication
    JOIN treated USING (patient_id)
    WHERE role IN ('antiretroviral', 'concomitant')
),

background AS (
    SELECT
        patient_id,
        coalesce(bool_or(is_background), false) AS has_one,
        bool_or(is_background IS NULL) AS may_have_one,
        list_sort(list(DISTINCT evidence('medication', source_file, source_row))) AS evidence
    FROM medicine
    GROUP BY patient_id
),

first_dose AS (
    SELECT patient_id, started_at, source_file, source_row
    FROM clinical.infusion
    WHERE infusion_number = 1
),

judged AS (
    SELECT
        treated.*,
        treated.age_years_at_first_dose < adult_age AS is_under_age,
        treated.age_years_at_first_dose = adult_age AS may_be_under_age,
        treated.treatment_experience = 'naive' AS is_naive,
        CASE
            WHEN has_one THEN false
            WHEN has_one IS NULL OR may_have_one THEN NULL
            WHEN observed_until_on >= background_until_on THEN true
        END AS is_without_background,
        is_under_age OR may_be_under_age OR coalesce(is_naive, false) OR coalesce(is_without_background, false)
            AS is_outside,
        nullif(concat_ws(
            '; ',
            CASE WHEN age_years_at_first_dose IS NULL THEN 'age: the year of birth is not known' END,
            CASE WHEN is_naive IS NULL THEN 'treatment before: not reported' END,
            CASE
                WHEN is_without_background IS NOT NULL THEN NULL
                WHEN has_one IS NULL THEN 'other antiretrovirals: no medicine of the person was delivered'
                WHEN may_have_one THEN 'other antiretrovirals: it is not known when one was started'
                ELSE 'other antiretrovirals: no record reaches far enough after the first dose'
            END
        ), '') AS gap,
        (age_years_at_first_dose IS NOT NULL)::INTEGER + (is_naive IS NOT NULL)::INTEGER
        + (is_without_background IS NOT NULL)::INTEGER AS n_judged,
        first_dose.started_at,
        list_sort(list_concat(
            CASE WHEN first_dose.source_file IS NULL THEN []
                ELSE [evidence('infusion', first_dose.source_file, first_dose.source_row)] END,
            CASE WHEN person.source_file IS NULL THEN []
                ELSE [evidence('patient', person.source_file, person.source_row)] END,
            coalesce(background.evidence, [])
        )) AS evidence
    FROM treated
    LEFT JOIN first_dose USING (patient_id)
    LEFT JOIN background USING (patient_id)
    LEFT JOIN staging.person AS person USING (patient_id)
)

SELECT
    patient_id,
    'outside_indication' AS rule,
    'flagged' AS verdict,
    first_dose_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE
        WHEN is_under_age OR is_naive THEN 'reported'
        WHEN is_without_background THEN 'no_record_of_others'
        ELSE 'possible'
    END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_under_age THEN 'under_age' WHEN may_be_under_age THEN 'possibly_under_age' END,
        CASE WHEN is_naive THEN 'treatment_naive' END,
        CASE WHEN is_without_background THEN 'no_background_regimen' END
    ) AS criterion,
    CASE
        WHEN is_under_age OR may_be_under_age
            THEN CAST(1 - age_years_at_first_dose::DECIMAL(18, 9) / adult_age AS DECIMAL(18, 9))
    END AS margin_share,
    concat(
        'First dose on ', in_words(first_dose_on), ': ',
        concat_ws(
            '; ',
            CASE
                WHEN is_under_age THEN format('born in {}, so under {} years', birth_year, adult_age)
                WHEN may_be_under_age
                    THEN format('born in {}, so {} or {} years', birth_year, adult_age - 1, adult_age)
            END,
            CASE WHEN is_naive THEN 'reported as never treated for HIV before' END,
            CASE
                WHEN is_without_background
                    THEN format('no other antiretroviral on record up to {} days after it', background_days)
            END
        ),
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN may_be_under_age THEN 'age: only the year of birth is known' END,
        gap
    ), '') AS unjudged,
    evidence
FROM judged
WHERE is_outside

UNION ALL

SELECT
    patient_id,
    'outside_indication',
    CASE n_judged WHEN 0 THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE n_judged
        WHEN 0 THEN 'Neither age nor treatment before nor other antiretrovirals could be judged.'
        ELSE format(
            '{} of 3 parts of the indication could not be judged; nothing in the others lies outside it.', 3 - n_judged
        )
    END,
    gap,
    evidence
FROM judged
WHERE is_outside IS NOT TRUE AND gap IS NOT NULL
