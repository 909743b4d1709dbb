from __future__ import annotations

import io
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from recognition.models import DatasetVersion, Job, JobState, Page, PageHand, Project
from recognition.services import dataset_packing, jobs
from recognition.services.dataset_versions import make_dataset
from recognition.services.hands import new_hand
from tests.conftest import MakePage
from tests.recognition.services.labelled_pages import both_sides


@pytest.fixture
def dataset(make_page: MakePage, project: Project, ben: User) -> DatasetVersion:
    page, *_ = both_sides(make_page, project, ben)
    PageHand.objects.create(page=page, hand=new_hand(project))
    return make_dataset(project=project, user=ben)


@pytest.fixture
def address(project: Project) -> str:
    return reverse("datasets", args=[project.slug])


async def sent(answer) -> bytes:
    return b"".join([piece async for piece in answer.streaming_content])


def taken_away(client, dataset: DatasetVersion, kind: str) -> bytes:
    answer = client.get(reverse(f"dataset-{kind}", args=[dataset.pk]))
    assert f"sample-letters-dataset-1-{kind}.zip" in answer.headers["Content-Disposition"]
    return async_to_sync(sent)(answer)


def brought_in(client, project: Project, data: bytes) -> str:
    file = SimpleUploadedFile("kew.zip", data)
    return client.post(reverse("import-dataset", args=[project.slug]), {"file": file}, follow=True).content.decode()


def test_the_latest_is_told_with_its_hands_and_examples(
    browse, ben: User, dataset: DatasetVersion, address: str
) -> None:
    page = browse(ben).get(address).content.decode()
    assert "2 whole lines, 1 page, 1 document" in page
    assert "6 whole lines, 3 pages, 3 documents" in page
    assert 'Hand 1: <span class="figures">2</span> lines' in page
    assert "lamp map palm" in page


def test_rare_and_unseen_characters_are_told(browse, ben: User, dataset: DatasetVersion, address: str) -> None:
    dataset.counts["held out"]["letters"]["ſ"] = 2
    dataset.save()
    page = browse(ben).get(address).content.decode()
    assert page.count("<span>ſ</span>") == 1
    assert "<span>l</span>" in page  # learned three times


def test_pages_are_taken_away_and_brought_in(browse, ben: User, dataset: DatasetVersion, project: Project) -> None:
    client = browse(ben)
    page = brought_in(client, project, taken_away(client, dataset, "pages"))
    assert "kew.zip is now dataset 2." in page
    assert "imported from kew.zip: dataset 1 of “Sample letters”" in page


def test_lines_are_cut_out_by_a_worker(browse, ben: User, dataset: DatasetVersion, address: str) -> None:
    client = browse(ben)
    pack = reverse("pack-dataset", args=[dataset.pk])
    assert "Lines are being cut out." in client.post(pack, follow=True).content.decode()
    client.post(pack)
    assert 'hx-trigger="every 3s"' in client.get(address).content.decode()
    jobs.run(Job.objects.get().pk, dataset_packing.pack_dataset)
    assert Job.objects.get().state == JobState.DONE
    assert "every 3s" not in client.get(address).content.decode()
    with zipfile.ZipFile(io.BytesIO(taken_away(client, dataset, "lines"))) as archive:
        assert len([name for name in archive.namelist() if name.startswith("lines/")]) == 8


def test_lines_that_cannot_be_cut_out_are_told(browse, ben: User, dataset: DatasetVersion, address: str) -> None:
    client = browse(ben)
    client.post(reverse("pack-dataset", args=[dataset.pk]))
    Page.objects.first().image.delete()
    jobs.run(Job.objects.get().pk, dataset_packing.pack_dataset)
    page = client.get(address).content.decode()
    assert "is missing or broken." in page
    assert "Cut out lines" in page


def test_lines_that_are_not_cut_out_yet_are_told(browse, ben: User, dataset: DatasetVersion) -> None:
    answer = browse(ben).get(reverse("dataset-lines", args=[dataset.pk]), follow=True)
    assert "are not cut out yet" in answer.content.decode()


@pytest.mark.parametrize(("data", "sentence"), [(b"no zip", "kew.zip is no zip archive"), (b"", "kew.zip is no zip")])
def test_a_bad_archive_is_told(browse, ben: User, project: Project, data: bytes, sentence: str) -> None:
    assert sentence in brought_in(browse(ben), project, data)


def test_no_file_is_told(browse, ben: User, project: Project) -> None:
    answer = browse(ben).post(reverse("import-dataset", args=[project.slug]), follow=True)
    assert "No file came with the upload." in answer.content.decode()


@pytest.mark.parametrize("kind", ["pages", "lines"])
def test_imported_lines_have_pictures(browse, ben: User, dataset: DatasetVersion, kind: str) -> None:
    client, other = browse(ben), Project.objects.create(name="Elsewhere", slug="elsewhere")
    other.memberships.create(user=ben, role="manager")
    dataset_packing.pack_dataset(dataset.pk)
    brought_in(client, other, taken_away(client, DatasetVersion.objects.get(), kind))
    picture = reverse("dataset-line", args=[other.dataset_versions.get().pk, 1])
    assert picture in client.get(reverse("datasets", args=["elsewhere"])).content.decode()
    answer = client.get(picture)
    assert Image.open(io.BytesIO(answer.content)).format == "WEBP"
    assert client.get(picture.replace("/1.webp", "/9.webp")).status_code == 404


def test_only_managers_see_it(browse, anna: User, stranger: User, address: str) -> None:
    assert browse(anna).get(address).status_code == 403
    assert browse(stranger).get(address).status_code == 404
