"""A decision is recorded once, whole, behind the one before; tampering of every kind is found and named."""

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.decision.form import NotADecision, kinds
from flows.decision.ledger import KeyUsedTwice, LedgerUnreadable, append, file_name, names, records
from flows.decision.record import BEFORE_THE_FIRST, NotARecord, from_bytes, sealed, to_bytes
from flows.decision.verify import inspect

NOW = datetime(2026, 3, 2, 8, 12, tzinfo=UTC)


@pytest.fixture
def five(store, decided):
    """A ledger of five decisions."""
    for number in range(1, 6):
        append(store, decided("comment", form_key=f"K{number}", comment=f"Word {number}."), NOW)
    assert inspect(store).problems == []
    return store


def path_of(store, number):
    return next(named.path for named in names(store) if named.number == number)


def rewrite(path, change):
    path.chmod(0o640)
    path.write_bytes(change(path.read_bytes()))


def found(store):
    return [f"{problem.file}: {problem.what}" for problem in inspect(store, NOW).problems]


def test_each_record_holds_the_hash_of_the_one_before(five):
    chain = list(records(five))
    assert [record.number for record in chain] == [1, 2, 3, 4, 5]
    assert [record.previous_sha256 for record in chain] == [BEFORE_THE_FIRST, *[one.sha256 for one in chain[:-1]]]
    assert chain[0].signature == "I wrote this comment."
    assert chain[0].decided_at == NOW


def test_a_record_is_read_back_as_it_was_decided(store, decided):
    decision = decided(
        "assess", severity_grade=3, comment="Größe ≥ 2 × ULN\n“as read”", next_action_on=date(2026, 4, 1)
    )
    record = append(store, decision, NOW)
    assert from_bytes(path_of(store, 1).read_bytes()) == record
    assert record.decision == decision


def test_a_form_sent_twice_is_one_record_even_when_a_night_was_published_between(store, decided):
    first = append(store, decided(), NOW)
    again = append(store, decided(run_id="R2", as_of=date(2026, 3, 2), snapshot=()), NOW + timedelta(seconds=2))
    assert again == first
    assert len(names(store)) == 1


def test_a_form_sent_again_with_other_content_is_refused_and_nothing_is_lost_silently(store, decided):
    append(store, decided(), NOW)
    with pytest.raises(KeyUsedTwice, match="recorded already, as decision 1, with other content"):
        append(store, decided(causality="unlikely"), NOW)


def test_the_order_of_numbers_is_the_order_of_time_though_a_clock_goes_back(store, decided):
    append(store, decided(), NOW)
    later = append(store, decided(form_key="K2"), NOW - timedelta(hours=3))
    assert later.decided_at == NOW


@pytest.mark.parametrize(
    ("kind", "wrong", "said"),
    [
        ("assess", {"causality": None}, "Assess: causality is missing."),
        ("assess", {"causality": "caused"}, "'caused' is no causality."),
        ("assess", {"seriousness": ("not_serious", "death")}, "choose one of these"),
        ("assess", {"severity_grade": 6}, "from 1 to 5"),
        ("assess", {"case_id": None}, "case id is missing"),
        ("close", {"comment": None}, "comment is missing"),
        ("close", {"role": "reader"}, "signed by the role reviewer"),
        ("close", {"comment": "a\x00b"}, "control character"),
        ("close", {"comment": "a" * 10_001}, "longer than 10,000 characters"),
        ("snooze", {"until_on": NOW.date()}, "yet to come"),
        ("submit", {"submitted_on": date(2026, 3, 3)}, "yet to come"),
        ("withdraw", {"withdraws": 9}, "no decision 9"),
        ("delete", {}, "no kind of decision 'delete'"),
    ],
)
def test_what_is_not_complete_is_not_recorded(store, decided, kind, wrong, said):
    with pytest.raises(NotADecision, match=said.replace("(", r"\(")):
        append(store, decided(kind, **wrong), NOW)
    assert names(store) == []


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_can_be_recorded(five, decided, kind):
    row = {"feed": "adverse_event", "source_file": "a" * 64, "source_row": 2, "corrected": {"started_at": "2026-01-02"}}
    record = append(five, decided(kind, form_key="K6", **(row if kinds()[kind]["subject"] == "row" else {})), NOW)
    assert record.signature == kinds()[kind]["signature"]
    assert found(five) == []


def test_a_withdrawal_is_not_itself_withdrawn(five, decided):
    append(five, decided("withdraw", form_key="K6"), NOW)
    with pytest.raises(NotADecision, match="decide anew"):
        append(five, decided("withdraw", form_key="K7", withdraws=6), NOW)


# Tampering


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_edit_is_named(five, number):
    rewrite(path_of(five, number), lambda text: text.replace(b"Word", b"Ward"))
    assert found(five) == [
        f"decision/{path_of(five, number).name}: its content does not have the SHA-256 that it states: "
        "it was edited or damaged"
    ]


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_edit_with_a_new_hash_is_named(five, number):
    record = from_bytes(path_of(five, number).read_bytes())
    other = sealed(
        type(record.decision)(**{**vars(record.decision), "comment": "Other."}),
        number, record.previous_sha256, record.decided_at, record.signature,
    )  # fmt: skip
    rewrite(path_of(five, number), lambda _: to_bytes(other))
    (said,) = found(five)
    if number < 5:
        assert said.startswith(f"decision/{path_of(five, number + 1).name}: it does not follow decision {number}")
    else:
        assert said.endswith("decision 5 is not the one whose hash run/decision_head.json keeps: it was written anew")


def test_any_changed_byte_is_found(five):
    path = path_of(five, 2)
    written = path.read_bytes()
    for at in range(len(written)):
        with pytest.raises(NotARecord):
            from_bytes(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :])


@pytest.mark.parametrize("change", [lambda text: text + b" ", lambda text: text[:-20], lambda _: b"", lambda _: b"[]"])
def test_bytes_added_or_lost_are_found(five, change):
    rewrite(path_of(five, 2), change)
    (said,) = found(five)
    assert said.startswith(f"decision/{path_of(five, 2).name}: ")
    assert "edited or damaged" in said


@pytest.mark.parametrize("number", [1, 3])
def test_a_deletion_is_named(five, number):
    path_of(five, number).unlink()
    assert found(five) == [f"decision/{number:08d}.*.json: decision {number} is missing: its file was deleted"]


def test_another_order_is_named(five):
    second, third = path_of(five, 2), path_of(five, 3)
    aside = second.with_name("aside")
    second.rename(aside)
    third.rename(second)
    aside.rename(third)
    assert found(five) == [
        f"decision/{second.name}: it holds decision 3: files were renamed or put in another order",
        f"decision/{third.name}: it holds decision 2: files were renamed or put in another order",
    ]


def test_a_tail_cut_off_is_named(five):
    path_of(five, 5).unlink()
    path_of(five, 4).unlink()
    assert found(five) == [
        "decision/: it ends at decision 3, but run/decision_head.json keeps the head of decision 5: "
        "2 at the end are missing, the tail was cut off"
    ]


def test_a_whole_ledger_taken_away_is_named(five):
    for named in names(five):
        named.path.unlink()
    assert "5 at the end are missing" in found(five)[0]


def test_a_tail_cut_off_with_the_head_is_known_from_the_manifest_of_a_night(five):
    last = list(records(five))[-1]
    folder = five.night / "2026-03-01"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"decision_head": {"number": 5, "sha256": last.sha256}}))
    path_of(five, 5).unlink()
    fourth = list(records(five))[-1]
    head = {"number": 4, "sha256": fourth.sha256, "decided_at": fourth.decided_at.isoformat()}
    (five.run / "decision_head.json").write_text(json.dumps(head))
    assert found(five) == [
        "decision/: it ends at decision 4, but night/2026-03-01/manifest.json keeps the head of decision 5: "
        "1 at the end are missing, the tail was cut off"
    ]


def test_decisions_go_on_behind_a_tail_that_was_cut_off_and_its_return_heals_the_chain(five, decided, tmp_path):
    fifth = path_of(five, 5)
    shutil.move(fifth, tmp_path / fifth.name)
    record = append(five, decided(form_key="K6"), NOW)
    assert record.number == 6
    assert found(five) == ["decision/00000005.*.json: decision 5 is missing: its file was deleted"]
    shutil.move(tmp_path / fifth.name, fifth)
    assert found(five) == []


def test_a_record_inserted_between_is_named(five):
    third = from_bytes(path_of(five, 3).read_bytes())
    forged = sealed(
        type(third.decision)(**{**vars(third.decision), "form_key": "forged"}),
        3, third.previous_sha256, third.decided_at, third.signature,
    )  # fmt: skip
    (five.decision / file_name(forged)).write_bytes(to_bytes(forged))
    said = found(five)
    assert len(said) == 2
    assert all("decision 3 is there twice" in one for one in said)
    assert inspect(five).records[2] == third


def test_a_record_put_behind_the_last_by_hand_is_named_and_no_later_one_rests_on_it(five, decided):
    last = list(records(five))[-1]
    forged = sealed(decided(form_key="forged"), 6, last.sha256, NOW, "I reviewed this case and close it.")
    (five.decision / file_name(forged)).write_bytes(to_bytes(forged))
    assert found(five) == [
        f"decision/{file_name(forged)}: the program's head does not know it: it was put there by hand"
    ]
    append(five, decided(form_key="K7"), NOW)
    assert [line.split(": ")[1] for line in found(five)] == ["it does not follow decision 6 as that is now"]


def test_a_copy_under_another_number_and_a_stranger_are_named(five):
    fifth = path_of(five, 5)
    copy = fifth.with_name(fifth.name.replace("00000005", "00000006"))
    shutil.copy(fifth, copy)
    (five.decision / "notes.txt").write_text("kept here by mistake")
    said = found(five)
    assert f"decision/{copy.name}: it holds decision 5: files were renamed or put in another order" in said
    assert "decision/notes.txt: it is no record: it was put there by hand or renamed" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "it is missing"), ("", "it does not hold number"), ('{"number": 5}', "it does not hold number")],
)
def test_a_lost_or_damaged_head_is_named_and_decisions_go_on(five, decided, text, said):
    head = five.run / "decision_head.json"
    head.unlink()
    if text is not None:
        head.write_text(text)
    (problem,) = found(five)
    assert problem.startswith(f"run/decision_head.json: {said}")
    assert append(five, decided(form_key="K6"), NOW).number == 6
    assert found(five) == []


def test_without_head_and_with_a_damaged_last_record_nothing_is_recorded(five, decided):
    (five.run / "decision_head.json").unlink()
    rewrite(path_of(five, 5), lambda _: b"")
    with pytest.raises(LedgerUnreadable, match=r"Nothing was recorded\. Restore"):
        append(five, decided(form_key="K6"), NOW)


def test_a_record_dated_in_the_future_is_named(store, decided):
    append(store, decided(), NOW + timedelta(days=400))
    assert "dated in the future" in found(store)[0]


def test_records_are_read_only_and_for_the_owner_and_group_alone(five):
    assert os.stat(path_of(five, 1)).st_mode & 0o777 == 0o440
