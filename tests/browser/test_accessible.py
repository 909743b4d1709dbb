"""Accessible to everybody: every page without a finding of axe, and the desk at twice its size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from recognition.models import FineTuning, Hand, Job, JobKind, JobState, PageState, Project, SourceState
from recognition.services.dataset_versions import LEARNED, make_dataset
from recognition.services.own_words import type_words
from review.services.preferences import prefer
from review.urls import urlpatterns
from tests.recognition.services.labelled_pages import document_of, labelled_page

from .conftest import no_violations

pytestmark = pytest.mark.browser

#: What is no page: files, parts of pages, and addresses that only take something in.
NO_PAGES = {
    "logout", "page-image", "page-thumbnail", "line-picture", "export-project", "export-document",
    "project-contents", "read-again", "read-unreviewed-again", "retry-job", "dismiss-refused", "upload",
    "upload-words", "remove-words", "erase-times", "step-picture", "show-steps", "second-looks-person",
    "undo-acceptance", "leave-note", "change-note", "lay-fields", "start-learning", "learning-rule", "read-with",
    "roll-back", "cancel-learning", "go-on-learning", "import-dataset", "dataset-pages", "dataset-lines",
    "pack-dataset", "dataset-line", "group-hands", "split-hands", "name-hand", "merge-hand",
    "learn-hand", "read-hand-with", "roll-back-hand",
}  # fmt: skip
PAGES = sorted(pattern.name for pattern in urlpatterns if pattern.name not in NO_PAGES)
LANGUAGES = ["en", "fr", "de"]


@pytest.fixture
def addresses(make_page, ben: User, project: Project) -> dict[str, str]:
    """Every page by its name, of a project in which there is something of everything."""
    page, failed = make_page(), make_page()
    failed.state, failed.error, failed.warnings = PageState.FAILED, "It broke.", ["The scan is blurred."]
    failed.save()
    failed.source.state, failed.source.message = SourceState.REFUSED, "4.png is broken: scan or export it again."
    failed.source.save()
    Job.objects.create(kind=JobKind.READ_PAGE, project=project, page=failed, state=JobState.FAILED)
    type_words(project=project, text="Callitris: 12", user=ben)
    labelled_page(make_page, document_of(project, LEARNED), ben)
    learning = FineTuning.objects.create(project=project, dataset=make_dataset(project=project, user=ben))
    known = {
        "slug": project.slug, "document_id": page.document_id, "page_id": page.pk, "learning_id": learning.pk,
        "hand_id": Hand.objects.create(project=project, number=1).pk,
    }  # fmt: skip
    wanted = {pattern.name: pattern.pattern.converters for pattern in urlpatterns}
    return {name: reverse(name, kwargs={key: known[key] for key in wanted[name]}) for name in PAGES}


@pytest.fixture
def opened(browser: Browser, address: str, ben: User) -> Callable[..., Page]:
    """`opened(options)`: a browser in which Ben, who manages the project, is logged in."""
    contexts = []

    def open_(**options: object) -> Page:
        client = Client()
        client.force_login(ben)
        context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(opened, addresses, ben, admin_user, language: str) -> None:
    ben.is_superuser = True  # so that the page for new projects opens, too
    ben.save()
    prefer(user=ben, language=language)
    page = opened(viewport={"width": 1280, "height": 800})
    for name, address in addresses.items():
        page.goto(address if name != "login" else "/nowhere/")
        if name == "desk":
            expect(page.locator("#guide")).to_be_visible()
        no_violations(page)


def test_axe_finds_nothing_on_the_log_in_page(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/login/")
    no_violations(page)
    page.get_by_role("button", name="Log in").press("Enter")
    expect(page.locator(".field-error").first).to_be_visible()
    no_violations(page)
    page.close()


@pytest.mark.parametrize("key", ["Shift+F2", "F4", "Shift+F4", "F1"])
def test_axe_finds_nothing_in_any_way_of_working_dark_or_light(anna, make_page, sit_down, key: str) -> None:
    make_page([["My", "dear", "Dyer"], ["I", "have", "gone"]])
    for scheme in ("light", "dark"):
        page = sit_down(anna, color_scheme=scheme)
        page.keyboard.press(key)
        if key == "Shift+F4":
            expect(page.locator("#page-field")).to_be_focused()
        no_violations(page)


#: 1280 × 800 at 200 % is 640 × 400 of the page's own pixels, each drawn by four.
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
IS_SEEN = """(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const isInside = left >= -1 && right <= innerWidth + 1 && top >= -1 && bottom <= innerHeight + 1;
  return isInside && element.contains(middle);
}"""


@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_its_field_and_its_alternatives_are_seen_at_200_per_cent(
    anna, make_page, sit_down, language: str, guided: bool
) -> None:
    make_page([["I", "have"], ["My", "dear", "Dyer"], ["gone", "into", "it"]])
    prefer(user=anna, language=language)
    page = sit_down(anna, guided=guided, **ZOOMED)
    for _ in range(2 if guided else 0):
        page.keyboard.press("Enter")  # to a line between two others
    for one in ("#stage .current .reel mark", "#field", ".alternatives li:nth-child(2) button"):
        assert page.locator(one).first.evaluate(IS_SEEN), one
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_command_is_reached_by_tab_and_seen_at_200_per_cent(anna, make_page, sit_down) -> None:
    make_page()
    page = sit_down(anna, **ZOOMED)
    wanted = {button.get_attribute("data-command") for button in page.locator("button[data-command]:visible").all()}
    met = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if focused.count() and (command := focused.get_attribute("data-command")):
            assert focused.evaluate(IS_SEEN), command
            assert focused.evaluate("(one) => getComputedStyle(one).outlineStyle") not in {"none", ""}, command
            met.add(command)
    assert met == wanted
