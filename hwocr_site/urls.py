"""All addresses: the pages at the root, the interfaces under /api/."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("recognition.api.urls")),
    path("api/", include("review.api")),
    path("api/", include("review.api_preferences")),
    path("", include("review.urls")),
]
