"""The editor's page, and the button that makes a page the form of its document."""

from __future__ import annotations

from django.contrib.messages import get_messages

from recognition.models import Job, JobKind, Template
from recognition.services.layout import KINDS
from review.views.layout import KIND_NAMES


def test_it_opens_for_members_alone(browse, anna, stranger, make_page):
    address = f"/pages/{make_page([['one']]).pk}/layout/"
    page = browse(anna).get(address)
    assert page.status_code == 200
    assert b"Lay them over all pages" not in page.content  # for managers
    assert browse(stranger).get(address).status_code == 404


def test_every_kind_of_region_has_a_name():
    assert set(KIND_NAMES) == set(KINDS)


def test_a_manager_lays_the_fields_over_the_document(browse, ben, make_page):
    page = make_page([["one"]])
    page.regions.update(name="Name", kind="field")
    page.read_at = "2026-11-01T00:00Z"
    page.save()
    answer = browse(ben).post(f"/pages/{page.pk}/lay-fields/")
    assert [str(m) for m in get_messages(answer.wsgi_request)] == [
        "The fields are laid over 1 page. What people confirmed stays."
    ]
    assert Template.objects.get().fields[0]["name"] == "Name"
    assert Job.objects.get().kind == JobKind.LAY_FIELDS


def test_without_fields_the_editor_says_what_to_do(browse, ben, make_page):
    page = make_page([["one"]])
    answer = browse(ben).post(f"/pages/{page.pk}/lay-fields/", follow=True)
    assert b"This page has no fields yet." in answer.content


def test_reviewers_cannot(browse, anna, make_page):
    assert browse(anna).post(f"/pages/{make_page([['one']]).pk}/lay-fields/").status_code == 403


def test_a_manager_can_have_the_lines_found_anew(browse, ben, make_page):
    page = make_page([["one"]])
    address = f"/pages/{page.pk}/"
    assert b"Find the lines anew" not in browse(ben).get(address).content
    page.mended_at = "2026-11-01T00:00Z"
    page.save()
    assert b"Find the lines anew" in browse(ben).get(address).content
    browse(ben).post(f"/pages/{page.pk}/read-again/", {"lines": "anew"})
    page.refresh_from_db()
    assert (page.mended_at, Job.objects.get().kind) == (None, JobKind.READ_PAGE)
