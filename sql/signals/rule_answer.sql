-- What every active rule answered, in one place.
--
-- Source  sql/rules/
-- Reads   reference.rule, rules.infusion_reaction, rules.anaphylaxis, rules.neutropenia, rules.bilirubin_rise, rules.creatinine_rise, rules.iris
-- Grain   one row per patient, rule and answer

SELECT answer.*
FROM (
    FROM rules.infusion_reaction
    UNION ALL
    FROM rules.anaphylaxis
    UNION ALL
    FROM rules.neutropenia
    UNION ALL
    FROM rules.bilirubin_rise
    UNION ALL
    FROM rules.creatinine_rise
    UNION ALL
    FROM rules.iris
) AS answer
SEMI JOIN (SELECT rule FROM reference.rule WHERE is_active) AS active USING (rule)
