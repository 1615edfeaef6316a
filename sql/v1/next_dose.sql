-- Whose dose is due next, and how late it is at the data cut-off. One row a treated, living person.
--
-- Source  the relation that it shows
-- Reads   marts.next_dose
-- Grain   one row a treated, living person

SELECT *
FROM marts.next_dose
