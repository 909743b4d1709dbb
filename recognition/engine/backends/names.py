"""What pages and commands may know of the readers without loading one: names and labels."""

from __future__ import annotations

from dataclasses import dataclass

OURS, TESSERACT, KRAKEN = "ours", "tesseract", "kraken"
GOOGLE, AWS, AZURE = "google", "aws", "azure"


@dataclass(frozen=True, slots=True)
class ReaderName:
    """`label` is what a person reads; `local`: no picture leaves the machine."""

    label: str
    local: bool


READERS: dict[str, ReaderName] = {
    OURS: ReaderName("hwocr", True),
    TESSERACT: ReaderName("Tesseract", True),
    KRAKEN: ReaderName("kraken", True),
    GOOGLE: ReaderName("Google Cloud Vision", False),
    AWS: ReaderName("AWS Textract", False),
    AZURE: ReaderName("Azure Document Intelligence", False),
}
LOCAL = tuple(name for name, reader in READERS.items() if reader.local)
