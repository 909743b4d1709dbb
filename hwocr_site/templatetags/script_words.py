"""`{% script_words %}`: the scripts' words in the language of the page, as data that static/gettext.js reads."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hwocr_site.catalogues import words_of_scripts

register = template.Library()


@register.simple_tag
def script_words() -> SafeString | str:
    words = words_of_scripts(get_language() or "en")
    return json_script(words, "script-words") if words else ""
