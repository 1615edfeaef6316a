-- The facts of each case that a decision rests on, in the order of the form.
--
-- Source  signals.case_material
-- Reads   signals.case_material, reference.material_field
-- Grain   one row per case, field and item

SELECT case_id, material.title, material.meaning, fact.item, fact.in_words
FROM signals.case_material AS fact
JOIN reference.material_field AS material USING (field)
ORDER BY case_id, material.display_order, item
