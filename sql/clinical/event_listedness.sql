-- Each reported event against the US label in force on the day of its onset.
--
-- Source  21 CFR 600.80: unlisted is what the current labelling does not name, or names with less severity or specificity;
--         editions, risks and terms: reference.label_version, listed_risk and listed_term, each row with its source
-- Reads   clinical.adverse_event, clinical.label_period, reference.label_version, reference.listed_risk, reference.listed_term
-- Grain   one row per event
--
-- Every edition that may have been in force on a day that the onset leaves open is asked. Where they agree, that is the
-- answer; where they differ, there is none. Before the first edition nothing is listed. A severity above
-- listed_up_to_grade and a fatal outcome are unlisted; a severity that is not reported, an uncoded term that is none of
-- the list's, and a term whose place in the list is not verified cannot be judged.

WITH reports AS (
    FROM clinical.adverse_event
),

editions AS (
    FROM clinical.label_period JOIN (SELECT label_version, edition FROM reference.label_version) USING (label_version)
),

listed_terms AS (
    SELECT
        term,
        risk,
        term.verification <> 'NV' AS is_term_verified,
        label_version,
        listed_up_to_grade,
        section
    FROM reference.listed_term AS term
    JOIN reference.listed_risk AS listed USING (risk)
)

FROM label_answers('reports', 'editions', 'listed_terms')
