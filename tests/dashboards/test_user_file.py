"""The file of users: slow hashes, the owner's alone, whole after any change, and said in words when it is broken."""

import multiprocessing
import stat

import pytest

from dashboards.sign_in.password import Cost, checked_password, hashed, is_password, password_hash_of
from dashboards.sign_in.user import Role, User, checked_name, roles_of
from dashboards.sign_in.user_file import UserFile

CHEAP = Cost(n=2, r=1, p=1)
REVIEWER = frozenset({Role.REVIEWER})


@pytest.fixture
def users(tmp_path) -> UserFile:
    file = UserFile(tmp_path / "user.jsonl")
    file.add("rita", REVIEWER, hashed("rita-signs-things", CHEAP))
    return file


def test_a_user_is_read_back_by_another_process_view_of_the_file(users):
    account = UserFile(users.path).accounts()["rita"]
    assert account.user == User("rita", REVIEWER)
    assert is_password("rita-signs-things", account.password)
    assert not is_password("rita-signs-thing", account.password)


def test_the_password_is_not_in_the_file_and_two_equal_ones_look_different(users):
    users.add("anna", REVIEWER, hashed("rita-signs-things", CHEAP))
    text = users.path.read_text()
    assert "rita-signs-things" not in text
    first, second = (account.password for account in users.accounts().values())
    assert first.digest != second.digest
    assert len(first.salt) == 16


def test_the_usual_cost_is_one_that_owasp_lists_and_is_kept_with_the_hash():
    assert (Cost().n, Cost().r, Cost().p) == (2**15, 8, 3)
    kept = hashed("a long enough word", CHEAP)
    assert password_hash_of(kept.as_row()) == kept


def test_letters_that_look_the_same_are_the_same_password():
    assert is_password("Ame\u0301lie-schreibt", hashed("Am\u00e9lie-schreibt", CHEAP))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("eleven-char", "12 to 256 characters"),
        ("x" * 257, "12 to 256 characters"),
        ("rita-rita-12", "little more than the name"),
        ("abababababab", "fewer than 5 different characters"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_without_being_repeated(password, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        checked_password(password, "rita")
    assert password not in str(error.value)


@pytest.mark.parametrize("password", ["twelve-chars", "a pass phrase with spaces and ümlauts"])
def test_a_long_password_needs_no_special_letters(password):
    assert checked_password(password, "rita") == password


@pytest.mark.parametrize("name", ["", "-x", "a b", "a\n", "ä", "x" * 65, "nobody", "Nobody", "a/b", "<b>"])
def test_a_name_that_none_can_have_is_refused(name):
    with pytest.raises(ValueError, match="A user's name has"):
        checked_name(name)


@pytest.mark.parametrize("name", ["a", "rita.m@example.org", "x" * 64, "J_D-2"])
def test_a_name_may_be_an_address_of_mail(name):
    assert checked_name(name) == name


def test_roles_are_words_in_any_case():
    assert roles_of(["Viewer", " analyst "]) == {Role.VIEWER, Role.ANALYST}
    with pytest.raises(ValueError, match="The roles are viewer, reviewer, analyst"):
        roles_of(["root"])


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.VIEWER, {Role.VIEWER}),
        (Role.REVIEWER, {Role.VIEWER, Role.REVIEWER}),
        (Role.ANALYST, {Role.VIEWER, Role.ANALYST}),
    ],
)
def test_each_role_reads_and_does_its_own_work_only(role, may):
    assert {wanted for wanted in Role if User("x", frozenset({role})).may_act_as(wanted)} == may


def test_nobody_without_a_role_may_anything():
    assert not any(User("x", frozenset()).may_act_as(role) for role in Role)


def test_the_file_is_for_the_owner_only_and_no_half_file_stays(users):
    users.remove("rita")
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert {path.name for path in users.path.parent.iterdir()} == {"user.jsonl", "user.jsonl.lock"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_not_trusted(users, mode):
    users.path.chmod(mode)
    with pytest.raises(ValueError, match="run chmod 600 on it"):
        users.accounts()


@pytest.mark.parametrize("name", ["rita", "RITA"])
def test_a_name_is_given_once(users, name):
    with pytest.raises(ValueError, match="There is a user"):
        users.add(name, REVIEWER, hashed("another-password", CHEAP))
    assert is_password("rita-signs-things", users.accounts()["rita"].password)


def test_a_user_needs_a_role(users):
    with pytest.raises(ValueError, match="Give a role: viewer, reviewer, analyst"):
        users.add("anna", frozenset(), hashed("another-password", CHEAP))


def test_a_user_that_there_is_not_cannot_be_removed_or_changed(users):
    for change in (lambda: users.remove("anna"), lambda: users.set_password("anna", hashed("x", CHEAP))):
        with pytest.raises(ValueError, match="There is no user of that name"):
            change()


def test_a_change_by_another_process_is_seen_at_once(users):
    UserFile(users.path).add("anna", REVIEWER, hashed("anna-takes-data", CHEAP))
    assert set(users.accounts()) == {"rita", "anna"}
    UserFile(users.path).remove("rita")
    assert set(users.accounts()) == {"anna"}


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "no json",
        lambda _: "[]",
        lambda line: line.replace("reviewer", "root"),
        lambda line: line.replace('"reviewer"', ""),
        lambda line: line.replace("scrypt", "md5"),
        lambda line: line.replace('"n": 2', '"n": 3'),
        lambda line: line.replace('"n": 2', '"n": 1073741824'),
        lambda line: line.replace('"salt": "', '"salt": "?'),
        lambda line: line.replace('"rita"', '"ri ta"'),
        lambda line: line + "\n" + line,
    ],
)
def test_a_line_that_is_no_user_is_named_and_lets_nobody_in(users, change):
    line = users.path.read_text().strip()
    users.path.write_text("\n" + change(line) + "\n")
    with pytest.raises(ValueError, match=r"user\.jsonl, line [23]: this is no user\.") as error:
        users.accounts()
    assert "hash" not in str(error.value)


def add_some(path, letter):
    for number in range(20):
        UserFile(path).add(f"{letter}{number}", REVIEWER, hashed("some-password", CHEAP))


def test_two_processes_that_add_users_lose_none(users):
    fork = multiprocessing.get_context("fork")
    adders = [fork.Process(target=add_some, args=(users.path, letter)) for letter in "ab"]
    for adder in adders:
        adder.start()
    for adder in adders:
        adder.join()
    assert len(users.accounts()) == 41
