"""What the desk asks and tells. Input is checked here, everything else is done by services and selectors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition.models import Line, Page, Project
from recognition.services.access import visible_projects
from recognition.services.known_words import vocabulary
from recognition.services.notes import NoteRefused
from review import policy, selectors, sentences, services
from review.policy import Action, Seen, WordState
from review.policy_second import Look
from review.selectors_desk_page import whole_page
from review.selectors_second import Viewer, note_told


class Numbers(serializers.CharField):
    """Ids with commas between them, in an address."""

    def to_internal_value(self, data: Any) -> list[int]:
        try:
            numbers = [int(number) for number in super().to_internal_value(data).split(",") if number]
        except ValueError as error:
            raise serializers.ValidationError("Numbers with commas between them.") from error
        return numbers[: policy.MOST_AT_ONCE]


class NextInput(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=1, max_value=policy.MOST_AT_ONCE, default=policy.BATCH)
    skips_until = serializers.IntegerField(min_value=0, default=0)
    exclude = Numbers(default=list, allow_blank=True)
    #: Whether to tell how much is left. To count takes as long as to find the words, and the desk counts along.
    counts = serializers.BooleanField(default=True)


class DecisionInput(serializers.Serializer[Any]):
    word = serializers.IntegerField()
    action = serializers.ChoiceField(choices=[action.value for action in Action])
    text = serializers.CharField(allow_blank=True, default="", trim_whitespace=False, max_length=policy.LONGEST_SENT)
    reading = serializers.IntegerField(allow_null=True, default=None)
    label = serializers.IntegerField(allow_null=True, default=None)
    #: The token of one's own last decision about the word, where its label is not known here yet.
    after = serializers.UUIDField(allow_null=True, default=None)
    insists = serializers.BooleanField(default=False)
    #: The label that is looked at again, where one is; what it says was not shown.
    about = serializers.IntegerField(allow_null=True, default=None)
    look = serializers.ChoiceField(choices=[look.value for look in Look], default=Look.FIRST.value)
    #: From the word being shown to the key; nothing where the person was away.
    seconds = serializers.FloatField(allow_null=True, default=None)
    token = serializers.UUIDField()


class SeenInput(serializers.Serializer[Any]):
    word = serializers.IntegerField()
    reading = serializers.IntegerField(allow_null=True)
    label = serializers.IntegerField(allow_null=True)
    after = serializers.UUIDField(allow_null=True, default=None)


class LineInput(serializers.Serializer[Any]):
    line = serializers.IntegerField()
    action = serializers.ChoiceField(choices=[Action.TEXT.value, Action.NOT_A_WORD.value, Action.SKIP.value])
    text = serializers.CharField(allow_blank=True, default="", trim_whitespace=False, max_length=policy.LONGEST_LINE)
    seen = SeenInput(many=True, max_length=policy.MOST_ON_A_LINE)
    insists = serializers.BooleanField(default=False)
    seconds = serializers.FloatField(allow_null=True, default=None)
    token = serializers.UUIDField()


class UndoInput(serializers.Serializer[Any]):
    token = serializers.UUIDField()
    undoes = serializers.UUIDField(allow_null=True, default=None)


class NoteInput(serializers.Serializer[Any]):
    about = serializers.ChoiceField(choices=list(services.NOTED))
    id = serializers.IntegerField()
    text = serializers.CharField(allow_blank=True, max_length=policy.LONGEST_SENT)
    token = serializers.UUIDField()


class WordsInput(serializers.Serializer[Any]):
    words = serializers.ListField(child=serializers.IntegerField(), max_length=policy.MOST_ON_A_LINE)


class ReleaseInput(WordsInput):
    #: The `held_until` of the window's last answer.
    until = serializers.FloatField()

    def validate_until(self, value: float) -> datetime:
        try:
            return datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise serializers.ValidationError("Seconds since 1970.") from error


class ReviewView(APIView):
    """Only members reach what stands behind this; for others the project is not there."""

    project: Project

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        try:
            self.project = visible_projects(request.user).select_related("second_look_rules").get(slug=kwargs["slug"])
        except Project.DoesNotExist as error:
            raise Http404 from error

    def handle_exception(self, exc: Exception) -> Response:
        """What a service will not do: 400 with the sentence, 409 where the words are not any more what was seen."""
        if isinstance(exc, services.Stale):
            return Response(conflict(exc), status.HTTP_409_CONFLICT)
        if isinstance(exc, services.DecisionRefused | services.NothingToUndo | NoteRefused):
            return Response({"detail": sentences.told(str(exc))}, status.HTTP_400_BAD_REQUEST)
        return super().handle_exception(exc)

    def saved(self, body: dict[str, object], token: UUID, *, repeated: bool) -> Response:
        done = status.HTTP_200_OK if repeated else status.HTTP_201_CREATED
        return Response({"token": str(token), "repeated": repeated} | body, done)

    def asked(self, kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
        """What came with the request, checked. Raises ValidationError, which is answered with 400."""
        return _checked(kind, data)

    def desk(
        self, request: Request, word_ids: list[int], *, skips_until: int = 0, counts: bool = True, **cards: Any
    ) -> dict[str, object]:
        """Words as the desk takes them, and how much is left, unless it does without `counts`."""
        told = selectors.cards(word_ids, Viewer(self.project, request.user), **cards) | {"held_until": _lease_end()}
        if not counts:
            return told
        found = selectors.counts(self.project, request.user, now=timezone.now(), skips_until=skips_until)
        left = {"project": found.remaining, "documents": found.documents, "flagged": found.flagged}
        return told | {"left": left, "aside": {"skipped": found.skipped, "others": found.others, "until": found.until}}


class NextView(ReviewView):
    def get(self, request: Request, slug: str) -> Response:
        asked = _checked(NextInput, request.query_params)
        counts = asked.pop("counts")
        if counts:
            services.follow_target(self.project)
        words = services.fetch(project=self.project, user=request.user, **asked)
        skips_until = asked["skips_until"]
        return Response(self.desk(request, words, skips_until=skips_until, counts=counts, only_theirs=True))


def label_seen(request: Request, told: dict[str, Any]) -> int | None:
    """The label that the desk last knew on a word that it tells of."""
    return services.label_after(request.user, told["word"], told["label"], told["after"])


class DecisionsView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = _checked(DecisionInput, request.data)
        saved = services.decide(
            project=self.project,
            user=request.user,
            word_id=told["word"],
            action=Action(told["action"]),
            text=told["text"],
            seen=Seen(told["reading"], label_seen(request, told), told["insists"], told["about"], told["look"]),
            token=told["token"],
        )
        services.record_time(user=request.user, token=told["token"], seconds=told["seconds"])
        alike = services.count_alike(project=self.project, user=request.user, token=told["token"])
        return self.saved({"kind": saved.decision.kind, "alike": alike}, told["token"], repeated=saved.repeated)


class LinesView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = _checked(LineInput, request.data)
        saved = services.decide_line(
            project=self.project,
            user=request.user,
            line_id=told["line"],
            action=Action(told["action"]),
            text=told["text"],
            seen=[WordState(one["word"], one["reading"], label_seen(request, one)) for one in told["seen"]],
            insists=told["insists"],
            token=told["token"],
        )
        services.record_time(user=request.user, token=told["token"], seconds=told["seconds"])
        line = Line.objects.filter(pk=told["line"], page__document__project=self.project)
        lines = selectors.lines_told(line, Viewer(self.project, request.user))
        return self.saved({"lines": lines}, told["token"], repeated=saved.repeated)


class UndoView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = _checked(UndoInput, request.data)
        saved = services.undo(project=self.project, user=request.user, **told)
        words = services.undone_words(self.project, saved.decision)
        undone = str(saved.decision.undoes.token) if saved.decision.undoes else None
        body = {"kind": saved.decision.kind, "undone": undone, **self.desk(request, words)}
        return self.saved(body, told["token"], repeated=saved.repeated)


class HeartbeatView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        words = _checked(WordsInput, request.data)["words"]
        held = services.renew(project=self.project, user=request.user, word_ids=words)
        return Response({"held": sorted(held), "held_until": _lease_end()})


class HoldView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        words = _checked(WordsInput, request.data)["words"]
        held = services.hold(project=self.project, user=request.user, word_ids=words)
        return Response({"held": sorted(held), "held_until": _lease_end()})


class PageView(ReviewView):
    def get(self, request: Request, slug: str, page_id: int) -> Response:
        page = get_object_or_404(Page.objects.select_related("document"), pk=page_id, document__project=self.project)
        return Response(whole_page(page, Viewer(self.project, request.user)))


class WordsView(ReviewView):
    """Known words, likeliest first, for completing what is typed."""

    def get(self, request: Request, slug: str) -> Response:
        return Response({"words": " ".join(vocabulary(self.project))})


class NotesView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = _checked(NoteInput, request.data)
        note = services.note(project=self.project, user=request.user, **told)
        return Response({"token": str(told["token"]), "note": note_told(note)}, status.HTTP_201_CREATED)


class ReleaseView(ReviewView):
    def post(self, request: Request, slug: str) -> Response:
        told = _checked(ReleaseInput, request.data)
        services.release(project=self.project, user=request.user, word_ids=told["words"], until=told["until"])
        return Response(status=status.HTTP_204_NO_CONTENT)


def _lease_end() -> float:
    """No lease of the reviewer's that was given or prolonged until now ends later."""
    return (timezone.now() + policy.LEASE).timestamp()


def _checked(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def conflict(stale: services.Stale) -> dict[str, object]:
    return {"reason": stale.verdict.value, "theirs": stale.theirs, "yours": stale.yours, "by": stale.by}


urlpatterns = [
    path("review/<slug:slug>/next", NextView.as_view(), name="api-review-next"),
    path("review/<slug:slug>/decisions", DecisionsView.as_view(), name="api-review-decisions"),
    path("review/<slug:slug>/lines", LinesView.as_view(), name="api-review-lines"),
    path("review/<slug:slug>/undo", UndoView.as_view(), name="api-review-undo"),
    path("review/<slug:slug>/heartbeat", HeartbeatView.as_view(), name="api-review-heartbeat"),
    path("review/<slug:slug>/hold", HoldView.as_view(), name="api-review-hold"),
    path("review/<slug:slug>/pages/<int:page_id>", PageView.as_view(), name="api-review-page"),
    path("review/<slug:slug>/words", WordsView.as_view(), name="api-review-words"),
    path("review/<slug:slug>/notes", NotesView.as_view(), name="api-review-notes"),
    path("review/<slug:slug>/release", ReleaseView.as_view(), name="api-review-release"),
]
