"""From an upload to an export with every file in an S3 bucket: moto's, in a thread of the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from uuid import uuid4

import pytest
import torch
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from hwocr_site import env
from recognition.engine.alphabet import Alphabet
from recognition.engine.recognizer.checkpoint import read_reader, reader_bytes
from recognition.engine.recognizer.crnn import Crnn, CrnnConfig
from recognition.models import ModelVersion, Page, Project, Source, SourceState
from recognition.services import recognize
from recognition.services.exports import export_project
from recognition.services.ingest import take_in
from recognition.services.refusals import dismiss_refused
from recognition.services.unpack import unpack_source
from tests.conftest import picture_bytes
from tests.recognition.services.fake_reader import FakeReader

_WHY = "A bucket needs the extras “server” and “services” of pyproject.toml; they are not installed."
moto = pytest.importorskip("moto.server", reason=_WHY)
pytest.importorskip("storages", reason=_WHY)

REGION = "eu-west-3"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 that knows nothing yet."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _in_a_bucket(store: str, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new bucket for each test, as the environment alone makes it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "clerk")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("STORAGE_URL", f"s3://{uuid4()}/letters?endpoint_url={store}&region_name={REGION}")
    settings.STORAGES = settings.STORAGES | {"default": env.storage("STORAGE_URL")}
    default_storage.bucket.create(CreateBucketConfiguration={"LocationConstraint": REGION})


@pytest.fixture
def letter(project: Project, ben: User, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Brought in, unpacked and read."""
    monkeypatch.setattr(recognize, "reader", FakeReader)
    unpacked(project, ben, "letter.jpg", picture_bytes((600, 800), "JPEG"))
    page = Page.objects.get()
    recognize.read_page(page.pk)
    return page


def unpacked(project: Project, user: User, name: str, data: bytes) -> Source:
    (taken,) = take_in(project=project, files=[(name, io.BytesIO(data))], user=user)
    unpack_source(taken.source_id)
    return Source.objects.get(pk=taken.source_id)


def folders() -> list[str]:
    """The first part of each object's name, below the prefix."""
    return sorted(one.key.removeprefix("letters/").partition("/")[0] for one in default_storage.bucket.objects.all())


def test_pictures_come_through_the_site_for_those_who_may_see_them(
    letter: Page, anna: User, stranger: User, client: Client
) -> None:
    assert folders() == ["lines", "pages", "sources", "thumbnails"]
    addresses = [reverse("line-picture", args=[letter.lines.get().pk]), reverse("page-image", args=[letter.pk])]
    client.force_login(anna)
    answers = [client.get(address) for address in addresses]
    assert [Image.open(io.BytesIO(answer.content)).size for answer in answers] == [(500, 40), (600, 800)]
    assert [client.head(address).status_code for address in addresses] == [200, 200]
    client.force_login(stranger)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_nobody_else_may_read_an_object_or_learns_its_address(letter: Page, store: str) -> None:
    (grant,) = default_storage.bucket.Object(f"letters/{letter.image.name}").Acl().grants
    assert (grant["Permission"], grant["Grantee"]["Type"]) == ("FULL_CONTROL", "CanonicalUser")
    assert letter.image.url == f"/media/{letter.image.name}"


def test_an_export_holds_the_pictures(letter: Page, project: Project) -> None:
    with letter.image.open() as file:
        stored = file.read()
    with zipfile.ZipFile(io.BytesIO(export_project(project, "pagexml").data)) as archive:
        (picture,) = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert archive.read(picture) == stored


def test_weights_come_back_as_they_were_kept(db: None) -> None:
    alphabet = Alphabet.of_texts(["lamp palm"])
    model = Crnn(CrnnConfig(len(alphabet), channels=(8, 16, 16, 24), hidden=24, layers=1, dropout=0.0)).eval()
    weights = ContentFile(reader_bytes(model, alphabet), "taught.safetensors")
    version = ModelVersion.objects.create(name="taught", checksum="1" * 64, weights=weights)
    with ModelVersion.objects.get(pk=version.pk).weights.open("rb") as file:
        kept, letters = read_reader(file.read())[:2]
    assert letters == alphabet
    torch.testing.assert_close(kept.state_dict(), model.state_dict(), rtol=1e-3, atol=1e-3)


def test_what_is_replaced_or_dismissed_leaves_the_bucket(
    letter: Page, project: Project, ben: User, django_capture_on_commit_callbacks
) -> None:
    before, picture = folders(), letter.lines.get().picture.name
    refused = unpacked(project, ben, "letter.txt", b"Dear Sir")
    assert (refused.state, len(folders())) == (SourceState.REFUSED, len(before) + 1)
    with django_capture_on_commit_callbacks(execute=True):
        dismiss_refused(source=refused)
        recognize.read_page(letter.pk)
    assert folders() == before
    assert not default_storage.exists(picture)


def test_a_picture_that_is_gone_is_not_found(letter: Page, anna: User, client: Client) -> None:
    default_storage.delete(letter.image.name)
    client.force_login(anna)
    assert client.get(reverse("page-image", args=[letter.pk])).status_code == 404


def test_two_who_write_one_name_at_once_keep_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hwocr_site.bucket.Bucket.exists", lambda *_: False)
    first, second = (default_storage.save("sources/1", ContentFile(text)) for text in (b"first", b"second"))
    default_storage.delete(second)
    with default_storage.open(first) as file:
        assert file.read() == b"first"
