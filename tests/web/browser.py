"""A browser that fetches pages of ours and refuses any that breaks a rule of the house."""

import re
from typing import Any

import httpx

from tests.web import page_rules


class Browser:
    """Fetches pages as a person's browser would, and refuses any that breaks a rule of the house."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=20)

    def get(self, path: str, status: int = 200, **more: Any) -> httpx.Response:
        return self._look(self.http.get(path, **more), status)

    def post(self, path: str, data: dict[str, Any], status: int = 200, token: bool = True) -> httpx.Response:
        given = {**data, "token": self.token()} if token else data
        return self._look(self.http.post(path, data=given), status)

    def token(self) -> str:
        page = page_rules.read(self.http.get("/help").text)
        return next(
            each.attrs["content"] for each in page.all("meta") if each.attrs.get("name") == "form-token"
        )

    def _look(self, answer: httpx.Response, status: int) -> httpx.Response:
        assert answer.status_code == status, _words(answer.text)
        if "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text:
            assert page_rules.problems(answer.text) == []
        return answer


def _words(html: str) -> str:
    """What a page says, for whoever reads a failed test."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[-1]).split())[:600]
