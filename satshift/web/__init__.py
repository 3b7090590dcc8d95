"""The web machine: cards become pages that work without JavaScript and are pleasant with it."""

from satshift.web.house import House, house_of
from satshift.web.installing import install
from satshift.web.pages import page
from satshift.web.posting import Posted, Posting
from satshift.web.reader import Reader, reader_of
from satshift.web.reviewing import Review, review

__all__ = [
    "House",
    "Posted",
    "Posting",
    "Reader",
    "Review",
    "house_of",
    "install",
    "page",
    "reader_of",
    "review",
]
