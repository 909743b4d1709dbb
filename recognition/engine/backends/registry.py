"""All readers by name. Opening one raises BackendError with the reason why it cannot read here."""

from __future__ import annotations

from collections.abc import Callable

from . import names
from .aws_textract import AwsTextract
from .azure_documents import AzureDocuments
from .backend import Backend, BackendSetup
from .google_vision import GoogleVision
from .kraken import Kraken
from .ours import Ours
from .tesseract import Tesseract

BACKENDS: dict[str, Callable[[BackendSetup], Backend]] = {
    names.OURS: Ours.open,
    names.TESSERACT: Tesseract.open,
    names.KRAKEN: Kraken.open,
    names.GOOGLE: GoogleVision.open,
    names.AWS: AwsTextract.open,
    names.AZURE: AzureDocuments.open,
}
