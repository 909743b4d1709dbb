"""`{{ sentence|told }}`: a sentence of the machine room in the language of the page."""

from __future__ import annotations

from django import template

from review.sentences import told

register = template.Library()
register.filter("told", told)
