from __future__ import annotations

from django.urls import path

from .layout import LayoutView
from .views import ProgressView, RetryView

urlpatterns = [
    path("projects/<slug:slug>/progress", ProgressView.as_view(), name="api-progress"),
    path("pages/<int:page_id>/layout", LayoutView.as_view(), name="api-layout"),
    path("jobs/<int:job_id>/retry", RetryView.as_view(), name="api-retry"),
]
