from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recognition.models import Job, JobKind, JobState, LabelKind, Page, PageState, Project
from recognition.models.projects import Language
from recognition.services.labels import make_label
from recognition.services.notes import leave_note


@pytest.fixture
def page(make_page) -> Page:
    return make_page([["My", ("dear", 0.42)], ["Dyer"]])


def shown(client, page: Page) -> str:
    return client.get(reverse("page", args=[page.pk])).content.decode()


def test_who_stands_behind_a_word_is_told_apart(browse, anna: User, page: Page) -> None:
    make_label(word=page.words.get(reading__text="Dyer"), kind=LabelKind.TEXT, text="Dyers", author=anna)
    text = shown(browse(anna), page)
    assert '<span class="word machine" title="Read by machine, 42 % sure">dear</span>' in text
    assert '<span class="word confirmed" title="Confirmed by anna">Dyers</span>' in text
    assert ">1 confirmed<" in text
    assert ">2 machine only<" in text


@pytest.mark.parametrize("language", [v for v in Language.values if v not in (Language.AUTO, Language.NONE)])
def test_the_text_says_its_language_as_browsers_know_it(browse, anna: User, page: Page, language: str) -> None:
    Project.objects.update(language=language)
    assert re.search(r'<ol class="lines" lang="[a-z]{2}"', shown(browse(anna), page))


def test_illegible_words_are_marked_and_what_is_no_word_is_left_out(browse, anna: User, page: Page) -> None:
    make_label(word=page.words.get(reading__text="Dyer"), kind=LabelKind.ILLEGIBLE, text="", author=anna)
    make_label(word=page.words.get(reading__text="My"), kind=LabelKind.NOT_A_WORD, text="", author=anna)
    text = shown(browse(anna), page)
    assert ">[illegible]</span>" in text
    assert ">My</span>" not in text


def test_each_line_is_in_the_picture_and_in_the_text(browse, anna: User, page: Page) -> None:
    text = shown(browse(anna), page)
    for line in page.lines.all():
        assert f'<polygon data-line="{line.pk}" points="50.0,' in text
        assert f'<li class="line" data-line="{line.pk}">' in text


def test_the_steps_that_were_applied_are_listed(browse, anna: User, page: Page) -> None:
    Page.objects.update(steps=[{"name": "upright", "settings": {}}, {"name": "deskew", "settings": {"angle": 1.25}}])
    assert "upright, deskew (angle 1.25)" in shown(browse(anna), page)


def test_the_pages_around_are_one_step_away(browse, anna: User, page: Page, make_page) -> None:
    second, third = make_page(), make_page()
    text = shown(browse(anna), second)
    assert f'rel="prev" href="{reverse("page", args=[page.pk])}"' in text
    assert f'rel="next" href="{reverse("page", args=[third.pk])}"' in text
    assert 'rel="prev"' not in shown(browse(anna), page)


def test_a_page_that_waits_looks_again_by_itself(browse, anna: User, page: Page) -> None:
    client: Client = browse(anna)
    assert "hx-get" not in shown(client, page)
    Page.objects.update(state=PageState.WAITING)
    again = f"{reverse('page', args=[page.pk])}?seen=waiting"
    assert f'hx-get="{again}"' in shown(client, page)
    assert client.get(again).status_code == 204
    Page.objects.update(state=PageState.READ)
    assert "My" in client.get(again).content.decode()


def test_a_manager_has_a_page_read_again(browse, ben: User, anna: User, page: Page) -> None:
    address = reverse("read-again", args=[page.pk])
    assert address in shown(browse(ben), page)
    assert address not in shown(browse(anna), page)
    browse(ben).post(address)
    page.refresh_from_db()
    assert page.state == PageState.WAITING
    assert Job.objects.get().kind == JobKind.READ_PAGE


def test_a_manager_is_told_what_stays_when_a_page_is_read_again(browse, ben: User, anna: User, page: Page) -> None:
    client, address = browse(ben), reverse("read-again", args=[page.pk])
    assert "What people confirmed stays." in client.post(address, follow=True).content.decode()
    leave_note(about=page.words.first(), text="Odd.", author=anna, token=uuid4())
    assert "has written about stay as they are" in client.post(address, follow=True).content.decode()


@pytest.mark.parametrize(("answers", "back"), [({}, "project"), ({"back": "page"}, "page")])
def test_a_failed_page_is_tried_again_from_where_the_person_stands(
    browse, anna: User, page: Page, answers: dict, back: str
) -> None:
    Page.objects.update(state=PageState.FAILED, error="Page 1 was too dark.")
    job = Job.objects.create(
        kind=JobKind.READ_PAGE,
        project=page.document.project,
        page=page,
        state=JobState.FAILED,
        attempts=1,
        error="Page 1 was too dark.",
        finished_at=timezone.now(),
    )
    assert "Page 1 was too dark." in shown(browse(anna), page)
    answer = browse(anna).post(reverse("retry-job", args=[job.pk]), answers)
    there = {"project": [page.document.project.slug], "page": [page.pk]}[back]
    assert answer.headers["Location"] == reverse(back, args=there)
    job.refresh_from_db()
    page.refresh_from_db()
    assert (job.state, page.state) == (JobState.WAITING, PageState.WAITING)


def test_a_document_shows_its_pages_and_how_they_stand(browse, anna: User, page: Page, make_page) -> None:
    Page.objects.filter(pk=make_page().pk).update(state=PageState.SET_ASIDE)
    Page.objects.filter(pk=make_page().pk).update(warnings=["This page has 96 dpi."])
    text = browse(anna).get(reverse("document", args=[page.document_id])).content.decode()
    assert "3 to review" in text
    assert "Set aside" in text
    assert "This page has 96 dpi." in text
    assert text.count(reverse("page-thumbnail", args=[page.pk])) == 1


def test_a_document_that_is_being_read_looks_again_by_itself(browse, anna: User, page: Page, make_page) -> None:
    client: Client = browse(anna)
    address = reverse("document", args=[page.document_id])
    assert "hx-get" not in client.get(address).content.decode()
    Page.objects.filter(pk=make_page().pk).update(state=PageState.WAITING)
    assert f'hx-get="{address}?seen=2%201%200"' in client.get(address).content.decode()
    assert client.get(address, {"seen": "2 1 0"}).status_code == 204
    assert client.get(address, {"seen": "2 0 0"}).status_code == 200
