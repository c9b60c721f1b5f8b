"""What the renderer may read: the stylesheets and pictures of one packaged directory, by the scheme `paper:`."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
from weasyprint.urls import URLFetcher, URLFetcherResponse

DIRECTORY: Final = Path(__file__).resolve().parent.parent / "paper"
BASE: Final = "paper:///"
# Number and digest of a document: `paper:///qr/140431-P5CC2-R96H2/9f…` is a picture of its QR code.
_QR: Final = re.compile(r"paper:///qr/([0-9A-Z-]{5,40})/([0-9a-f]{32})")
_TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


class NotPackaged(ValueError):
    """A document asked for something that is not in the package."""


class PackagedFetcher(URLFetcher):
    """Opens no file but the packaged ones, no connection, and no data of the document's own."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file of a `paper:` address; WeasyPrint leaves out what raises. Raises NotPackaged."""
        if code := _QR.fullmatch(url):
            return URLFetcherResponse(url, _qr(f"{code[1]} {code[2].upper()}"), {"Content-Type": "image/png"})
        scheme, _, name = url.partition(":")
        path = (DIRECTORY / name.lstrip("/")).resolve()
        if scheme != "paper" or DIRECTORY not in path.parents or path.suffix not in _TYPES or not path.is_file():
            raise NotPackaged(url[:80])
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})

    def open(self, fullurl: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        """As `fetch`: urllib's own way in stays shut."""
        return self.fetch(fullurl if isinstance(fullurl, str) else fullurl.full_url)


def _qr(text: str) -> bytes:
    """A QR code, one dot a module; any mask can be read, and weighing all eight of them costs more than all the rest."""
    target = BytesIO()
    segno.make_qr(text, error="m", mask=3, boost_error=False).save(target, kind="png", border=0)
    return target.getvalue()
