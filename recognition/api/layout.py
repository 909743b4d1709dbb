"""Regions and lines of a page, read and written whole. A save that overwrites what was not seen answers 409."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Page
from ..services.access import visible_projects
from ..services.layout import (
    LONGEST_NAME,
    MOST_LINES,
    MOST_POINTS,
    DrawnLine,
    DrawnRegion,
    LayoutRefused,
    LayoutStale,
    save_layout,
)
from ..services.layout_state import layout_state


class Points(serializers.ListField):
    """[[x, y], …] in pixels of the page."""

    child = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_POINTS, **kwargs)


class LineInput(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, default=None)
    baseline = Points()
    polygon = Points()


class RegionInput(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, default=None)
    kind = serializers.CharField(max_length=32)
    name = serializers.CharField(allow_blank=True, default="", max_length=LONGEST_NAME)
    pattern = serializers.CharField(allow_blank=True, default="", max_length=20_000)
    polygon = Points()
    lines = LineInput(many=True, max_length=MOST_LINES)


class LayoutInput(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=0)
    regions = RegionInput(many=True, max_length=MOST_LINES)


class LayoutView(APIView):
    """For members of the page's project; for others it is not there."""

    def get(self, request: Request, page_id: int) -> Response:
        return Response(layout_state(_page(request, page_id)))

    def put(self, request: Request, page_id: int) -> Response:
        page = _page(request, page_id)
        told = LayoutInput(data=request.data)
        told.is_valid(raise_exception=True)
        regions = [_drawn(region) for region in told.validated_data["regions"]]
        try:
            saved = save_layout(
                page_id=page.pk, regions=regions, revision=told.validated_data["revision"], user=request.user
            )
        except LayoutRefused as refused:
            return Response({"detail": str(refused)}, status.HTTP_400_BAD_REQUEST)
        except LayoutStale as stale:
            return Response(layout_state(stale.page), status.HTTP_409_CONFLICT)
        return Response(layout_state(saved))


def _page(request: Request, page_id: int) -> Page:
    pages = Page.objects.filter(document__project__in=visible_projects(request.user))
    page = pages.select_related("document", "mended_by").filter(pk=page_id).first()
    if page is None:
        raise Http404
    return page


def _drawn(told: dict[str, Any]) -> DrawnRegion:
    return DrawnRegion(**{**told, "lines": [DrawnLine(**line) for line in told["lines"]]})
