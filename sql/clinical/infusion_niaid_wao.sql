-- Signs after one infusion as the limbs of NIAID/FAAN and of the World Allergy Organization.
--
-- Source  NIAID/FAAN 2006 (Sampson et al.); World Allergy Organization 2020; what makes ibalizumab a known or highly
--         probable allergen: policy of this project, in the header of rules/anaphylaxis.sql
-- Reads   clinical.infusion_response, clinical.infusion, clinical.antibody_test, reference.threshold
-- Grain   one row per infusion with a response; one per patient for reports without a date

-- Antibodies found before an infusion; never false, as nothing on record proves that there were none.
WITH sensitised AS (
    SELECT
        infusion_id,
        min(collected_on) AS antibodies_on,
        list(evidence('antibody_test', test.source_file, test.source_row)) AS antibody_evidence
    FROM clinical.infusion AS infusion
    JOIN clinical.antibody_test AS test USING (patient_id)
    WHERE
        result = 'positive'
        AND (collected_on < started_on OR (collected_on = started_on AND collected_at < started_at))
    GROUP BY infusion_id
),

counted AS (
    SELECT
        response.*,
        [has_skin_mucosa, has_respiratory, has_circulatory, has_persistent_gastrointestinal] AS systems,
        len(list_filter(systems, lambda is_met: is_met)) AS n_systems,
        len(list_filter(systems, lambda is_met: is_met IS NOT FALSE)) AS n_systems_at_most,
        antibodies_on,
        coalesce(antibody_evidence, []) AS antibody_evidence,
        nullif(coalesce(had_reaction_before, false) OR antibodies_on IS NOT NULL, false) AS is_known_allergen
    FROM clinical.infusion_response AS response
    LEFT JOIN sensitised ON sensitised.infusion_id = response.infusion_id
)

SELECT
    patient_id,
    infusion_id,
    antibodies_on,
    antibody_evidence,
    is_known_allergen,
    n_systems_at_most,
    has_skin_mucosa AND (has_respiratory OR has_circulatory) AS niaid_1,
    CASE
        WHEN n_systems >= threshold('anaphylaxis', 'organ_systems') THEN true
        WHEN n_systems_at_most < threshold('anaphylaxis', 'organ_systems') THEN false
    END AS niaid_2,
    is_known_allergen AND has_hypotension AS niaid_3,
    has_skin_mucosa AND (has_respiratory OR has_circulatory OR has_severe_gastrointestinal) AS wao_1,
    (is_known_allergen AND (has_hypotension OR has_airway)) OR has_early_airway AS wao_2
FROM counted
