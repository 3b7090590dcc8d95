"""How a form arrives: read once, its token checked, its text made whole."""

import secrets
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from satshift.kernel.errors import Invalid, Refused
from satshift.web.reader import reader_of

MOST_FIELDS = 500
TOKEN = "token"  # noqa: S105 - the name of a field
HEADER = "x-form-token"


class Posting(dict[str, str]):
    """The fields of a form, each a text; `all` gives a repeated one in order."""

    def __init__(self, form: FormData) -> None:
        self._pairs = [(name, _clean(text)) for name, text in form.multi_items() if isinstance(text, str)]
        super().__init__(self._pairs)

    def all(self, name: str) -> list[str]:
        return [text for each, text in self._pairs if each == name]

    def text(self, name: str) -> str:
        return self.get(name, "").strip()


def _clean(text: str) -> str:
    """Text as databases and pages can keep it: no NUL, one kind of line end."""
    return text.replace("\x00", "").replace("\r\n", "\n")


async def posted(request: Request) -> Posting:
    """The form of this request, or Refused when it is not from a page of ours."""
    try:
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    except HTTPException as error:
        raise Invalid(
            "form-unreadable", "This form can't be read. Go back, reload the page and send it again."
        ) from error
    if any(isinstance(value, UploadFile) for _, value in form.multi_items()):
        raise Invalid(
            "form-unreadable", "This form can't be read. Go back, reload the page and send it again."
        )
    given = request.headers.get(HEADER) or str(form.get(TOKEN, ""))
    if not secrets.compare_digest(given.encode(), reader_of(request).token.encode()):
        raise Refused(
            "form-stale",
            "This form belongs to another visit, so nothing was done. Go back, reload the page and send it again.",
        )
    return Posting(form)


Posted = Annotated[Posting, Depends(posted)]
