"""Every page a person sees. The API has its own addresses, under /api/."""

from __future__ import annotations

from django.urls import path

from review.views import (
    accounts,
    desk,
    documents,
    exports,
    media,
    own_work,
    pages,
    preferences,
    projects,
    uploads,
    words,
)

urlpatterns = [
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("", projects.project_list, name="projects"),
    path("your-work/", own_work.own_work_page, name="own-work"),
    path("your-work/erase-times/", own_work.erase_times, name="erase-times"),
    path("your-settings/", preferences.own_settings, name="own-settings"),
    path("new-project/", projects.new_project, name="new-project"),
    path("projects/<slug:slug>/", projects.project_page, name="project"),
    path("projects/<slug:slug>/documents/", projects.project_contents, name="project-contents"),
    path("projects/<slug:slug>/settings/", projects.project_settings, name="project-settings"),
    path("projects/<slug:slug>/times/", own_work.project_times, name="project-times"),
    path("projects/<slug:slug>/words/", words.project_words, name="project-words"),
    path("projects/<slug:slug>/words/upload/", words.upload_words, name="upload-words"),
    path("projects/<slug:slug>/read-again/", words.read_unreviewed, name="read-unreviewed-again"),
    path("word-lists/<int:list_id>/remove/", words.remove_list, name="remove-words"),
    path("projects/<slug:slug>/upload/", uploads.upload, name="upload"),
    path("projects/<slug:slug>/review/", desk.desk, name="desk"),
    path("projects/<slug:slug>/export/<str:format_name>/", exports.export_whole_project, name="export-project"),
    path("jobs/<int:job_id>/retry/", pages.retry_job, name="retry-job"),
    path("sources/<int:source_id>/dismiss/", uploads.dismiss_refused_source, name="dismiss-refused"),
    path("documents/<int:document_id>/", documents.document_page, name="document"),
    path("documents/<int:document_id>/export/<str:format_name>/", exports.export_one_document, name="export-document"),
    path("pages/<int:page_id>/", pages.page_view, name="page"),
    path("pages/<int:page_id>/read-again/", pages.read_again, name="read-again"),
    path("media/pages/<int:page_id>.jpg", media.page_image, name="page-image"),
    path("media/thumbnails/<int:page_id>.jpg", media.page_thumbnail, name="page-thumbnail"),
    path("media/lines/<int:line_id>.webp", media.line_picture, name="line-picture"),
]
