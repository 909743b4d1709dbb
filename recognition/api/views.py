"""What scripts ask of the machine room. What a person may not see answers as if it were not there."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..models import Job, Project
from ..selectors import project_progress
from ..services import jobs
from ..services.access import project_for, visible_projects


class ProgressView(APIView):
    def get(self, request: Request, slug: str) -> Response:
        try:
            project = project_for(request.user, slug)
        except Project.DoesNotExist as error:
            raise Http404 from error
        return Response(asdict(project_progress(project)))


class RetryView(APIView):
    """Queue a failed job again. Any member may: it repeats what was asked for already."""

    def post(self, request: Request, job_id: int) -> Response:
        job = Job.objects.filter(pk=job_id, project__in=visible_projects(request.user)).first()
        if job is None:
            raise Http404
        job = jobs.retry(job)
        return Response({"id": job.pk, "kind": job.kind, "state": job.state, "error": job.error})
