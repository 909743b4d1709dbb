"""What the cloud services share: their clients are loaded late, and every refusal becomes one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

import cv2

from .backend import BackendError, Image

T = TypeVar("T")

#: Names of exceptions, codes of errors and HTTP statuses by which the services say that a key is missing or wrong …
_NO_ENTRY = frozenset({
    "DefaultCredentialsError", "RefreshError", "Unauthenticated", "PermissionDenied", "Forbidden",
    "NoCredentialsError", "PartialCredentialsError", "NoRegionError", "AccessDeniedException",
    "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "ClientAuthenticationError",
    "401", "403",
})  # fmt: skip
#: … and that no more may be read for now.
_NO_QUOTA = frozenset({
    "ResourceExhausted", "TooManyRequests", "ProvisionedThroughputExceededException", "ThrottlingException",
    "LimitExceededException", "429",
})  # fmt: skip
_JPEG_QUALITY = 92  # the services take a few megabytes a picture; a page as PNG may have more


@dataclass(frozen=True, slots=True)
class Service:
    """`label` is what people call it, `package` its official client, `key` where the client finds its key."""

    label: str
    package: str
    key: str

    def client(self, module: str) -> Any:
        """The module of the client. Raises BackendError where it is not installed."""
        try:
            return import_module(module)
        except ImportError as error:
            raise BackendError(
                f"{self.label} needs its client: install the package {self.package} (`make cloud-extras`)."
            ) from error

    def call(self, function: Callable[[], T]) -> T:
        """What the function returns; whatever the client raises becomes a BackendError."""
        try:
            return function()
        except Exception as error:
            raise self.refusal(frozenset(_codes(error)), str(error)) from error

    def refusal(self, codes: frozenset[str], message: str) -> BackendError:
        if codes & _NO_ENTRY:
            return BackendError(f"{self.label} has no key that is accepted: {self.key}. It said: {message}")
        if codes & _NO_QUOTA:
            return BackendError(f"The quota of {self.label} is used up: wait or raise it. It said: {message}")
        return BackendError(f"{self.label} could not read the picture. It said: {message}")


def jpeg(image: Image) -> bytes:
    """The image as a JPEG file."""
    colours = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return data.tobytes()


def _codes(error: Exception) -> Iterator[str]:
    """By class in Google's clients, by `response` in Amazon's (botocore), by `status_code` in Microsoft's."""
    yield type(error).__name__
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        yield str(response.get("Error", {}).get("Code", ""))
    yield str(getattr(error, "status_code", ""))
