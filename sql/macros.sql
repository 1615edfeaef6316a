-- Macros of every layer. Each says one thing once.

-- The number in force for a rule. Raises on an unknown name: a missing number must never silently flag nobody.
CREATE OR REPLACE MACRO threshold(rule_id, number_name) AS coalesce(
    (SELECT t.value FROM reference.threshold AS t WHERE t.rule = rule_id AND t.name = number_name),
    error('There is no threshold "' || number_name || '" of rule "' || rule_id || '" in sql/reference/threshold.csv. Add the row or correct the name in the rule.')
);

-- Text as it is compared: trimmed, and missing when nothing is left.
CREATE OR REPLACE MACRO filled(txt) AS nullif(trim(txt), '');

-- Date or instant text: the local date as written, whatever the offset.
CREATE OR REPLACE MACRO local_date(txt) AS try_cast(left(trim(txt), 10) AS DATE);

-- Date or instant text: the instant, when a time of day is given (UTC when no offset is).
CREATE OR REPLACE MACRO instant(txt) AS CASE WHEN length(trim(txt)) > 10 THEN try_cast(trim(txt) AS TIMESTAMPTZ) END;

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

-- A date in a sentence: 1 Mar 2026.
CREATE OR REPLACE MACRO in_words(day) AS strftime(day, '%-d %b %Y');

-- One row of evidence.
CREATE OR REPLACE MACRO evidence(feed_name, file_hash, row_number_in_file) AS
    {'feed': feed_name, 'source_file': file_hash, 'source_row': row_number_in_file};

-- Minutes from one instant to another, exact to the second; missing when either is.
CREATE OR REPLACE MACRO minutes_between(earlier, later) AS
    CAST(CAST(date_diff('second', earlier, later) AS DECIMAL(18, 6)) / 60 AS DECIMAL(18, 6));

-- A raw row as a JSON object of what was delivered, without what landing added.
CREATE OR REPLACE MACRO as_delivered(delivered) AS CAST(json_merge_patch(
    to_json(delivered), '{"defects": null, "raw_text": null, "received_at": null, "source_file": null, "source_row": null}'
) AS VARCHAR);

-- A share in print: 5.0 %.
CREATE OR REPLACE MACRO percent_in_print(share) AS format('{:.1f} %', share * 100);

-- Whether a date as text may lie more than a day after an instant. ISO dates sort as text, so the statistics of the raw files
-- settle it without reading them; text that begins with a blank is looked at.
CREATE OR REPLACE MACRO may_lie_after(txt, received_at) AS
    txt > strftime(received_at + INTERVAL 1 DAY, '%Y-%m-%d') OR txt < '0';

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
CREATE OR REPLACE MACRO shown(operator, value) AS format('{}{:g}', coalesce(nullif(operator, '='), ''), CAST(value AS DOUBLE));
