"""`vigil grade`: the file comes back as it was, with eight columns more; errors are sentences."""

import pytest

from flows.grade import grade_file
from flows.graded_csv import GradingError


@pytest.fixture
def grade(tmp_path):
    def run(text: str | bytes) -> str:
        source, target = tmp_path / "labs.csv", tmp_path / "graded.csv"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        grade_file(source, target)
        return target.read_bytes().decode()

    return run


def test_every_column_and_character_comes_back_in_its_order(grade):
    text = 'site,"analyte",value,unit,note\n07,"ALT","5.1 H",U/L,"a ""quoted"", note"\n\n8,neutrophils, 0.59 ,10*9/L,\n'
    assert grade(text).splitlines() == [
        'site,"analyte",value,unit,note,daids_grade,daids_direction,ctcae_v5_grade,ctcae_v5_direction,'
        "ctcae_v6_grade,ctcae_v6_direction,label_hit,reason",
        '07,"ALT","5.1 H",U/L,"a ""quoted"", note",,,,,,,,"CTCAE v5.0, CTCAE v6.0, DAIDS v2.1: upper limit missing; '
        'US label: no threshold is printed for this analyte"',
        "8,neutrophils, 0.59 ,10*9/L,,3,low,3,low,2,low,true,",
    ]


def test_a_line_end_within_a_cell_a_byte_order_mark_and_semicolons_do_no_harm(grade):
    text = b'\xef\xbb\xbfanalyte;value;unit;note\r\nurate;7.5;mg/dL;"two\r\nlines"\r\n'
    graded = grade(text)
    assert 'urate;7.5;mg/dL;"two\r\nlines";1;high;' in graded


def test_a_file_without_rows_gets_only_the_columns(grade):
    assert grade("analyte,value,unit\n").endswith(",label_hit,reason\n")


def test_without_a_target_the_rows_go_to_standard_output(tmp_path, capsys):
    source = tmp_path / "labs.csv"
    source.write_text("analyte,value,unit\nurate,7.5,mg/dL\nurate,7.5,\n")
    summary = grade_file(source)
    assert "urate,7.5,mg/dL,1,high" in capsys.readouterr().out
    assert summary == (2, 1)


def test_what_could_not_be_read_is_said_beside_the_grade(grade):
    graded = grade("analyte,value,unit,age_years,sex,fasting,upper_limit\nplatelets,20,G/L,old,X,maybe,high\n")
    for words in ("age_years is not a number", "sex is none of", "fasting is neither", "upper_limit is not a number"):
        assert words in graded


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "labs.csv is empty"),
        (" \n\n", "labs.csv is empty"),
        ("analyte,unit\nALT,U/L\n", "has no column value. It needs analyte, value, unit"),
        ("analyte,value,unit\nALT,1,U/L,x\n", "labs.csv, line 2: has 4 fields where the header has 3"),
        ('analyte,value,unit\nALT,"1\n2",U/L\nALT,1\n', "labs.csv, line 4: has 2 fields where the header has 3"),
        ('analyte,value,unit\nALT,"1,U/L\n', "labs.csv, line"),
        ("analyte,value,unit,reason\nALT,1,U/L,x\n", "has a column reason, which vigil would add"),
        ("analyte,value,unit,value\nALT,1,U/L,2\n", "has several columns value"),
        (b"analyte,value,unit\nurate,7,\xb5mol/L\n", r"labs.csv is not in UTF-8 \(line 2\)"),
    ],
)
def test_a_file_that_cannot_be_graded_is_refused_in_a_sentence(grade, text, message):
    with pytest.raises(GradingError, match=message):
        grade(text)


def test_the_file_that_is_read_is_never_overwritten(tmp_path):
    source = tmp_path / "labs.csv"
    source.write_text("analyte,value,unit\n")
    with pytest.raises(GradingError, match="Name another file"):
        grade_file(source, source)
    assert source.read_text() == "analyte,value,unit\n"
