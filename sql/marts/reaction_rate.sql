-- How often reactions follow infusions: of people first, then of infusions, each with its exact interval.
--
-- Source  signals.reaction_rate
-- Reads   signals.reaction_rate, reference.rule
-- Grain   one row per active rule of a reaction, division and part of it

SELECT reaction.*, rule.title, rule.display_order
FROM signals.reaction_rate AS reaction
LEFT JOIN reference.rule AS rule USING (rule)
ORDER BY
    rule.display_order, list_position(['all', 'number', 'method', 'length'], division), part_order
