"""What a manager can turn to in a project stands on each of its pages."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recognition.models import Project

SECTIONS = ["project", "project-words", "project-imaging", "learning", "hands", "second-looks", "project-settings"]
NAV = re.compile(r'<nav class="sections".*?</nav>', re.DOTALL)


@pytest.mark.parametrize("here", SECTIONS)
def test_each_section_leads_to_the_others_and_says_where_one_is(browse, ben: User, project: Project, here: str) -> None:
    page = browse(ben).get(reverse(here, args=[project.slug])).content.decode()
    (nav,) = NAV.findall(page)
    assert re.findall(r'href="([^"]+)"', nav) == [reverse(name, args=[project.slug]) for name in SECTIONS]
    assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == [reverse(here, args=[project.slug])]


def test_reviewers_are_shown_no_sections(browse, anna: User, project: Project) -> None:
    assert not NAV.search(browse(anna).get(reverse("project", args=[project.slug])).content.decode())


def test_a_project_that_is_not_there_yet_has_none(browse, admin_user: User) -> None:
    assert not NAV.search(browse(admin_user).get(reverse("new-project")).content.decode())
