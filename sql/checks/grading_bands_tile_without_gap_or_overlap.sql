-- The bands of each scale and reach follow each other from one end of the number line to the other.
--
-- Source  the definition of a band in ../clinical/grade_band.sql
-- Reads   clinical.grade_band
-- Grain   one row per violation; none is right

WITH neighbour AS (
    SELECT scale_id, reach, from_value, below_value,
        lag(below_value) OVER (PARTITION BY scale_id, reach ORDER BY from_value, below_value) AS below_of_previous
    FROM clinical.grade_band
)
SELECT format('scale {} has a gap or an overlap for reach {} before {}', scale_id, reach, from_value) AS problem
FROM neighbour
WHERE from_value >= below_value OR from_value <> below_of_previous
UNION ALL
SELECT format('scale {} does not reach both ends for reach {}', scale_id, reach)
FROM neighbour
GROUP BY scale_id, reach
HAVING min(from_value) > -99999999 OR max(below_value) < 99999999
