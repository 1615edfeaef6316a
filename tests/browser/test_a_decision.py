"""A reviewer signs in, finds the case in the queue, signs an assessment and finds it on record."""

from sign_in_story import PASSWORDS


def sign_in(visitor, name="rita"):
    page = visitor.open("/cases.html")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/cases.html")
    return page


def test_an_assessment_is_signed_in_the_browser_and_kept_once(desk):
    visitor, story = desk
    page = sign_in(visitor)
    page.get_by_role("link", name="C-0000000001").first.click()
    form = page.locator("#assess-form")
    form.get_by_label("Relation to ibalizumab").select_option("possible")
    form.get_by_label("Is it an artefact?").select_option("none")
    form.get_by_label("Comment").fill("Seen with the site.")
    form.get_by_label("Your password again").fill(PASSWORDS["rita"])
    form.get_by_role("button", name="Sign the assessment").click()
    page.wait_for_url("**saved=1**")
    assert "Saved as decision 1" in page.locator("main").inner_text()
    assert [record.decision.comment for record in story.recorded()] == ["Seen with the site."]
    assert visitor.barriers() == []


def test_the_forms_of_a_case_stand_below_its_title_and_beside_nothing_else(desk):
    visitor, _story = desk
    page = sign_in(visitor)
    page.get_by_role("link", name="C-0000000001").first.click()
    title = page.locator("h1").bounding_box()
    for form in page.locator("main form.sign").all():
        box = form.bounding_box()
        assert box["y"] > title["y"] + title["height"]


def test_the_keys_of_the_queue_move_and_open_a_case(desk):
    visitor, _story = desk
    page = sign_in(visitor)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_url("**/case-*.html*")
    assert page.locator("#assess-form").is_visible()
    assert visitor.barriers() == []
