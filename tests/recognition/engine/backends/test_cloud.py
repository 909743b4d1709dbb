"""What the clients of the cloud services raise becomes one sentence."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from recognition.engine.backends.backend import BackendError
from recognition.engine.backends.cloud import Service, jpeg

SERVICE = Service("Some Vision", "some-vision", "set SOME_KEY")


class ResourceExhausted(Exception):
    """Google's clients tell by the class."""


class DefaultCredentialsError(Exception):
    """Of google-auth, where no key is found."""


class AmazonError(Exception):
    """Like botocore's ClientError, which tells by a code in its response."""

    def __init__(self, code: str) -> None:
        super().__init__(f"An error occurred ({code})")
        self.response = {"Error": {"Code": code, "Message": "…"}}


class MicrosoftError(Exception):
    """Like azure.core's HttpResponseError, which tells by the HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"({status}) refused")
        self.status_code = status


@pytest.mark.parametrize(
    "error", [DefaultCredentialsError("no file"), AmazonError("AccessDeniedException"), MicrosoftError(401)]
)
def test_a_missing_or_wrong_key(error: Exception) -> None:
    with pytest.raises(
        BackendError, match=r"^Some Vision has no key that is accepted: set SOME_KEY\. It said: "
    ) as raised:
        SERVICE.call(lambda: _raise(error))
    assert str(raised.value).endswith(str(error))


@pytest.mark.parametrize(
    "error", [ResourceExhausted("429"), AmazonError("ProvisionedThroughputExceededException"), MicrosoftError(429)]
)
def test_a_quota_that_is_used_up(error: Exception) -> None:
    with pytest.raises(BackendError, match=r"^The quota of Some Vision is used up"):
        SERVICE.call(lambda: _raise(error))


def test_anything_else_is_said_as_it_came() -> None:
    with pytest.raises(BackendError, match=r"^Some Vision could not read the picture\. It said: too large$"):
        SERVICE.call(lambda: _raise(ValueError("too large")))


def test_a_client_that_is_not_installed() -> None:
    with pytest.raises(BackendError, match=r"needs its client: install the package some-vision"):
        SERVICE.client("no_such_module_anywhere")


def test_colours_arrive_as_they_were() -> None:
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 0] = 200
    blue, _, again = cv2.imdecode(np.frombuffer(jpeg(red), np.uint8), cv2.IMREAD_COLOR)[16, 16]
    assert again > 190
    assert blue < 10


def _raise(error: Exception) -> None:
    raise error
