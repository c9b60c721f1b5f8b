"""One document or many, in a process that has read faces and stylesheets once."""

import ctypes
import datetime
import gc
import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

from filings.engine.errors import Unprintable
from filings.engine.fonts import confine

# Fixed, so that the same facts give the same bytes; the day of issue stands in the text.
_EPOCH: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# A tree of boxes is full of cycles; collecting it now and then by hand is cheaper than at every allocation.
_COLLECT_EVERY: Final = 8
# PDF/A-3 with and without tags for readers that speak.
_TAGGED: Final = "pdf/a-3a"
_PLAIN: Final = "pdf/a-3u"


@dataclass(frozen=True, slots=True)
class Page:
    """What holds for the whole file: stylesheets of `filings/paper`, what is attached as `facts.json`, whether it is tagged.

    The tags of a page of names cost more than its layout: a roll goes without.
    """

    sheets: tuple[str, ...]
    facts: bytes = b""
    tagged: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and the number of its pages."""

    pdf: bytes
    pages: int


A4: Final = Page(("page.css",))
_made = 0
# glibc keeps freed memory for itself: a third of a worker's, once it has printed a few documents.
_give_back: Callable[[int], int] = getattr(ctypes.CDLL(None), "malloc_trim", lambda _pad: 0)


class _Tofu(logging.Handler):
    """Hears WeasyPrint say that it printed an empty box."""

    _SAID: Final = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note the character."""
        if said := self._SAID.search(record.getMessage()):
            self.characters.add(chr(int(said[1], 16)))


@cache
def _library() -> Any:
    """WeasyPrint, confined to our faces and adapted."""
    confine()
    import weasyprint  # reads FONTCONFIG_FILE when it is imported

    from filings.engine import adaptations  # imports WeasyPrint

    adaptations.install()
    return weasyprint


@cache
def _faces() -> Any:
    _library()
    from weasyprint.text.fonts import FontConfiguration  # after `confine`

    return FontConfiguration()


@cache
def _fetcher() -> Any:
    _library()
    from filings.engine.fetcher import PackagedFetcher  # imports WeasyPrint

    return PackagedFetcher()


@cache
def _finisher() -> Any:
    _library()
    from filings.engine.adaptations import bare_faces  # imports WeasyPrint

    return bare_faces


@cache
def _sheet(name: str) -> Any:
    return _library().CSS(url=f"paper:///{name}", url_fetcher=_fetcher(), font_config=_faces())


def render(html: str, page: Page, *, again: Callable[[int], str | None] | None = None) -> Printed:
    """The PDF (PDF/A-3: every face embedded, tagged but for rolls) of a whole HTML text. The same arguments give the same bytes.

    Args:
        html: The text.
        page: What holds for the whole file.
        again: Told the number of pages; may answer with another text, which is printed instead.

    Raises Unprintable rather than print an empty box.

    """
    global _made
    gc.disable()
    tofu = _listen()
    try:
        document = _laid_out(html, page)
        other = again(len(document.pages)) if again else None
        if other is not None:
            document = _laid_out(other, page)
        attached = [_attachment(page.facts)] if page.facts else []
        with warnings.catch_warnings():
            # WeasyPrint leaves it to the collector to close the colour profile it reads.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf = document.write_pdf(pdf_variant=_variant(page), attachments=attached, finisher=_finisher())
        printed = Printed(pdf, len(document.pages))
    finally:
        gc.enable()
    if tofu.characters:
        raise Unprintable("".join(sorted(tofu.characters)))
    _made += 1
    _tidy(_made)
    return printed


def _tidy(made: int) -> None:
    """Collect what the documents left behind, and give the memory back: a worker prints for months."""
    if made == 1:
        # What is loaded by now stays: the collector need not look through it each time.
        gc.collect()
        gc.freeze()
    elif made % _COLLECT_EVERY == 0:
        gc.collect()
        _give_back(0)


def _listen() -> _Tofu:
    """A fresh ear at WeasyPrint's log, whose other remarks (an address it may not read) are warnings for the operator."""
    logger = logging.getLogger("weasyprint")
    for handler in [handler for handler in logger.handlers if isinstance(handler, _Tofu)]:
        logger.removeHandler(handler)
    ear = _Tofu()
    logger.addHandler(ear)
    return ear


def _laid_out(html: str, page: Page) -> Any:
    text = _library().HTML(string=html, base_url="paper:///", url_fetcher=_fetcher())
    return text.render(
        stylesheets=[_sheet(name) for name in page.sheets],
        font_config=_faces(),
        pdf_variant=_variant(page),
    )


def _variant(page: Page) -> str:
    return _TAGGED if page.tagged else _PLAIN


def _attachment(facts: bytes) -> Any:
    return _library().Attachment(
        file_obj=BytesIO(facts),
        name="facts.json",
        description="facts",
        created=_EPOCH,
        modified=_EPOCH,
        relationship="Source",
        url_fetcher=_fetcher(),
    )
