-- Each flag of a reaction to an infusion with the infusion before it and the time between the two.
--
-- Source  signals.flag_in_time
-- Reads   signals.flag, signals.flag_in_time, clinical.infusion, reference.rule
-- Grain   one row per flag of infusion_reaction, anaphylaxis or hypersensitivity
--
-- The minutes run from the end of the infusion, as in the rules, or from its start where the end is not known; at or
-- below zero the infusion was running. Without a time of onset or of the infusion there are none.

SELECT
    flag.rule,
    rule.title,
    flag.flag_id,
    flag.patient_id,
    flag.site_id,
    flag.onset_on,
    flag.onset_at,
    flag.grade,
    flag.certainty,
    infusion.infusion_id,
    infusion.infusion_number,
    infusion.started_on AS infused_on,
    infusion.method,
    minutes_between(coalesce(infusion.ended_at, infusion.started_at), flag.onset_at) AS minutes_after_end,
    infusion.ended_at IS NULL AS is_counted_from_start
FROM signals.flag AS flag
JOIN reference.rule AS rule USING (rule)
LEFT JOIN signals.flag_in_time AS placed USING (flag_id)
LEFT JOIN clinical.infusion AS infusion ON infusion.infusion_id = placed.infusion_id
WHERE flag.rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity')
ORDER BY rule.display_order, flag.onset_on DESC NULLS FIRST, flag.patient_id, flag.flag_id
