"""What the desk keeps of a person's preferences, so that they follow the person from machine to machine."""

from __future__ import annotations

import re
from typing import Any

from django.urls import path
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from review.models import Preferences
from review.services.preferences import prefer

#: What can be the name of a command and of a key; the desk itself knows which of them it takes.
_COMMAND, _CHORD = re.compile(r"[a-z ]{1,40}"), re.compile(r"[A-Za-z0-9+]{1,40}")
MOST_KEYS = 50


class PreferencesInput(serializers.ModelSerializer[Preferences]):
    size = serializers.IntegerField(min_value=0, max_value=5)
    contrast = serializers.IntegerField(min_value=0, max_value=2)

    class Meta:
        model = Preferences
        fields = ["sound", "size", "contrast", "keys", "guided"]

    def validate_keys(self, keys: Any) -> dict[str, str]:
        if not isinstance(keys, dict) or len(keys) > MOST_KEYS:
            raise serializers.ValidationError("Commands with their keys.")
        if not all(_COMMAND.fullmatch(one) and _CHORD.fullmatch(str(chord)) for one, chord in keys.items()):
            raise serializers.ValidationError("Commands with their keys.")
        return keys


class PreferencesView(APIView):
    def patch(self, request: Request) -> Response:
        told = PreferencesInput(data=request.data, partial=True)
        told.is_valid(raise_exception=True)
        prefer(user=request.user, **told.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [path("preferences", PreferencesView.as_view(), name="api-preferences")]
