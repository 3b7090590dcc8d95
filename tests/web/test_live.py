"""News for open pages: told at once, told again after a break, and only to those it is about."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.web.browser import Browser
from tests.web.village import Village


@contextmanager
def listening(url: str, about: str, last: str = "") -> Iterator[list[str]]:
    """The lines of a stream, as they come."""
    lines: list[str] = []
    headers = {"last-event-id": last} if last else {}
    with (
        httpx.Client(base_url=url, timeout=10) as http,
        http.stream("GET", "/live", params={"about": about}, headers=headers) as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")

        def read() -> None:
            with suppress(httpx.HTTPError):  # the test closes the stream
                for line in stream.iter_lines():
                    lines.append(line)  # noqa: PERF402 - each line as soon as it comes

        reading = threading.Thread(target=read, daemon=True)
        reading.start()
        yield lines
        stream.close()


def within(seconds: float, holds: Callable[[], object]) -> bool:
    waiting = threading.Event()
    for _ in range(int(seconds * 50)):
        if holds():
            return True
        waiting.wait(0.02)
    return False


def test_a_page_hears_of_its_agreement_and_not_of_others(here: Village) -> None:
    client, worker = here.person(), here.person()
    mine, other = here.open(client, worker), here.open(client, worker)
    with listening(here.url, mine) as lines, listening(here.url, other) as others:
        assert within(5, lambda: lines and others)
        here.do(worker, "submit", agreement=mine, milestone=1, note="Done.")
        assert within(3, lambda: "event: news" in lines)
        assert "event: news" not in others


def test_what_was_missed_is_told_at_once(here: Village) -> None:
    client, worker = here.person(), here.person()
    job = here.open(client, worker)
    head = here.house.store.head()
    assert head is not None
    with listening(here.url, job, last=str(head.number)) as lines:
        assert within(5, lambda: lines)
        assert "event: news" not in lines
    here.do(worker, "submit", agreement=job, milestone=1, note="Done.")
    with listening(here.url, job, last=str(head.number)) as lines:
        assert within(3, lambda: "event: news" in lines)


@pytest.mark.parametrize("about", ["%", "'; drop", "0x", "0x12_%"])
def test_a_strange_subject_is_refused(guest: Browser, about: str) -> None:
    assert guest.http.get("/live", params={"about": about}).status_code == 422
