"""Every page a person sees. The API has its own addresses, under /api/."""

from __future__ import annotations

from django.urls import path

from review.views import accounts, desk, documents, exports, learning, media, own_work, pages, projects, uploads, words

urlpatterns = [
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("", projects.project_list, name="projects"),
    path("your-work/", own_work.own_work_page, name="own-work"),
    path("new-project/", projects.new_project, name="new-project"),
    path("projects/<slug:slug>/", projects.project_page, name="project"),
    path("projects/<slug:slug>/documents/", projects.project_contents, name="project-contents"),
    path("projects/<slug:slug>/settings/", projects.project_settings, name="project-settings"),
    path("projects/<slug:slug>/words/", words.project_words, name="project-words"),
    path("projects/<slug:slug>/words/upload/", words.upload_words, name="upload-words"),
    path("projects/<slug:slug>/read-again/", words.read_unreviewed, name="read-unreviewed-again"),
    path("projects/<slug:slug>/learning/", learning.project_learning, name="learning"),
    path("projects/<slug:slug>/learning/start/", learning.start_learning, name="start-learning"),
    path("projects/<slug:slug>/learning/rule/", learning.change_rule, name="learning-rule"),
    path("projects/<slug:slug>/learning/read-with/", learning.read_with, name="read-with"),
    path("projects/<slug:slug>/learning/roll-back/", learning.roll_back, name="roll-back"),
    path("learnings/<int:learning_id>/cancel/", learning.cancel_learning, name="cancel-learning"),
    path("learnings/<int:learning_id>/go-on/", learning.go_on_learning, name="go-on-learning"),
    path("learnings/<int:learning_id>/changes/", learning.changed_readings, name="changed-readings"),
    path("projects/<slug:slug>/datasets/", learning.datasets, name="datasets"),
    path("datasets/<int:dataset_id>/manifest/", learning.dataset_manifest, name="dataset-manifest"),
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
