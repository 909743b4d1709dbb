from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import server_error

from tests.conftest import PASSWORD


def test_what_is_not_there_leads_back_to_the_projects(browse, anna: User) -> None:
    answer = browse(anna).get("/nowhere/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()
    assert f'href="{reverse("projects")}"' in answer.content.decode()


def test_a_form_that_has_grown_old_is_told_in_sentences(anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("login"), {"username": "anna", "password": PASSWORD})
    assert answer.status_code == 403
    assert "The form has grown old" in answer.content.decode()


def test_a_failure_of_the_site_is_told_without_asking_the_database(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_no_page_carries_inline_script_or_style(browse, anna: User, make_page) -> None:
    page = make_page()
    client: Client = browse(anna)
    for name, key in [
        ("projects", None),
        ("project", page.document.project.slug),
        ("document", page.document_id),
        ("page", page.pk),
    ]:
        answer = client.get(reverse(name, args=[key] if key else []))
        text = answer.content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count("<script src=") + text.count('<script type="module" src=')
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
