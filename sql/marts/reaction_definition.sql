-- Three definitions of anaphylaxis side by side for each infusion that one of them, or a rule, speaks of.
--
-- Source  NIAID/FAAN 2006; World Allergy Organization 2020; Brighton Collaboration, version 1 (2007)
-- Reads   clinical.infusion_niaid_wao, clinical.infusion_brighton, clinical.infusion_response, signals.flag, signals.flag_in_time, reference.rule
-- Grain   one row per infusion; one per person for reports without a date
--
-- FDA's list of medical queries (OCMQ) is not loaded: it needs coded terms. A definition is met when one of its limbs is,
-- not met when none is, and open when a limb could not be judged. No sign that counts: everything not met.

WITH flagged AS (
    SELECT
        flag.patient_id,
        placed.infusion_id,
        string_agg(DISTINCT rule.title, ', ' ORDER BY rule.title) AS flagged_by,
        min(flag.flag_id) FILTER (flag.rule = 'anaphylaxis') AS anaphylaxis_flag_id
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    LEFT JOIN signals.flag_in_time AS placed USING (flag_id)
    WHERE flag.rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity')
    GROUP BY flag.patient_id, placed.infusion_id
),

judged AS (
    SELECT
        response.*,
        limb.* EXCLUDE (patient_id, infusion_id),
        brighton.* EXCLUDE (patient_id, infusion_id),
        niaid_1 OR niaid_2 OR niaid_3 AS is_niaid_met,
        wao_1 OR wao_2 AS is_wao_met,
        is_level_1 OR is_level_2 OR is_level_3 AS is_brighton_met
    FROM clinical.infusion_response AS response
    JOIN clinical.infusion_niaid_wao AS limb
        ON limb.patient_id = response.patient_id AND limb.infusion_id IS NOT DISTINCT FROM response.infusion_id
    JOIN clinical.infusion_brighton AS brighton
        ON brighton.patient_id = response.patient_id
        AND brighton.infusion_id IS NOT DISTINCT FROM response.infusion_id
)

SELECT
    coalesce(judged.patient_id, flagged.patient_id) AS patient_id,
    coalesce(judged.infusion_id, flagged.infusion_id) AS infusion_id,
    judged.infusion_number,
    judged.infused_on,
    judged.words,
    flagged.flagged_by,
    flagged.anaphylaxis_flag_id,
    judged.is_niaid_met,
    judged.niaid_1,
    judged.niaid_2,
    judged.niaid_3,
    judged.is_wao_met,
    judged.wao_1,
    judged.wao_2,
    judged.is_brighton_met,
    judged.is_level_1,
    judged.is_level_2,
    judged.is_level_3,
    judged.is_anaphylaxis_named,
    judged.is_epinephrine_given,
    judged.has_skin_mucosa,
    judged.has_respiratory,
    judged.has_circulatory,
    judged.has_persistent_gastrointestinal,
    judged.is_known_allergen,
    nullif(concat_ws(
        '; ',
        'onset: ' || judged.onset_gap,
        'reduced pressure: ' || judged.hypotension_gap,
        'hypoxaemia: ' || judged.saturation_gap,
        CASE
            WHEN (judged.niaid_3 IS NULL OR judged.wao_2 IS NULL) AND judged.is_known_allergen IS NULL
                THEN 'known allergen: nothing before it on record'
        END,
        'Brighton: ' || judged.level_gap
    ), '') AS not_judged
FROM judged
FULL JOIN flagged
    ON flagged.patient_id = judged.patient_id AND flagged.infusion_id IS NOT DISTINCT FROM judged.infusion_id
WHERE
    flagged.patient_id IS NOT NULL
    OR judged.is_niaid_met
    OR judged.is_wao_met
    OR judged.is_brighton_met
ORDER BY
    (coalesce(judged.is_niaid_met, false)::INTEGER + coalesce(judged.is_wao_met, false)::INTEGER
        + coalesce(judged.is_brighton_met, false)::INTEGER) DESC,
    flagged.anaphylaxis_flag_id IS NULL,
    judged.infused_on DESC NULLS FIRST,
    patient_id,
    infusion_id
