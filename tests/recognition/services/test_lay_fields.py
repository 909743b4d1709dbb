"""Fields that were drawn on one page of a register come to lie on the others, are read as such, and become columns."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from recognition.models import Job, JobKind, JobState, Label, LabelKind, Line, Page, Word
from recognition.services import jobs, lay_fields, read_pages
from recognition.services.exports import export_document
from recognition.services.form_templates import use_as_form
from recognition.services.labels import make_label
from recognition.services.layout import DrawnLine, DrawnRegion, LayoutRefused, save_layout
from tests.recognition.engine.layout.forms import BOTTOM, EDGES, HEIGHT, TOP, WIDTH, form, moved

COLUMNS = (("No", "number whole"), ("Name", ""), ("Sum", "money"))


def show(page: Page, picture) -> Page:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    page.image.save("page.png", ContentFile(data.getvalue()), save=False)
    page.width, page.height = WIDTH, HEIGHT
    page.save()
    return page


def across(top: float) -> DrawnLine:
    left, right = EDGES[0] + 15, EDGES[-1] - 15
    outline = [[left, top], [right, top], [right, top + 50], [left, top + 50]]
    return DrawnLine(None, [[left, top + 38], [right, top + 38]], outline)


@pytest.fixture
def register(make_page, fake_reader, anna) -> list[Page]:
    """Two pages of two rows; on the first one the columns are drawn, on the second lines run over all of them."""
    first = make_page([])
    second = make_page([], document=first.document)
    first.document.project.steps = []
    first.document.project.save()
    pages = [show(first, form(1)), show(second, moved(form(2), 0.8, 0.98, (9.0, -6.0))[0])]
    edges = zip(EDGES, EDGES[1:], COLUMNS, strict=False)
    columns = [
        DrawnRegion(None, "column", [[x, TOP + 80], [x1, TOP + 80], [x1, BOTTOM], [x, BOTTOM]], [], name, pattern)
        for x, x1, (name, pattern) in edges
    ]
    rest = DrawnRegion(None, "paragraph", [[0, 0], [9, 0], [9, 9]], [across(300), across(400)])
    for page, regions in zip(pages, ([rest, *columns], [rest]), strict=True):
        save_layout(page_id=page.pk, regions=regions, revision=0, user=anna)
        Page.objects.filter(pk=page.pk).update(state="read", read_at="2026-11-01T00:00Z")
        page.refresh_from_db()
    Job.objects.all().delete()
    use_as_form(page=pages[0], user=anna)
    return pages


def test_every_page_of_the_document_gets_the_fields(register):
    assert [(job.kind, job.page) for job in Job.objects.order_by("pk")] == [
        (JobKind.LAY_FIELDS, page) for page in register
    ]
    for page in register:
        lay_fields.lay_fields(page.pk)
        found = page.regions.exclude(name="").order_by("position")
        assert [(region.kind, region.name, region.pattern) for region in found] == [
            ("column", name, pattern) for name, pattern in COLUMNS
        ]
        assert [region.lines.count() for region in found] == [2, 2, 2]


def test_each_column_is_read_with_its_pattern(register, fake_reader):
    lay_fields.lay_fields(register[1].pk)
    assert sorted(fake_reader.asked) == [(2, ""), (2, "money"), (2, "number whole")]


def test_the_fields_lie_on_the_other_scan(register):
    lay_fields.lay_fields(register[1].pk)
    _, matrix = moved(form(2), 0.8, 0.98, (9.0, -6.0))
    corner = register[1].regions.get(name="Name").polygon[0]
    x, y = matrix @ [EDGES[1], TOP + 80, 1]
    assert abs(corner[0] - x) < 6
    assert abs(corner[1] - y) < 6


def test_laying_them_twice_changes_nothing(register, fake_reader):
    lay_fields.lay_fields(register[1].pk)
    before = list(Line.objects.filter(page=register[1]).values())
    lay_fields.lay_fields(register[1].pk)
    assert list(Line.objects.filter(page=register[1]).values()) == before
    assert len(fake_reader.asked) == 3


def test_what_people_confirmed_stays(register, anna):
    lay_fields.lay_fields(register[0].pk)
    word = Word.objects.filter(line__region__name="Sum").first()
    label = make_label(word=word, kind=LabelKind.TEXT, text="2.20", author=anna)
    use_as_form(page=register[0], user=anna)
    lay_fields.lay_fields(register[0].pk)
    assert Label.objects.get() == label
    assert Word.objects.get(label=label).line.region.name == "Sum"


def test_they_are_exported_as_columns(register, fake_reader):
    fake_reader.says = ("2.20",)
    for page in register:
        lay_fields.lay_fields(page.pk)
    data = export_document(register[0].document, "fields").data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["page"], row["row"], row["Sum"]) for row in rows] == [
        ("1", "1", "2.20"), ("1", "2", "2.20"), ("2", "1", "2.20"), ("2", "2", "2.20"),
    ]  # fmt: skip
    assert {row["not fitting"] for row in rows} == {"No"}  # 2.20 is no whole number


def test_a_page_that_is_no_form_says_so(register, make_page):
    job = Job.objects.get(page=register[1])
    letter = Image.new("L", (WIDTH, HEIGHT), 235)
    data = io.BytesIO()
    letter.save(data, "PNG")
    register[1].image.save("letter.png", ContentFile(data.getvalue()))
    jobs.run(job.pk, lay_fields.lay_fields)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error == (
        "Fields could not be laid over “Letter 1, page 2”: it is not ruled or printed as page 1. Draw them by hand."
    )


def test_a_page_that_is_still_to_be_read_gets_them_then(register, make_page, fake_reader):
    third = show(make_page([], document=register[0].document), form(3))
    fake_reader.left, fake_reader.right = EDGES[0] + 15.0, EDGES[-1] - 15.0
    fake_reader.lines = [(300, [(100, 200, "1", 0.5)])]
    read_pages.read_page(third.pk)
    assert [region.lines.count() for region in third.regions.exclude(name="")] == [1, 1, 1]


def test_a_page_without_fields_is_no_form(make_page, anna):
    with pytest.raises(LayoutRefused, match="no fields yet"):
        use_as_form(page=make_page([["one"]]), user=anna)
