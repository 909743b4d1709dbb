from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recognition.engine.confidence.checks import Interval
from recognition.models import (
    Job,
    JobKind,
    JobState,
    LabelKind,
    Membership,
    Page,
    PageState,
    Project,
    Role,
    SourceState,
)
from recognition.services.labels import make_label
from review.selectors_checks import Measured
from review.selectors_target import TargetRow

RULES = {"name": "Kew letters", "language": "eng", "threshold": "85"}


def content(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_the_list_holds_the_projects_a_person_is_in(browse, anna: User, stranger: User) -> None:
    Project.objects.create(name="Somebody else’s", slug="other")
    assert "Sample letters" in content(browse(anna), "projects")
    assert "Somebody else’s" not in content(browse(anna), "projects")
    assert "You are in no project yet" in content(browse(stranger), "projects")


def test_the_list_takes_as_many_queries_for_many_projects(browse, anna, make_page, django_assert_num_queries) -> None:
    make_page()
    client: Client = browse(anna)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("projects"))
    for number in range(5):
        project = Project.objects.create(name=f"More {number}", slug=f"more-{number}")
        Membership.objects.create(project=project, user=anna)
    with django_assert_num_queries(len(one)):
        client.get(reverse("projects"))


def test_who_may_start_a_project_becomes_its_manager(browse, stranger: User) -> None:
    stranger.user_permissions.add(Permission.objects.get(codename="add_project"))
    answer = browse(stranger).post(reverse("new-project"), RULES)
    project = Project.objects.get(name="Kew letters")
    assert answer.headers["Location"] == reverse("project", args=["kew-letters"])
    assert (project.language, project.threshold, project.steps) == ("eng", 0.85, Project().steps)
    assert project.memberships.get().role == Role.MANAGER
    assert project.memberships.get().user == stranger


def test_a_second_project_of_a_name_gets_an_address_of_its_own(browse, admin_user: User) -> None:
    for _ in range(2):
        browse(admin_user).post(reverse("new-project"), RULES)
    assert set(Project.objects.values_list("slug", flat=True)) == {"kew-letters", "kew-letters-2"}


def test_a_name_without_latin_letters_has_an_address_too(browse, admin_user: User) -> None:
    browse(admin_user).post(reverse("new-project"), RULES | {"name": "手紙"})
    assert Project.objects.get().slug == "project"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Give the project a name."),
        ({"name": "x" * 201}, "Use a name of at most 200 characters."),
        ({"threshold": "120"}, "Enter a number from 0 to 100."),
        ({"threshold": "much"}, "Enter a whole number from 0 to 100."),
        ({"checks": "21"}, "Enter a number from 0 to 20."),
        ({"checks": "-1"}, "Enter a number from 0 to 20."),
        ({"checks": "few"}, "Enter a whole number from 0 to 20."),
    ],
)
def test_a_wrong_answer_is_told_in_a_sentence(browse, ben: User, project, wrong, sentence: str) -> None:
    answer = browse(ben).post(reverse("project-settings", args=[project.slug]), RULES | wrong)
    assert sentence in answer.content.decode()
    project.refresh_from_db()
    assert project.name == "Sample letters"


def test_settings_are_shown_and_saved_in_percent(browse, ben: User, project: Project) -> None:
    address = reverse("project-settings", args=[project.slug])
    assert 'value="90"' in browse(ben).get(address).content.decode()
    browse(ben).post(address, RULES)
    project.refresh_from_db()
    assert (project.name, project.slug, project.threshold) == ("Kew letters", "sample-letters", 0.85)


def test_a_target_is_chosen_and_told(browse, ben: User, project: Project) -> None:
    address = reverse("project-settings", args=[project.slug])
    browse(ben).post(address, RULES | {"target": "0.98"})
    assert '<option value="0.98" selected>98 %</option>' in browse(ben).get(address).content.decode()
    assert "98 % of the words shall be right in the end" in content(browse(ben), "project", project.slug)
    browse(ben).post(address, RULES | {"target": ""})
    project.refresh_from_db()
    assert project.target is None


def test_random_checks_are_chosen_and_told(browse, ben: User, project: Project) -> None:
    address = reverse("project-settings", args=[project.slug])
    assert project.checks == 0
    browse(ben).post(address, RULES | {"checks": "3"})
    project.refresh_from_db()
    assert project.checks == 3
    assert 'name="checks" value="3" min="0" max="20"' in browse(ben).get(address).content.decode()
    assert "And about 3 % of the others, drawn at random." in content(browse(ben), "project", project.slug)
    browse(ben).post(address, RULES | {"checks": ""})
    project.refresh_from_db()
    assert project.checks == 0
    assert "drawn at random" not in content(browse(ben), "project", project.slug)


MEASURED = Measured(120, 118, Interval(94.13, 99.54), Interval(97.04, 99.72), 98.0)


@pytest.mark.parametrize("page", ["project", "project-contents", "project-settings"])
def test_a_manager_is_told_what_random_checks_have_measured(browse, ben, project, make_page, monkeypatch, page) -> None:
    make_page()
    monkeypatch.setattr("review.views.projects.measured", lambda *_: MEASURED)
    told = " ".join(content(browse(ben), page, project.slug).split())
    assert "Of 120 random checks among the sure words 118 were right: 94.1 to 99.5 % of them are." in told
    assert "Once all that is asked about is decided, 97.0 to 99.7 % of all words are right." in told
    assert "The target, 98 %, lies between" in told


@pytest.mark.parametrize(
    ("target", "sentence"),
    [(95.0, "The target, 95 %, is reached."), (99.9, "The target, 99.9 %, is missed."), (None, "")],
)
def test_a_manager_is_told_whether_the_target_is_reached(
    browse, ben, project, make_page, monkeypatch, target, sentence
) -> None:
    make_page()
    monkeypatch.setattr("review.views.projects.measured", lambda *_: replace(MEASURED, target=target))
    told = content(browse(ben), "project", project.slug)
    assert sentence in told
    assert ("The target" in told) is bool(sentence)


def test_a_manager_is_told_how_to_measure(browse, ben: User, project: Project, make_page) -> None:
    make_page()
    link = f'<a href="{reverse("project-settings", args=[project.slug])}#id_checks">'
    assert link in content(browse(ben), "project", project.slug)
    Project.objects.update(checks=3)
    told = content(browse(ben), "project", project.slug)
    assert link not in told
    assert "No random check among the sure words is decided yet." in told


def test_reviewers_are_told_nothing_of_what_checks_measure(browse, anna: User, project: Project, make_page) -> None:
    """A figure that changes with their decision would tell them which word was a check."""
    make_page()
    Project.objects.update(checks=3)
    assert 'class="measured"' not in content(browse(anna), "project", project.slug)
    assert 'class="measured"' not in content(browse(anna), "project-contents", project.slug)


def test_an_empty_project_says_what_to_do_first(browse, anna: User, project: Project) -> None:
    page = content(browse(anna), "project", project.slug)
    assert "Drop files here" in page
    assert "Photos, scans or PDFs" in page
    assert 'id="review"' not in page


def test_machine_text_never_counts_as_confirmed(browse, anna: User, make_page) -> None:
    page: Page = make_page([[("sure", 0.99), ("unsure", 0.5), ("doubtful", 0.2), ("clear", 0.95)]])
    shown = content(browse(anna), "project", page.document.project.slug)
    assert "<dt>Confirmed</dt><dd>0<small> % of words</small>" in shown
    assert "<dt>Words flagged</dt><dd>2<small> of 4</small>" in shown

    make_label(word=page.words.get(reading__text="unsure"), kind=LabelKind.TEXT, text="unsure", author=anna)
    shown = content(browse(anna), "project", page.document.project.slug)
    assert "<dt>Confirmed</dt><dd>25<small> % of words</small>" in shown
    assert "<dt>Remaining</dt><dd>1</dd>" in shown
    assert "Confirmed by a person: 1" in shown
    assert "Read by machine only: 3" in shown


def test_a_share_is_never_rounded_up(browse, anna: User, make_page) -> None:
    page: Page = make_page([["a", "b", "c"]])
    for word in page.words.all()[:2]:
        make_label(word=word, kind=LabelKind.TEXT, text="x", author=anna)
    assert "66<small> % of words" in content(browse(anna), "project", page.document.project.slug)


def test_failed_pages_refused_files_and_warnings_are_shown(browse, anna: User, make_page) -> None:
    page: Page = make_page()
    project = page.document.project
    Page.objects.filter(pk=page.pk).update(state=PageState.FAILED, error="Page 1 was too dark.", warnings=["Blurred."])
    job = Job.objects.create(kind=JobKind.READ_PAGE, project=project, page=page, state=JobState.FAILED, error="x")
    page.source.state, page.source.message = SourceState.REFUSED, "letter.pdf is locked."
    page.source.save()
    shown = content(browse(anna), "project-contents", project.slug)
    assert "Page 1 was too dark." in shown
    assert reverse("retry-job", args=[job.pk]) in shown
    assert "letter.pdf is locked." in shown
    assert "Blurred." in shown


def test_a_failure_that_was_mended_is_not_shown(browse, anna: User, make_page) -> None:
    page: Page = make_page()
    Job.objects.create(
        kind=JobKind.READ_PAGE, project=page.document.project, page=page, state=JobState.FAILED, error="Too dark."
    )
    assert "Too dark." not in content(browse(anna), "project-contents", page.document.project.slug)


def test_what_runs_is_shown_before_any_script_runs(browse, anna: User, make_page) -> None:
    page: Page = make_page()
    Page.objects.filter(pk=make_page().pk).update(state=PageState.WAITING)
    project = page.document.project
    assert 'class="progress" aria-labelledby="progress-words" hidden' in content(browse(anna), "project", project.slug)
    Job.objects.create(kind=JobKind.READ_PAGE, project=project, page=page)
    shown = content(browse(anna), "project", project.slug)
    assert "Reading pages: 1 of 2 done" in shown
    assert 'class="progress" aria-labelledby="progress-words" hidden' not in shown


def test_direction_and_characters_reach_the_desk(browse, ben: User, project: Project) -> None:
    client: Client = browse(ben)
    client.post(reverse("project-settings", args=[project.slug]), RULES | {"direction": "rtl", "characters": "ſ ꝑ"})
    desk = content(client, "desk", project.slug)
    assert 'data-characters="ſ ꝑ"' in desk
    assert desk.count('dir="rtl"') == 5  # the three fields, and the texts of a group and of the page


def test_a_manager_is_told_what_right_words_cost(browse, ben: User, project: Project, monkeypatch) -> None:
    monkeypatch.setattr("review.views.projects.target_rows", lambda _project: [TargetRow(98, 86, 73)])
    told = "98 % right words in the end: ask about words less sure than 86 %, which are 73 % of all"
    assert told in content(browse(ben), "project-settings", project.slug)
