"""Reviewers without a browser: they ask the server what a desk asks, at the pace of a person."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import defaultdict
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.desk_site import DESK

PAUSE = 2.5  # seconds between two decisions, on average
HEARTBEAT = 20
AHEAD, LOW, COUNTED_EVERY = 10, 5, 5  # as static/desk/exchange.js has them
API = "/api/review/sample-letters/"


class Reviewer(threading.Thread):
    """`took`: what → milliseconds; `failed`: refusals."""

    def __init__(self, address: str, session: str, seconds: float, seed: int) -> None:
        super().__init__()
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies = {"sessionid": session}
        self.seconds = seconds
        self.random = random.Random(seed)
        self.took: dict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []
        self.decided = 0

    def run(self) -> None:
        ends = time.monotonic() + self.seconds
        time.sleep(self.random.uniform(0, PAUSE))
        self.ask("GET", DESK, "desk")
        words, seen, beat, fetches = list[dict](), set[str](), time.monotonic(), 0
        while time.monotonic() < ends:
            if len(words) <= LOW:
                exclude = ",".join(str(card["id"]) for card in words)
                counts = fetches % (COUNTED_EVERY + 1) == 0
                query = f"count={AHEAD}&counts={str(counts).lower()}&skips_until=0&exclude={exclude}"
                told = self.ask("GET", f"{API}next?{query}", "next, counted" if counts else "next")
                pictures = {line["picture"] for line in told["lines"].values()} - seen
                for picture in pictures:
                    self.ask("GET", picture, "picture")
                words, seen, fetches = words + told["words"], seen | pictures, fetches + 1
            time.sleep(self.random.expovariate(1 / PAUSE))
            if words:
                self.decide(words.pop(0))
            if time.monotonic() - beat > HEARTBEAT:
                self.ask("POST", f"{API}heartbeat", "heartbeat", {"words": [card["id"] for card in words]})
                beat = time.monotonic()

    def decide(self, card: dict) -> None:
        text = card["reading"]["text"] if self.random.random() < 0.5 else f"x{self.random.random():.3f}"
        seen = {"reading": card["reading"]["id"], "label": card["label"], "about": card.get("about")}
        said = {"word": card["id"], "action": "text", "text": text, "token": str(uuid4()), "seconds": PAUSE}
        self.ask("POST", f"{API}decisions", "decision", said | seen)
        self.decided += 1

    def ask(self, method: str, path: str, kind: str, data: object = None) -> dict:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"X-CSRFToken": self.cookies.get("csrftoken", ""), "Content-Type": "application/json"}
        started = time.monotonic()
        request = (method, path, data and json.dumps(data), headers)
        try:
            self.connection.request(*request)
            answer = self.connection.getresponse()
        except (OSError, http.client.HTTPException):  # the server has closed an idle connection
            self.connection.close()
            self.connection.request(*request)
            answer = self.connection.getresponse()
        body = answer.read()
        self.took[kind].append(1000 * (time.monotonic() - started))
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        if answer.status >= 300:
            self.failed.append(f"{kind}: {answer.status}")
        return json.loads(body) if (answer.getheader("Content-Type") or "").startswith("application/json") else {}


def sessions(count: int) -> list[str]:
    """Of so many people of their own."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - models need settings
    from django.test import Client  # noqa: PLC0415

    found = []
    for i in range(count):
        person, client = User.objects.create_superuser(f"reviewer{i}"), Client()
        client.force_login(person)
        found.append(client.cookies["sessionid"].value)
    return found
