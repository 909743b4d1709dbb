"""Groups of words that look alike, as the desk asks for them and decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from review import policy, services
from review.api import ReviewView, SeenInput, conflict, label_seen
from review.pace import Timed
from review.policy import Seen
from review.selectors_groups import Group


class GroupsInput(serializers.Serializer[Any]):
    #: Words that were in groups before, and were taken out or gone past.
    exclude = serializers.ListField(child=serializers.IntegerField(), max_length=policy.MOST_PASSED, default=list)


class AlikeInput(serializers.Serializer[Any]):
    token = serializers.UUIDField()


class GroupInput(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False, max_length=policy.LONGEST_SENT)
    seen = SeenInput(many=True, min_length=1, max_length=policy.MOST_IN_GROUP)
    seconds = serializers.FloatField(allow_null=True, default=None)
    token = serializers.UUIDField()


class GroupsView(ReviewView):
    """The next groups; words are leased to the reviewer, hence no GET."""

    def post(self, request: Request, slug: str) -> Response:
        asked = self.asked(GroupsInput, request.data)
        return self.groups(request, services.next_groups(project=self.project, user=request.user, **asked))

    def groups(self, request: Request, found: Sequence[Group]) -> Response:
        words = [pk for group in found for pk in group.words]
        told = [{"text": group.text, "words": group.words} for group in found]
        return Response({"groups": told, **self.desk(request, words, around=0, only_theirs=True)})


class AlikeView(GroupsView):
    """The words that could have the same correction, as a group."""

    def post(self, request: Request, slug: str) -> Response:
        found = services.alike(project=self.project, user=request.user, **self.asked(AlikeInput, request.data))
        return self.groups(request, [found] if found else [])


class GroupDecisionsView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = self.asked(GroupInput, request.data)
        seen = {one["word"]: Seen(one["reading"], label_seen(request, one)) for one in told["seen"]}
        saved = services.decide_group(
            project=self.project, user=request.user, text=told["text"], seen=seen, token=told["token"]
        )
        services.record_time(user=request.user, token=told["token"], seconds=told["seconds"], kind=Timed.GROUP)
        stale = [
            {"word": pk, "token": services.token_in_group(told["token"], pk), **conflict(one)}
            for pk, one in saved.stale.items()
        ]
        return self.saved({"saved": saved.decisions, "stale": stale}, told["token"], repeated=saved.repeated)


urlpatterns = [
    path("review/<slug:slug>/groups", GroupsView.as_view(), name="api-review-groups"),
    path("review/<slug:slug>/groups/alike", AlikeView.as_view(), name="api-review-alike"),
    path("review/<slug:slug>/groups/decisions", GroupDecisionsView.as_view(), name="api-review-group-decisions"),
]
