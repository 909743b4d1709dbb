"""A person's settings: kept on the server, and the language of the pages."""

from __future__ import annotations

import json

import pytest

from recognition.models import Page, PageState
from review.models import Preferences
from review.services.preferences import prefer, preferences_of


def patch(client, **changes):
    return client.patch("/api/preferences", json.dumps(changes), content_type="application/json")


def test_what_the_desk_keeps_comes_back_with_the_desk(browse, anna, project) -> None:
    assert patch(browse(anna), size=3, sound=True, keys={"skip": "F9"}).status_code == 204
    assert patch(browse(anna), guided=True).status_code == 204
    page = browse(anna).get(f"/projects/{project.slug}/review/").content.decode()
    assert '{"sound": true, "size": 3, "contrast": 0, "keys": {"skip": "F9"}, "guided": true}' in page


@pytest.mark.parametrize(
    "wrong", [{"size": 9}, {"contrast": -1}, {"keys": ["F9"]}, {"keys": {"skip": "<b>"}}, {"sound": "loud"}]
)
def test_what_makes_no_sense_is_not_kept(browse, anna, wrong) -> None:
    assert patch(browse(anna), **wrong).status_code == 400
    assert not Preferences.objects.exists()


def test_settings_are_a_persons_own(browse, anna, ben) -> None:
    patch(browse(anna), sound=True)
    assert preferences_of(ben).sound is False


def test_strangers_keep_nothing(client, db) -> None:
    assert patch(client, sound=True).status_code == 403
    assert client.get("/your-settings/").status_code == 302


@pytest.mark.parametrize(
    ("accepted", "heading"), [("de-AT,en;q=0.5", "Anmelden"), ("fr", "Se connecter"), ("pt", "Log in"), ("", "Log in")]
)
def test_the_browser_is_asked_first(client, db, accepted, heading) -> None:
    answer = client.get("/login/", headers={"accept-language": accepted})
    assert f"<h1>{heading}</h1>" in answer.content.decode()


def test_the_persons_choice_counts_more_and_follows_them(browse, anna) -> None:
    answer = browse(anna).post("/your-settings/", {"language": "fr", "sound": "on"}, follow=True)
    assert "Vos réglages sont enregistrés." in answer.content.decode()
    page = browse(anna).get("/", headers={"accept-language": "de"}).content.decode()
    assert '<html lang="fr">' in page
    assert "<h1>Projets</h1>" in page


def test_scripts_get_their_words_with_the_page(browse, anna, project) -> None:
    prefer(user=anna, language="de")
    page = browse(anna).get(f"/projects/{project.slug}/review/").content.decode()
    assert '"Keep": "\\u00dcbernehmen"' in page or '"Keep": "Übernehmen"' in page
    prefer(user=anna, language="en")
    assert "script-words" not in browse(anna).get(f"/projects/{project.slug}/review/").content.decode()


def test_sentences_of_the_workers_are_told_in_the_language_of_the_page(browse, anna, make_page) -> None:
    page = make_page()
    warning = "The scan has 96 dpi, less than 150: scan it again at 300 dpi to be read well."
    Page.objects.update(state=PageState.FAILED, warnings=[warning])
    prefer(user=anna, language="de")
    assert "Der Scan hat 96 dpi, weniger als 150" in browse(anna).get(f"/pages/{page.pk}/").content.decode()


def test_refusals_of_the_desk_are_told_in_it_too(browse, anna, project, make_page, words) -> None:
    prefer(user=anna, language="fr")
    body = {"token": "11111111-1111-4111-8111-111111111111"}
    answer = browse(anna).post(f"/api/review/{project.slug}/undo", json.dumps(body), content_type="application/json")
    assert answer.json()["detail"] == "Il n’y a rien à annuler."
