-- Every grading system switched on, for people of every age.
--
-- Source  reference.grading_system
-- Reads   reference.grading_system
-- Grain   one row per grading system

SELECT * REPLACE (true AS is_active, true AS grades_children)
FROM reference.grading_system
