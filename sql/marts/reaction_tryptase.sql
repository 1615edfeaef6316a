-- Every tryptase drawn so soon after an infusion that it may be acute, beside its baseline.
--
-- Source  clinical.infusion_tryptase
-- Reads   clinical.infusion_tryptase, clinical.infusion, signals.flag, signals.flag_in_time, reference.rule
-- Grain   one row per infusion and sample

WITH flagged AS (
    SELECT placed.infusion_id, string_agg(DISTINCT rule.title, ', ' ORDER BY rule.title) AS flagged_by
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    JOIN signals.flag_in_time AS placed USING (flag_id)
    WHERE flag.rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity')
    GROUP BY placed.infusion_id
)

SELECT
    sample.patient_id,
    sample.infusion_id,
    infusion.infusion_number,
    infusion.started_on AS infused_on,
    sample.collected_on,
    sample.collected_at,
    minutes_between(infusion.started_at, sample.collected_at) AS minutes_after_start,
    sample.value_operator,
    sample.value,
    sample.baseline_value,
    sample.is_raised,
    sample.has_risen,
    flagged.flagged_by,
    sample.source_file,
    sample.source_row
FROM clinical.infusion_tryptase AS sample
JOIN clinical.infusion AS infusion USING (infusion_id)
LEFT JOIN flagged USING (infusion_id)
ORDER BY sample.has_risen DESC NULLS LAST, infusion.started_on DESC, sample.patient_id, sample.collected_at
