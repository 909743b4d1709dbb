from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD


def test_logging_in_leads_to_where_the_person_wanted_to_go(client: Client, anna: User) -> None:
    wanted = reverse("project", args=["sample-letters"])
    page = client.get(f"{reverse('login')}?next={wanted}")
    assert wanted.encode() in page.content
    answer = client.post(reverse("login"), {"username": "anna", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


def test_a_wrong_password_is_told_in_a_sentence_and_the_name_stays(client: Client, anna: User) -> None:
    answer = client.post(reverse("login"), {"username": "anna", "password": "wrong"})
    assert "This name and password do not belong together." in answer.content.decode()
    assert 'value="anna"' in answer.content.decode()


def test_the_page_before_logging_in_names_nobody(client: Client, anna: User, ben: User) -> None:
    page = client.get(reverse("login")).content.decode()
    assert "anna" not in page
    assert "ben" not in page


def test_logging_out_needs_a_button_and_leads_to_the_log_in(browse, anna: User) -> None:
    client: Client = browse(anna)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert client.get(reverse("projects")).status_code == 302
