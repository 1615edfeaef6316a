-- Macros of every layer. Each says one thing once.

-- The number in force for a rule. Raises on an unknown name: a missing number must never silently flag nobody.
CREATE OR REPLACE MACRO threshold(rule_id, number_name) AS coalesce(
    (SELECT t.value FROM reference.threshold AS t WHERE t.rule = rule_id AND t.name = number_name),
    error('There is no threshold "' || number_name || '" of rule "' || rule_id || '" in sql/reference/threshold.csv. Add the row or correct the name in the rule.')
);

-- Text as it is compared: trimmed, and missing when nothing is left. Where a tab or the end of a line stands at an edge, of
-- every blank that schemas.text_checks names; else trim suffices, and costs less.
CREATE OR REPLACE MACRO filled(txt) AS nullif(CASE
    WHEN trim(txt) < '!' OR right(trim(txt), 1) < '!' THEN regexp_replace(txt, '^[\s\v\pZ]+|[\s\v\pZ]+$', '', 'g')
    ELSE trim(txt)
END, '');

-- Rows of staging.record with their texts as they are compared.
CREATE OR REPLACE MACRO records_as_read(records) AS TABLE
    SELECT * REPLACE (
        filled(sender_id) AS sender_id,
        filled(record_id) AS record_id,
        filled(patient_id) AS patient_id,
        filled(record_version) AS record_version,
        lower(filled(record_status)) AS record_status,
        filled(reported_at) AS reported_at
    )
    FROM query_table(records);

-- Date or instant text: the local date as written, whatever the offset.
CREATE OR REPLACE MACRO local_date(txt) AS try_cast(left(trim(txt), 10) AS DATE);

-- Date, month or year text: the first and the last day that it allows.
CREATE OR REPLACE MACRO earliest_day(txt) AS coalesce(
    local_date(txt), try_strptime(trim(txt), '%Y-%m')::DATE, try_strptime(trim(txt), '%Y')::DATE
);

CREATE OR REPLACE MACRO latest_day(txt) AS coalesce(
    local_date(txt),
    last_day(try_strptime(trim(txt), '%Y-%m')::DATE),
    last_day(try_strptime(trim(txt), '%Y')::DATE + INTERVAL 11 MONTH)
);

-- Date or instant text: whether a time of day is given without its offset from UTC. Nothing shorter than 2026-03-01T09:30
-- has a time, and an offset stands behind it. A letter is sought once in a text that repeats; a pattern in every row.
CREATE OR REPLACE MACRO has_offset(behind_minutes) AS
    contains(behind_minutes, 'Z') OR contains(behind_minutes, '+') OR contains(behind_minutes, '-');

CREATE OR REPLACE MACRO lacks_offset(txt) AS
    coalesce(length(trim(txt)) > 10 AND NOT has_offset(substr(trim(txt), 17)), false);

-- … the instant, when a time of day is given with its offset. A time without one is that of an unknown zone: no instant.
CREATE OR REPLACE MACRO instant(txt) AS CASE
    WHEN length(trim(txt)) > 10 AND NOT lacks_offset(txt) THEN try_cast(trim(txt) AS TIMESTAMPTZ)
END;

-- … the minutes of its offset; missing when none is given, and for UTC, which is no place's local time for certain.
CREATE OR REPLACE MACRO offset_minutes(txt) AS nullif(
    CAST(round((epoch(try_cast(left(trim(txt), 16) AS TIMESTAMP)) - epoch(date_trunc('minute', instant(txt)))) / 60) AS INTEGER), 0
);

-- … the instant, where a time without an offset is read at the one given (minutes), and is missing without it.
CREATE OR REPLACE MACRO instant_at(txt, minutes_of_offset) AS coalesce(
    instant(txt),
    CASE
        WHEN lacks_offset(txt)
            THEN (try_cast(trim(txt) AS TIMESTAMP) - to_minutes(CAST(minutes_of_offset AS BIGINT))) AT TIME ZONE 'UTC'
    END
);

-- … of an event or a medicine, and of an infusion; `clock` is the row of staging.local_offset of the person and day. Where the
-- one has an offset and the other has none, two clocks do not prove that the event lay outside the 24 hours that count.
CREATE OR REPLACE MACRO is_within_a_day(later, earlier) AS
    coalesce(later BETWEEN earlier AND earlier + INTERVAL 24 HOUR, earlier IS NULL);

CREATE OR REPLACE MACRO event_instant(txt, clock) AS CASE
    WHEN NOT lacks_offset(txt) THEN instant(txt)
    WHEN is_within_a_day(
        instant_at(txt, struct_extract(clock, 'offset_minutes')), struct_extract(clock, 'infused_at')
    )
        THEN instant_at(txt, struct_extract(clock, 'offset_minutes'))
END;

CREATE OR REPLACE MACRO infusion_instant(txt, clock) AS CASE
    WHEN NOT lacks_offset(txt) THEN instant(txt)
    WHEN is_within_a_day(
        struct_extract(clock, 'event_at'), instant_at(txt, struct_extract(clock, 'offset_minutes'))
    ) OR struct_extract(clock, 'event_at') IS NULL
        THEN instant_at(txt, struct_extract(clock, 'offset_minutes'))
END;

-- Laboratory result text such as "<0.2", "> 60", "5,1 H": how it binds the true value.
CREATE OR REPLACE MACRO result_operator(txt) AS coalesce(nullif(regexp_extract(txt, '^\s*([<>]=?)', 1), ''), '=');

-- … and its number; the decimal mark is a comma only where the delivery declares it.
CREATE OR REPLACE MACRO result_number(txt, decimal_mark) AS try_cast(
    regexp_extract(CASE WHEN trim(decimal_mark) = ',' THEN replace(txt, ',', '.') ELSE txt END, '[-+]?[0-9]*\.?[0-9]+') AS DECIMAL(18, 6)
);

-- A limit of a reference range, with the same decimal mark.
CREATE OR REPLACE MACRO limit_number(txt, decimal_mark) AS try_cast(
    nullif(trim(CASE WHEN trim(decimal_mark) = ',' THEN replace(txt, ',', '.') ELSE txt END), '') AS DECIMAL(18, 6)
);

-- Yes, no or not known.
CREATE OR REPLACE MACRO yes_no(txt) AS CASE lower(trim(txt)) WHEN 'yes' THEN true WHEN 'no' THEN false END;

-- A UCUM unit as people write it, as dashboards.words.unit_in_print: copies/mL, mmHg, ×10⁹/L, nothing for a pure number.
CREATE OR REPLACE MACRO bare_unit(unit) AS replace(replace(replace(replace(replace(replace(replace(
    unit, 'mm[Hg]', 'mmHg'), 'Cel', '°C'), '{', ''), '}', ''), '_', ' '), '/1.73 m2', '/1.73 m²'), 'uL', 'µL');
CREATE OR REPLACE MACRO unit_in_print(unit) AS CASE
    WHEN unit = '1' THEN ''
    WHEN regexp_matches(unit, '^10\*[0-9]+') THEN concat(
        '×10',
        translate(regexp_extract(unit, '^10\*([0-9]+)', 1), '0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'),
        regexp_replace(bare_unit(unit), '^10\*[0-9]+', '')
    )
    ELSE regexp_replace(bare_unit(unit), '^u(mol|g|kat)', 'µ\1')
END;

-- A date in a sentence: 1 Mar 2026.
CREATE OR REPLACE MACRO in_words(day) AS strftime(day, '%-d %b %Y');

-- A delivered cell as a page shows it: its day in words, a time and zone as they were sent, all else untouched.
CREATE OR REPLACE MACRO cell_in_words(cell) AS CASE
    WHEN cell IS NULL THEN 'empty'
    WHEN regexp_full_match(cell, '\d{4}-\d{2}-\d{2}([T ]\d{2}:.*)?') AND TRY_CAST(cell[:10] AS DATE) IS NOT NULL
        THEN concat_ws(' ', in_words(TRY_CAST(cell[:10] AS DATE)), nullif(cell[12:], ''))
    ELSE cell
END;

-- What differs between two phrases, with the words before and behind that they share said once: ALT 88 → 188 U/L.
CREATE OR REPLACE MACRO n_shared_words(one, other) AS coalesce(
    list_position([one[i] = other[i] for i in range(1, least(len(one), len(other)) + 1)], false) - 1,
    least(len(one), len(other))
);

CREATE OR REPLACE MACRO words_between(words, n_before, n_behind) AS
    array_to_string(words[n_before + 1:len(words) - n_behind], ' ');

CREATE OR REPLACE MACRO words_changed_at(old, new, n_before, n_behind) AS CASE
    WHEN words_between(old, n_before, n_behind) = '' OR words_between(new, n_before, n_behind) = ''
        THEN array_to_string(old, ' ') || ' → ' || array_to_string(new, ' ')
    ELSE concat_ws(
        ' ',
        nullif(array_to_string(old[1:n_before], ' '), ''),
        words_between(old, n_before, n_behind) || ' → ' || words_between(new, n_before, n_behind),
        nullif(array_to_string(old[len(old) - n_behind + 1:], ' '), '')
    )
END;

-- Each step is named in a lambda, for a macro repeats the text of what it is given, and planning it would take longer than all else.
CREATE OR REPLACE MACRO words_changed(old_words, new_words) AS list_transform(
    list_transform(
        [{'old': string_split(old_words, ' '), 'new': string_split(new_words, ' ')}],
        lambda said: {
            'old': said.old,
            'new': said.new,
            'n_before': n_shared_words(said.old, said.new),
            'n_behind': n_shared_words(list_reverse(said.old), list_reverse(said.new))
        }
    ),
    lambda said: words_changed_at(
        said.old, said.new, said.n_before, least(said.n_behind, least(len(said.old), len(said.new)) - said.n_before)
    )
)[1];

-- One row of evidence.
CREATE OR REPLACE MACRO evidence(feed_name, file_hash, row_number_in_file) AS
    {'feed': feed_name, 'source_file': file_hash, 'source_row': row_number_in_file};

-- Minutes from one instant to another, exact to the second; missing when either is.
CREATE OR REPLACE MACRO minutes_between(earlier, later) AS
    CAST(CAST(date_diff('second', earlier, later) AS DECIMAL(18, 6)) / 60 AS DECIMAL(18, 6));

-- A dose as a mark: loading, reload (a loading dose after a gap), maintenance, late (so late that a loading dose was due, and
-- none was given) or not_known (the amount is not).
CREATE OR REPLACE MACRO dose_mark(previous_on, expected_kind, given_kind) AS CASE
    WHEN given_kind IS NULL THEN 'not_known'
    WHEN given_kind = 'maintenance' AND previous_on IS NOT NULL AND expected_kind = 'loading' THEN 'late'
    WHEN given_kind = 'maintenance' THEN 'maintenance'
    WHEN previous_on IS NOT NULL AND expected_kind = 'loading' THEN 'reload'
    ELSE 'loading'
END;

-- A raw row as a JSON object of what was delivered, without what landing added.
CREATE OR REPLACE MACRO as_delivered(delivered) AS CAST(json_merge_patch(
    to_json(delivered), '{"defects": null, "raw_text": null, "received_at": null, "source_file": null, "source_row": null}'
) AS VARCHAR);

-- What a raw row says, to be compared with another of its record: without what orders versions and columns that no feed
-- knows, and whatever case, blanks at the edges of a cell and empty cells it has.
CREATE OR REPLACE MACRO content_as_read(delivered) AS regexp_replace(regexp_replace(
    lower(json_merge_patch(
        as_delivered(delivered), '{"record_version": null, "record_status": null, "reported_at": null, "other_columns": null}'
    )::VARCHAR),
    '"[a-z_]+":(null|"\s*"),?', '', 'g'
), '\s*("[,}])|(:")\s*', '\1\2', 'g');

-- Whether a report says that its event ended in death.
CREATE OR REPLACE MACRO is_fatal_report(outcome, seriousness, severity_grade) AS
    coalesce(outcome = 'fatal' OR contains(seriousness, 'death') OR severity_grade = 5, false);

-- Whether what is held of a case asks for the report of a clock: 2 it does, 1 it may, 0 it does not.
CREATE OR REPLACE MACRO asks_for_report(
    clock_kind, applies_to, is_ind_study, is_serious, is_fatal_or_life_threatening, is_listed, is_suspected
) AS CASE
    WHEN applies_to = 'ind' IS DISTINCT FROM is_ind_study THEN 0
    WHEN is_serious IS FALSE OR is_listed THEN 0
    WHEN clock_kind = 'ind_fatal' AND is_serious AND NOT is_fatal_or_life_threatening THEN 0
    WHEN is_serious AND NOT is_listed AND (applies_to <> 'ind' OR is_suspected) THEN 2
    ELSE 1
END;

-- Who knew of what started a clock, behind "known".
CREATE OR REPLACE MACRO known_by(entry_kind, aware_party) AS CASE
    WHEN entry_kind = 'flag' THEN 'from the rows of a flag'
    WHEN aware_party IN ('receipt', 'sender''s report') THEN 'from the ' || aware_party
    ELSE 'to ' || aware_party
END;

-- The clock that new information starts about a case whose initial clock is of this kind; none beside that of 7 days.
CREATE OR REPLACE MACRO follow_up_kind(clock_kind) AS CASE clock_kind
    WHEN 'serious_unlisted' THEN 'serious_unlisted_follow_up'
    WHEN 'ind_serious' THEN 'ind_follow_up'
END;

-- A share in print: 5.0 %.
CREATE OR REPLACE MACRO percent_in_print(share) AS format('{:.1f} %', share * 100);

-- Whether a date as text may lie more than a day after an instant. ISO dates sort as text, so the statistics of the raw files
-- settle it without reading them; text that begins with a blank is looked at.
CREATE OR REPLACE MACRO may_lie_after(txt, received_at) AS
    txt > CAST(CAST(received_at AS DATE) + 1 AS VARCHAR) OR txt < '0';

-- Whether the true value lies below a cut. A reported bound (<, <=, >, >=) settles it or leaves it open.
CREATE OR REPLACE MACRO is_below(operator, value, cut) AS CASE
    WHEN operator IN ('=', '<=') AND value < cut THEN true
    WHEN operator = '<' AND value <= cut THEN true
    WHEN operator IN ('=', '>', '>=') AND value >= cut THEN false
END;

-- … and whether it lies at the cut or below it.
CREATE OR REPLACE MACRO is_at_most(operator, value, cut) AS CASE
    WHEN operator IN ('=', '<', '<=') AND value <= cut THEN true
    WHEN operator IN ('=', '>=') AND value > cut THEN false
    WHEN operator = '>' AND value >= cut THEN false
END;

CREATE OR REPLACE MACRO is_at_least(operator, value, cut) AS NOT is_below(operator, value, cut);

CREATE OR REPLACE MACRO is_above(operator, value, cut) AS NOT is_at_most(operator, value, cut);

-- A result in print, with its bound where it is one: <0.2.
CREATE OR REPLACE MACRO shown(operator, value) AS format('{}{:.15g}', coalesce(nullif(operator, '='), ''), CAST(value AS DOUBLE));

-- How far a value lies below a cut, or above it, as a share of the cut.
CREATE OR REPLACE MACRO share_below(value, cut) AS try_cast((cut - value) / cut AS DECIMAL(18, 9));

CREATE OR REPLACE MACRO share_above(value, cut) AS try_cast((value - cut) / cut AS DECIMAL(18, 9));

-- Why a result could not be judged, missing when it was: nothing to compare, or a reported bound that leaves it open.
CREATE OR REPLACE MACRO reason_not_judged(is_beyond, operator, value, compared, ungraded_reason, otherwise) AS CASE
    WHEN is_beyond IS NOT NULL THEN NULL
    WHEN compared IS NULL THEN coalesce(ungraded_reason, otherwise)
    ELSE coalesce('reported only as ' || shown(coalesce(operator, '?'), value), 'reported only as a bound')
END;

-- Laboratory rules. `judged` is the name of a CTE: results of treated people after the first dose, all columns of
-- clinical.lab_result, and of the rule itself is_beyond (or not, or not known), margin_share and reason (why it is
-- not known). `treated` is the name of a CTE with the patient_id of everyone treated.

-- Results beyond, numbered by episode: the days with a result not beyond and none beyond that lie before them.
CREATE OR REPLACE MACRO laboratory_hits(judged) AS TABLE
    WITH marked AS (
        SELECT
            *,
            is_beyond IS FALSE
            AND NOT bool_or(is_beyond IS TRUE) OVER (PARTITION BY patient_id, collected_on) AS is_recovery
        FROM query_table(judged)
        WHERE patient_id IN (SELECT patient_id FROM query_table(judged) WHERE is_beyond)
    )
    SELECT
        *,
        count(*) FILTER (WHERE is_recovery) OVER (PARTITION BY patient_id ORDER BY collected_on) AS n_recoveries
    FROM marked
    QUALIFY is_beyond;

-- One row an episode; `worst` is the whole result that lies furthest beyond, the earliest of equals.
CREATE OR REPLACE MACRO laboratory_episodes(judged) AS TABLE
    SELECT
        patient_id,
        n_recoveries,
        min(collected_on) AS onset_on,
        first(collected_at ORDER BY collected_on, collected_at) AS onset_at,
        max(collected_on) AS newest_on,
        count(*) AS n_hits,
        max(daids_grade) AS grade,
        bool_or(daids_grade_is_minimum) AS grade_is_minimum,
        first(hit ORDER BY margin_share DESC NULLS LAST, collected_on, source_file, source_row) AS worst,
        list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row) AS evidence
    FROM laboratory_hits(judged) AS hit
    GROUP BY patient_id, n_recoveries;

-- Where a hit stands in its episode: ", the lowest of 3 low counts from 1 Mar 2026 to 9 Mar 2026".
CREATE OR REPLACE MACRO place_in_episode(n_hits, onset_on, newest_on, worst_word, hit_word) AS CASE n_hits
    WHEN 1 THEN ', the only ' || hit_word || ' of the episode'
    ELSE format(', the {} of {} {}s from ', worst_word, n_hits, hit_word)
        || in_words(onset_on) || ' to ' || in_words(newest_on)
END;

-- What the grade of an episode leaves open.
CREATE OR REPLACE MACRO open_grade(grade, grade_is_minimum) AS CASE
    WHEN grade IS NULL THEN 'grade: none given'
    WHEN grade_is_minimum THEN 'grade: may be higher'
END;

-- Answers about people without a hit of whom not all could be judged; `no_other` says what no judged result is. Where
-- nothing came under a known name, but something under names that no list knows, it is not said that nothing came.
CREATE OR REPLACE MACRO laboratory_unjudged(rule_id, judged, treated, result_word, results_word, no_other) AS TABLE
    WITH unknown AS (
        SELECT patient_id, count(*) AS n_unknown
        FROM clinical.lab_result
        WHERE analyte IS NULL AND is_after_first_dose
        GROUP BY patient_id
    ),
    open AS (
        SELECT
            patient_id,
            count(collected_on) AS n_results,
            count(is_beyond) AS n_judged,
            array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
            list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row)
                FILTER (WHERE reason IS NOT NULL) AS evidence
        FROM query_table(treated)
        LEFT JOIN query_table(judged) USING (patient_id)
        GROUP BY patient_id
        HAVING bool_or(is_beyond) IS NOT TRUE AND count(is_beyond) < count(*)
    )
    SELECT
        patient_id,
        rule_id AS rule,
        CASE n_judged WHEN 0 THEN 'not_evaluable' ELSE 'incomplete' END AS verdict,
        NULL::DATE AS onset_on,
        NULL::TIMESTAMPTZ AS onset_at,
        NULL::TINYINT AS grade,
        NULL::VARCHAR AS certainty,
        NULL::VARCHAR AS criterion,
        NULL::DECIMAL(18, 9) AS margin_share,
        CASE
            WHEN n_results = 0 AND n_unknown > 0
                THEN format(
                    'No {} after the first dose was delivered under a known name; {} {} under names that no list knows '
                    || '(sql/reference/analyte_code.csv).',
                    result_word, n_unknown, CASE n_unknown WHEN 1 THEN 'result came' ELSE 'results came' END
                )
            WHEN n_results = 0 THEN format('No {} after the first dose was delivered.', result_word)
            WHEN n_judged = 0
                THEN format('None of {} {} after the first dose could be judged.', n_results, results_word)
            ELSE format(
                '{} of {} {} after the first dose could not be judged; no other is {}.',
                n_results - n_judged, n_results, results_word, no_other
            )
        END AS why,
        CASE
            WHEN n_results = 0 AND n_unknown > 0 THEN format(
                'no {} under a known name after the first dose: results came under names that no list knows', result_word
            )
            WHEN n_results = 0 THEN format('no {} after the first dose', result_word)
            ELSE reasons
        END AS unjudged,
        coalesce(evidence, []) AS evidence
    FROM open
    LEFT JOIN unknown USING (patient_id);

-- All answers of a rule that one number decides. `judged` then also has reading ("Platelets 41 × 10⁹/L") and
-- cut_words ("below 50 × 10⁹/L").
CREATE OR REPLACE MACRO laboratory_answers(
    rule_id, judged, treated, result_word, results_word, no_other, worst_word, criterion_words, unit_words,
    certainty_word := NULL, open_question := NULL
) AS TABLE
    SELECT
        patient_id,
        rule_id AS rule,
        'flagged' AS verdict,
        onset_on,
        onset_at,
        grade,
        certainty_word::VARCHAR AS certainty,
        criterion_words AS criterion,
        worst.margin_share,
        concat(
            worst.reading,
            ' on ' || in_words(worst.collected_on),
            ', ' || worst.cut_words,
            format(', DAIDS grade {}', grade),
            place_in_episode(n_hits, onset_on, newest_on, worst_word, 'such result'),
            coalesce(
                format('; baseline {:g} {} on ', round(worst.baseline_value, 2)::DOUBLE, unit_words)
                    || in_words(worst.baseline_on),
                '; no baseline'
            ),
            '.'
        ) AS why,
        nullif(concat_ws('; ', open_question, open_grade(grade, grade_is_minimum)), '') AS unjudged,
        evidence
    FROM laboratory_episodes(judged)
    UNION ALL
    FROM laboratory_unjudged(rule_id, judged, treated, result_word, results_word, no_other);

-- Whether a medicine (a row of clinical.medication) was taken on a day, or had ended no more than so many days before it.
-- Without an end it goes on; a start that is not known, or a month or year that leaves it open, leaves the answer open.
CREATE OR REPLACE MACRO was_taken(medicine, day, grace_days) AS
    CASE
        WHEN coalesce(struct_extract(medicine, 'started_on'), struct_extract(medicine, 'began_by_on')) <= day THEN true
        WHEN coalesce(struct_extract(medicine, 'started_on'), struct_extract(medicine, 'began_from_on')) > day THEN false
    END
    AND CASE
        WHEN coalesce(struct_extract(medicine, 'ended_on'), struct_extract(medicine, 'ended_by_on')) < day - grace_days
            THEN false
        WHEN struct_extract(medicine, 'ended_on') IS NULL AND struct_extract(medicine, 'ended_from_on') < day - grace_days
            THEN NULL
        ELSE true
    END;

-- Text as listed terms are sought in it: lower case, without accents and punctuation, one blank around every word.
CREATE OR REPLACE MACRO bare_words(txt) AS
    ' ' || trim(regexp_replace(strip_accents(lower(txt)), '[^a-z0-9]+', ' ', 'g')) || ' ';

-- Seriousness criteria in the words of the format: "Hospitalization" and "life-threatening" are read, "fatal" is death,
-- "none" is nothing.
CREATE OR REPLACE MACRO seriousness_words(txt) AS nullif(
    regexp_replace(
        regexp_replace(
            replace(
                regexp_replace(regexp_replace(lower(filled(txt)), '\s*;\s*', ';', 'g'), '[ -]+', '_', 'g'),
                'hospitaliz', 'hospitalis'
            ),
            '(^|;)(fatal|died|fatality)(;|$)', '\1death\3', 'g'
        ),
        '^(none|no|n/?a|not_serious|unknown|not_applicable|_)$', ''
    ),
    ''
);

-- … and as the letters that safety officers use: D death, LT life-threatening, H hospitalisation, DIS disability,
-- CA congenital anomaly, ME important medical event. A severity of 4 is life-threatening and one of 5 fatal by definition.
CREATE OR REPLACE MACRO seriousness_letters(seriousness, outcome, severity_grade) AS list_filter(
    [
        CASE WHEN is_fatal_report(outcome, seriousness, severity_grade) THEN 'D' END,
        CASE WHEN contains(seriousness, 'life_threatening') OR severity_grade = 4 THEN 'LT' END,
        CASE WHEN contains(seriousness, 'hospitalisation') THEN 'H' END,
        CASE WHEN contains(seriousness, 'disability') THEN 'DIS' END,
        CASE WHEN contains(seriousness, 'congenital_anomaly') THEN 'CA' END,
        CASE WHEN contains(seriousness, 'important_medical_event') THEN 'ME' END
    ],
    lambda letter: letter IS NOT NULL
);

-- Letters of many reports as one text, the gravest first.
CREATE OR REPLACE MACRO letters_in_order(letters) AS nullif(array_to_string(
    list_filter(['D', 'LT', 'H', 'DIS', 'CA', 'ME'], lambda letter: list_contains(letters, letter)), '·'
), '');

-- Instant or date text as an instant: a date alone is its noon in UTC, which lies on that date in every zone of the rules.
-- Without an offset it is UTC, whose day in the zone of the rules is never later than the day written.
CREATE OR REPLACE MACRO awareness(txt) AS
    coalesce(instant_at(txt, 0), (local_date(txt) + INTERVAL 12 HOUR) AT TIME ZONE 'UTC');

-- The zone in which an instant was written.
CREATE OR REPLACE MACRO zone_written(txt) AS CASE
    WHEN length(trim(txt)) <= 10 THEN 'date only'
    WHEN regexp_matches(trim(txt), '[Zz]$') THEN 'UTC'
    ELSE coalesce(nullif(regexp_extract(trim(txt), '[+-][0-9]{2}:?([0-9]{2})?$'), ''), 'UTC, none stated')
END;

-- The id of a case: a letter and ten digits of base 32, of the identity of its first member.
CREATE OR REPLACE MACRO case_number(identity) AS 'C-' || array_to_string(
    list_transform(
        range(10),
        lambda n: substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((md5_number_upper(identity) >> CAST(5 * n AS UBIGINT)) & 31 AS BIGINT) + 1, 1)
    ), ''
);

-- What the label in force on the day of onset says of reports. `reports`, `editions` and `listed_terms` are names of CTEs:
-- reports with event_id and the columns of clinical.adverse_event; clinical.label_period with edition; and the listed
-- terms with risk, label_version, listed_up_to_grade, section and is_term_verified.
CREATE OR REPLACE MACRO label_answers(reports, editions, listed_terms) AS TABLE
    WITH event AS (
        SELECT
            event_id,
            patient_id,
            term,
            preferred_term IS NOT NULL AS is_coded,
            -- What was life-threatening is of grade 4 at least, whatever severity was written beside it.
            greatest(severity_grade, CASE WHEN contains(seriousness, 'life_threatening') THEN 4 END)::TINYINT AS severity_grade,
            is_fatal_report(outcome, seriousness, severity_grade) AS is_fatal,
            coalesce(started_on, earliest_day(started_text)) AS onset_from,
            coalesce(started_on, latest_day(started_text)) AS onset_until
        FROM query_table(reports)
    ),

    edition AS (
        SELECT label_version, edition, possible_from_on, possible_before_on
        FROM query_table(editions)
        UNION ALL
        SELECT 'no label', 0, NULL, min(possible_from_on)
        FROM query_table(editions)
    ),

    in_force AS (
        SELECT
            event_id,
            string_agg(label_version, ' or ' ORDER BY edition) AS label_version,
            min(edition) AS first_edition,
            max(edition) AS last_edition
        FROM event
        JOIN edition
            ON coalesce(onset_until >= possible_from_on, true) AND coalesce(onset_from < possible_before_on, true)
        GROUP BY event_id
    ),

    listed AS (
        SELECT term, risk, edition AS named_from_edition, is_begin_verified, listed_up_to_grade, section, is_term_verified
        FROM query_table(listed_terms)
        JOIN query_table(editions) USING (label_version)
        QUALIFY row_number() OVER (PARTITION BY term ORDER BY named_from_edition, risk) = 1
    ),

    judged AS (
        SELECT
            event.*,
            in_force.* EXCLUDE (event_id),
            listed.* EXCLUDE (term),
            CASE
                WHEN last_edition = 0 THEN 'no_label'
                WHEN risk IS NULL AND NOT is_coded THEN 'not_coded'
                WHEN risk IS NULL THEN 'not_named'
                WHEN last_edition < named_from_edition THEN 'not_named_yet'
                WHEN is_fatal THEN 'fatal'
                WHEN severity_grade > listed_up_to_grade THEN 'graver'
                WHEN first_edition < named_from_edition THEN 'editions_differ'
                WHEN NOT is_term_verified THEN 'term_not_verified'
                WHEN severity_grade IS NULL THEN 'severity_not_reported'
                ELSE 'named'
            END AS finding
        FROM event
        JOIN in_force USING (event_id)
        LEFT JOIN listed USING (term)
    )

    SELECT
        event_id,
        patient_id,
        risk,
        nullif(label_version, 'no label') AS label_version,
        CASE
            WHEN finding = 'named' THEN true
            WHEN finding IN ('no_label', 'not_named', 'not_named_yet', 'fatal', 'graver') THEN false
        END AS is_listed,
        concat(
            CASE finding
                WHEN 'no_label' THEN 'No edition of the US label was in force on the day of onset'
                WHEN 'not_coded' THEN format('The term is not coded and is none of the label''s; edition {}', label_version)
                WHEN 'not_named' THEN format('Edition {} does not name it', label_version)
                WHEN 'not_named_yet' THEN format('Edition {} does not name it yet', label_version)
                WHEN 'fatal' THEN format('Section {} names it, but no fatal case; edition {}', section, label_version)
                WHEN 'graver' THEN format(
                    'Section {} names it up to grade {}, and this is grade {}; edition {}',
                    section, listed_up_to_grade, severity_grade, label_version
                )
                WHEN 'editions_differ' THEN format('Editions {} differ, and which was in force cannot be told', label_version)
                WHEN 'term_not_verified' THEN format(
                    'Whether the term belongs to section {} is not verified; edition {}', section, label_version
                )
                WHEN 'severity_not_reported' THEN format(
                    'Section {} names it up to grade {}, and the severity is not reported; edition {}',
                    section, listed_up_to_grade, label_version
                )
                ELSE format('Section {} names it; edition {}', section, label_version)
            END,
            CASE WHEN onset_from IS NULL THEN '; the onset is not known' END,
            -- Only where the day on which the edition that first names it began decides.
            CASE
                WHEN finding = 'editions_differ' AND NOT is_begin_verified THEN '; the date of an edition is not verified'
            END,
            '.'
        ) AS reason
    FROM judged;
