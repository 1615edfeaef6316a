-- What else could explain a flag: medicines, the background regimen, an earlier disease, a look-alike, a slip of a unit.
--
-- Source  reference.confounding_medicine and reference.look_alike, each row with its source; days: policy of this project
-- Reads   signals.flag, reference.rule, reference.causality_window, reference.confounding_medicine, reference.look_alike, clinical.medication, clinical.patient, staging.person, signals.unit_slip
-- Grain   one row per flag and thing
--
-- It stands beside the flag and never removes or lowers it. What has no date is named all the same and says so.
-- Only what is listed for the rule, and was there before onset, is called an alternative; the rest is for review.

WITH days AS (
    SELECT
        max(days) FILTER (WHERE name = 'medicine') AS medicine,
        max(days) FILTER (WHERE name = 'reaction_medicine') AS reaction_medicine,
        max(days) FILTER (WHERE name = 'new_medicine') AS new_medicine,
        max(days) FILTER (WHERE name = 'background_regimen') AS background_regimen
    FROM reference.causality_window
),

asked AS (
    SELECT
        flag.flag_id,
        flag.patient_id,
        flag.rule,
        flag.onset_on,
        flag.criterion,
        flag.evidence,
        rule.analyte,
        rule.kind IN ('laboratory', 'event') AS is_reaction_of_body,
        rule IN ('infusion_reaction', 'anaphylaxis') AS is_acute,
        CASE WHEN is_acute THEN days.reaction_medicine ELSE days.medicine END AS medicine_days,
        CASE WHEN is_acute THEN days.reaction_medicine ELSE days.new_medicine END AS new_medicine_days,
        days.background_regimen AS background_days
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    CROSS JOIN days
),

taken AS (
    SELECT
        asked.flag_id,
        asked.rule,
        asked.onset_on,
        asked.is_reaction_of_body,
        given.medicine,
        given.role,
        given.started_on,
        asked.onset_on - given.started_on <= asked.new_medicine_days AS is_new,
        given.started_on <= asked.onset_on OR given.ended_on <= asked.onset_on AS is_before_onset,
        CASE
            WHEN asked.onset_on IS NULL OR given.started_on IS NULL AND given.ended_on IS NULL
                THEN 'dates not known'
            ELSE concat_ws(
                ', ',
                coalesce('begun ' || in_words(given.started_on), 'start not known'),
                CASE
                    WHEN given.ended_on < asked.onset_on
                        THEN format('ended {} d before onset', asked.onset_on - given.ended_on)
                    WHEN given.ended_on IS NULL AND given.ended_from_on IS NOT NULL THEN 'ended on some day of a month or year'
                    WHEN given.ended_on IS NULL THEN 'no end known'
                    WHEN given.started_on IS NULL THEN 'ended on the day of onset or later'
                    ELSE 'taken at onset'
                END
            )
        END AS dates,
        evidence('medication', given.source_file, given.source_row) AS row_of_it
    FROM asked
    JOIN clinical.medication AS given USING (patient_id)
    WHERE
        was_taken(given, asked.onset_on, asked.medicine_days) IS NOT FALSE
),

listed AS (
    SELECT DISTINCT
        taken.*,
        confounding.medicine AS listed_as,
        confounding.mechanism,
        confounding.verification <> 'NV' AS is_verified
    FROM taken
    JOIN reference.confounding_medicine AS confounding
        ON confounding.rule = taken.rule AND contains(taken.medicine, confounding.term)
),

listed_medicine AS (
    SELECT
        flag_id,
        'listed_medicine' AS kind,
        concat(listed_as, ': ', mechanism, ' (', string_agg(DISTINCT dates, '; ' ORDER BY dates), ')') AS words,
        nullif(bool_or(is_before_onset) IS TRUE, false) AS is_dated,
        nullif(bool_or(is_before_onset AND is_verified) IS TRUE, false) AS is_listed_alternative,
        list_sort(list(DISTINCT row_of_it)) AS evidence
    FROM listed
    GROUP BY flag_id, listed_as, mechanism
),

-- Treatment of a reaction began after it; ibalizumab is not its own alternative.
new_medicine AS (
    SELECT
        flag_id,
        'new_medicine' AS kind,
        concat(medicine, ' (', last(dates ORDER BY started_on NULLS FIRST, dates), ')') AS words,
        nullif(bool_or(is_before_onset) IS TRUE, false) AS is_dated,
        list_sort(list(DISTINCT row_of_it)) AS evidence
    FROM taken
    ANTI JOIN listed USING (flag_id, medicine)
    WHERE
        is_reaction_of_body
        AND coalesce(is_new, true)
        AND role IS DISTINCT FROM 'reaction_treatment'
        AND NOT contains(medicine, 'ibalizumab')
    GROUP BY flag_id, medicine
),

background_regimen AS (
    SELECT
        asked.flag_id,
        'background_regimen' AS kind,
        'begun ' || in_words(background_started_on) || CASE
            WHEN onset_on IS NULL THEN ' (date of onset not known)'
            ELSE format(', {} d before onset', onset_on - background_started_on)
        END AS words,
        nullif(onset_on IS NOT NULL, false) AS is_dated,
        coalesce(
            list_sort(list(DISTINCT evidence('medication', medicine.source_file, medicine.source_row))
                FILTER (WHERE medicine.source_file IS NOT NULL)),
            []
        ) AS evidence
    FROM asked
    JOIN clinical.patient AS patient USING (patient_id)
    LEFT JOIN clinical.medication AS medicine
        ON medicine.patient_id = asked.patient_id
        AND medicine.role = 'antiretroviral'
        AND medicine.started_on = patient.background_started_on
    WHERE
        is_reaction_of_body
        AND background_started_on IS NOT NULL
        AND coalesce(background_started_on BETWEEN onset_on - background_days AND onset_on, true)
    GROUP BY asked.flag_id, background_started_on, onset_on
),

person AS (
    SELECT
        asked.*,
        patient.has_gilbert_syndrome,
        patient.prior_opportunistic_disease,
        CASE WHEN described.source_file IS NULL THEN []
            ELSE [evidence('patient', described.source_file, described.source_row)]
        END AS row_of_person
    FROM asked
    JOIN clinical.patient AS patient USING (patient_id)
    LEFT JOIN staging.person AS described USING (patient_id)
    WHERE is_reaction_of_body
),

-- Gilbert syndrome moves bilirubin only: it does not explain the aminotransferases of Hy's law.
gilbert_syndrome AS (
    SELECT
        flag_id,
        'gilbert_syndrome' AS kind,
        'Gilbert syndrome, known before treatment: bilirubin rises alone, mostly indirect' AS words,
        true AS is_dated,
        nullif(rule <> 'hys_law', false) AS is_listed_alternative,
        row_of_person AS evidence
    FROM person
    WHERE analyte = 'bilirubin_total' AND has_gilbert_syndrome
),

earlier_disease AS (
    SELECT DISTINCT
        flag_id,
        'earlier_disease' AS kind,
        trim(disease) || ', known before treatment' AS words,
        true AS is_dated,
        row_of_person AS evidence
    FROM person, unnest(string_split(prior_opportunistic_disease, ';')) AS named(disease)
    WHERE NOT is_acute AND filled(disease) IS NOT NULL
),

look_alike AS (
    SELECT
        flag_id,
        'look_alike' AS kind,
        look_alike.words,
        nullif(onset_on IS NOT NULL, false) AS is_dated,
        nullif(is_other_cause AND verification <> 'NV' AND onset_on IS NOT NULL, false) AS is_listed_alternative,
        evidence
    FROM asked
    JOIN reference.look_alike AS look_alike ON list_contains(string_split(criterion, '; '), look_alike.word)
),

thing AS (
    FROM listed_medicine
    UNION ALL BY NAME
    FROM new_medicine
    UNION ALL BY NAME
    FROM background_regimen
    UNION ALL BY NAME
    FROM gilbert_syndrome
    UNION ALL BY NAME
    FROM earlier_disease
    UNION ALL BY NAME
    FROM look_alike
    UNION ALL BY NAME
    SELECT *, 'unit_slip' AS kind FROM signals.unit_slip
)

SELECT
    flag_id,
    asked.patient_id,
    asked.rule,
    thing.kind,
    thing.words,
    thing.is_dated,
    thing.is_listed_alternative,
    thing.evidence
FROM thing
JOIN asked USING (flag_id)
