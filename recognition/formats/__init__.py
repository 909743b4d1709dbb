"""One file a format, each pure: bytes to Transcription records and back. FORMATS is the only registry."""

from __future__ import annotations

from . import alto_xml, fields_csv, json_page, page_xml, plain, tei_xml, words_csv
from .format import Format, FormatError, Stamp

FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("txt", "Plain text", "txt", "text/plain; charset=utf-8", plain.write),
        Format("pagexml", "PAGE XML", "xml", "application/xml", page_xml.write, paged=True),
        Format("alto", "ALTO XML", "xml", "application/xml", alto_xml.write, paged=True),
        Format("tei", "TEI XML", "tei.xml", "application/tei+xml", tei_xml.write),
        Format("csv", "Table of words (CSV)", "csv", "text/csv; charset=utf-8", words_csv.write),
        Format("fields", "Fields and registers (CSV)", "fields.csv", "text/csv; charset=utf-8", fields_csv.write),
        Format("json", "JSON", "json", "application/json", json_page.write),
    )
}

__all__ = ["FORMATS", "Format", "FormatError", "Stamp"]
