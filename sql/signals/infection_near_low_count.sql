-- Infections reported near a neutrophil count of grade 1 or more after the first dose.
--
-- Source  words: reference.infection_word; days: reference.threshold (neutropenia, infection_days)
-- Reads   clinical.adverse_event, clinical.lab_result, clinical.patient, reference.infection_word, reference.threshold
-- Grain   one row per patient and report
--
-- Nearest in time, not because of it: most infections of these people have nothing to do with a count. A report whose
-- date leaves it open whether it lies within the days is kept and says so.

WITH limits AS (
    SELECT threshold('neutropenia', 'infection_days')::INTEGER AS infection_days
),

low_count AS (
    SELECT DISTINCT patient_id, collected_on
    FROM clinical.lab_result
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) USING (patient_id)
    WHERE analyte = 'neutrophils' AND is_after_first_dose AND daids_grade >= 1
),

infection AS (
    SELECT
        *,
        coalesce(started_on, earliest_day(started_text)) AS from_on,
        coalesce(started_on, latest_day(started_text)) AS until_on
    FROM clinical.adverse_event AS event
    SEMI JOIN low_count USING (patient_id)
    WHERE EXISTS (
        FROM reference.infection_word AS listed
        WHERE contains(bare_words(event.term), ' ' || listed.word_start)
    )
)

SELECT
    infection.event_id,
    infection.patient_id,
    infection.term,
    infection.started_on,
    infection.started_text,
    infection.severity_grade,
    infection.is_serious,
    low_count.collected_on AS low_count_on,
    (infection.started_on - low_count.collected_on)::INTEGER AS days_from_low_count
FROM infection
JOIN low_count USING (patient_id)
CROSS JOIN limits
WHERE
    infection.from_on IS NULL
    OR infection.from_on <= low_count.collected_on + limits.infection_days
    AND infection.until_on >= low_count.collected_on - limits.infection_days
QUALIFY row_number() OVER (
    PARTITION BY infection.event_id
    ORDER BY abs(days_from_low_count) NULLS LAST, low_count.collected_on
) = 1
