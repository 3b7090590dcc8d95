"""Who reads a page, in which language, and under which token their forms come back."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from markupsafe import Markup, escape

from satshift.kernel.address import Address
from satshift.kernel.errors import SatshiftError
from satshift.kernel.shape import Moment, Sentence
from satshift.web import languages, sessions
from satshift.web.formats import Formats
from satshift.web.house import house_of


@dataclass(frozen=True, slots=True)
class Reader:
    """The person on the other side, as far as a page needs to know."""

    language: str
    dir: str
    address: Address | None
    session: str | None
    token: str  # every form carries it
    formats: Formats

    @property
    def is_guest(self) -> bool:
        return self.address is None

    def tell(self, sentence: str, values: Mapping[str, object] | None = None) -> str:
        """A sentence of ours in the reader's language, its places filled."""
        said = languages.catalogue(self.language).gettext(sentence) if sentence else ""
        shown = {name: self.formats.value(value) for name, value in (values or {}).items()}
        try:
            return said.format_map(shown) if shown else said
        except (KeyError, ValueError, IndexError):
            return sentence

    def sentence(self, sentence: Sentence | None) -> str:
        """A sentence of the house, in the reader's language; nothing for none."""
        return self.tell(sentence.says, sentence.values) if sentence else ""

    def html(self, sentence: Sentence | None) -> Markup:
        """The same for a page: times in the reader's zone, everything else escaped."""
        if sentence is None:
            return Markup("")
        said = escape(languages.catalogue(self.language).gettext(sentence.says))
        shown = {name: self._shown(value) for name, value in sentence.values.items()}
        return said.format_map(shown) if shown else said

    def _shown(self, value: object) -> str:
        if not isinstance(value, Moment):
            return self.formats.value(value)
        formats, pattern = self.formats, Markup('<time datetime="{}" data-local>{}</time>')
        return pattern.format(formats.iso(value.seconds), formats.moment(value.seconds))

    def error(self, error: SatshiftError) -> str:
        """What went wrong, in the reader's language."""
        return self.tell(error.message, error.values)


def reader_of(request: Request) -> Reader:
    """The reader of this request, looked up once."""
    known: Reader | None = getattr(request.state, "reader", None)
    if known is None:
        known = request.state.reader = _look(request)
    return known


def _look(request: Request) -> Reader:
    language = languages.choose(
        request.query_params.get("lang"),
        request.cookies.get(languages.COOKIE),
        request.headers.get("accept-language", ""),
    )
    visit = sessions.visit_of(request)
    profile = house_of(request).profile
    tokens = {token.address: token for token in profile.tokens.values()}
    formats = Formats(languages.locale(language), profile.chain_id, tokens)
    written = formats.locale.text_direction
    asked = request.query_params.get("dir")
    return Reader(
        language=language,
        dir=asked if asked in ("ltr", "rtl") else written,
        address=visit.address,
        session=visit.session,
        token=sessions.token_of(request, visit),
        formats=formats,
    )
