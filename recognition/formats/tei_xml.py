"""TEI P5: a document as a facsimile with zones and its text beside it (Guidelines, chapter 11; tei_all 4.3.0).

As Transkribus and most editions encode it: in `facsimile` a `surface` a page with its `graphic`, and a `zone` for each
region, line and word, in pixels; in `text` a `pb` a page, an `ab` a region with its kind as @type, an `lb` a line and a
`w` a word, all with their zone as @facs. So the text can be read and searched as it runs. A field of a form or a column
of a register is an `ab` of that type with its name as @n.

@resp of a word says who wrote it, #people or #machine; @cert of what the machine read is our confidence, 0 to 1. What a
person could not read is a `gap`. Notes stand in `back`, not amid the text, and point to what they are about. Left out
are patterns of fields, and alternatives and preprocessing, which the JSON has.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ..engine.transcription import MACHINE, Note, Transcription
from .format import Stamp
from .tei_page import PEOPLE, XML, TeiPage
from .xml_parts import LANGUAGE_TAGS, UniqueIds, add, to_bytes, writable

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_EDITORIAL = (
    "Words are transcribed as they stand. Of a word, resp says whether people read or confirmed it or only the machine"
    " read it, and cert is the probability that the machine's reading is right."
)


def write(transcription: Transcription, stamp: Stamp) -> bytes:
    """One file of the whole document."""
    ids = UniqueIds(MACHINE, PEOPLE)
    authors = {name: ids.take(f"by-{name}", f"by-{i}") for i, name in enumerate(_note_authors(transcription), 1)}
    root = etree.Element(f"{{{NAMESPACE}}}TEI", nsmap={None: NAMESPACE})
    _header(root, transcription, authors, stamp)
    facsimile = add(root, "facsimile")
    text = add(root, "text")
    if language := LANGUAGE_TAGS.get(transcription.language):
        text.set(f"{XML}lang", language)
    body, notes = add(add(text, "body"), "div"), add(add(text, "back"), "div", type="notes")
    for page in transcription.pages:
        written = TeiPage(page, ids, facsimile, body)
        for note in page.notes:
            kind = "done" if note.is_done else "open"
            _note(notes, note, authors, type=kind, target=f"#{written.names.get(note.about, written.surface)}")
    for part, holder in ((facsimile, facsimile), (notes, notes.getparent())):
        if not len(part):  # the schema wants no empty facsimile, and nobody an empty back
            holder.getparent().remove(holder)
    return to_bytes(root)


def _header(root: etree._Element, transcription: Transcription, authors: Mapping[str, str], stamp: Stamp) -> None:
    header = add(root, "teiHeader")
    file = add(header, "fileDesc")
    title = add(file, "titleStmt")
    add(title, "title", transcription.title)
    _responsible(title, MACHINE, "read by machine", transcription.model or stamp.creator)
    _responsible(title, PEOPLE, "read or confirmed by people", f"reviewers in {stamp.creator}")
    for name, reference in authors.items():
        _responsible(title, reference, "notes", name)
    add(add(file, "publicationStmt"), "p", "Unpublished transcription.")
    add(add(file, "sourceDesc"), "p", "Pictures of handwritten pages, which the facsimile names.")
    encoding = add(header, "encodingDesc")
    program = add(add(encoding, "appInfo"), "application", ident=stamp.creator, version=stamp.version)
    add(program, "label", stamp.creator)
    add(add(encoding, "editorialDecl"), "p", _EDITORIAL)
    add(add(header, "revisionDesc"), "change", f"Written by {stamp.creator}.", when=stamp.moment)


def _responsible(title: etree._Element, reference: str, what: str, name: str) -> None:
    node = add(title, "respStmt")
    node.set(f"{XML}id", reference)
    add(node, "resp", what)
    add(node, "name", name)


def _note_authors(transcription: Transcription) -> list[str]:
    """Each once, in the order of their first notes."""
    notes = [note for page in transcription.pages for note in page.notes]
    return list(dict.fromkeys(each.author for note in notes for each in (note, *note.answers)))


def _note(parent: etree._Element, note: Note, authors: Mapping[str, str], **attributes: str) -> None:
    """With its answers in it, which have no answers themselves."""
    node = add(parent, "note", resp=f"#{authors[note.author]}", **attributes)
    last = add(node, "date", when=note.created)
    if note.quote:
        last = add(node, "quote", note.quote)
    last.tail = writable(note.text)
    for answer in note.answers:
        _note(node, answer, authors, type="answer")
