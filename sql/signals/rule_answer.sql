-- What every active rule answered, in one place.
--
-- Source  sql/rules/
-- Reads   reference.rule, rules.infusion_reaction, rules.hypersensitivity, rules.anaphylaxis, rules.pruritus, rules.rash, rules.neutropenia, rules.leukopenia, rules.thrombocytopenia, rules.haemoglobin_fall, rules.bilirubin_rise, rules.direct_bilirubin_rise, rules.hys_law, rules.creatinine_rise, rules.acute_kidney_injury, rules.glucose_rise, rules.lipase_rise, rules.uric_acid_rise, rules.iris, rules.antidrug_antibody, rules.diarrhoea, rules.dizziness, rules.nausea, rules.serious_unlisted_event, rules.designated_medical_event, rules.pregnancy_exposure, rules.dose_wrong, rules.dose_late, rules.infusion_too_fast, rules.observation_too_short, rules.method_not_labelled, rules.given_despite_hypersensitivity, rules.outside_indication, rules.no_response, rules.virologic_failure, rules.susceptibility_loss
-- Grain   one row per patient, rule and answer

SELECT answer.*
FROM (
    FROM rules.infusion_reaction
    UNION ALL
    FROM rules.hypersensitivity
    UNION ALL
    FROM rules.anaphylaxis
    UNION ALL
    FROM rules.pruritus
    UNION ALL
    FROM rules.rash
    UNION ALL
    FROM rules.neutropenia
    UNION ALL
    FROM rules.leukopenia
    UNION ALL
    FROM rules.thrombocytopenia
    UNION ALL
    FROM rules.haemoglobin_fall
    UNION ALL
    FROM rules.bilirubin_rise
    UNION ALL
    FROM rules.direct_bilirubin_rise
    UNION ALL
    FROM rules.hys_law
    UNION ALL
    FROM rules.creatinine_rise
    UNION ALL
    FROM rules.acute_kidney_injury
    UNION ALL
    FROM rules.glucose_rise
    UNION ALL
    FROM rules.lipase_rise
    UNION ALL
    FROM rules.uric_acid_rise
    UNION ALL
    FROM rules.iris
    UNION ALL
    FROM rules.antidrug_antibody
    UNION ALL
    FROM rules.diarrhoea
    UNION ALL
    FROM rules.dizziness
    UNION ALL
    FROM rules.nausea
    UNION ALL
    FROM rules.serious_unlisted_event
    UNION ALL
    FROM rules.designated_medical_event
    UNION ALL
    FROM rules.pregnancy_exposure
    UNION ALL
    FROM rules.dose_wrong
    UNION ALL
    FROM rules.dose_late
    UNION ALL
    FROM rules.infusion_too_fast
    UNION ALL
    FROM rules.observation_too_short
    UNION ALL
    FROM rules.method_not_labelled
    UNION ALL
    FROM rules.given_despite_hypersensitivity
    UNION ALL
    FROM rules.outside_indication
    UNION ALL
    FROM rules.no_response
    UNION ALL
    FROM rules.virologic_failure
    UNION ALL
    FROM rules.susceptibility_loss
) AS answer
SEMI JOIN (SELECT rule FROM reference.rule WHERE is_active) AS active USING (rule)
