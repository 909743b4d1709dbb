from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recognition.models import Page


@pytest.fixture
def page(make_page) -> Page:
    return make_page()


def test_pictures_come_as_they_are_stored(browse, anna: User, page: Page) -> None:
    client: Client = browse(anna)
    line = page.lines.get()
    for name, key, field, kind in [
        ("page-image", page.pk, page.image, "image/jpeg"),
        ("page-thumbnail", page.pk, page.thumbnail, "image/jpeg"),
        ("line-picture", line.pk, line.picture, "image/webp"),
    ]:
        answer = client.get(reverse(name, args=[key]))
        with field.open() as stored:
            assert answer.content == stored.read()
        assert answer.headers["Content-Type"] == kind


def test_pictures_are_kept_by_the_browser_of_the_person_alone(browse, anna: User, page: Page) -> None:
    client: Client = browse(anna)
    first = client.get(reverse("page-image", args=[page.pk]))
    assert "private" in first.headers["Cache-Control"]
    assert "immutable" in first.headers["Cache-Control"]
    again = client.get(reverse("page-image", args=[page.pk]), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_another_picture_has_another_tag(browse, anna: User, page: Page, make_page) -> None:
    client: Client = browse(anna)
    tags = {client.get(reverse("page-image", args=[one.pk])).headers["ETag"] for one in (page, make_page())}
    assert len(tags) == 2


def test_a_known_tag_opens_nothing_for_a_stranger(browse, anna: User, stranger: User, page: Page) -> None:
    address = reverse("page-image", args=[page.pk])
    tag = browse(anna).get(address).headers["ETag"]
    assert browse(stranger).get(address, headers={"If-None-Match": tag}).status_code == 404


def test_a_page_without_thumbnail_shows_its_image(browse, anna: User, page: Page) -> None:
    Page.objects.update(thumbnail="")
    answer = browse(anna).get(reverse("page-thumbnail", args=[page.pk]))
    assert answer.status_code == 200


def test_a_picture_that_is_gone_is_not_found(browse, anna: User, page: Page) -> None:
    page.image.storage.delete(page.image.name)
    assert browse(anna).get(reverse("page-image", args=[page.pk])).status_code == 404
