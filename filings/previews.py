"""The first page of a document as a picture, made when somebody looks: pdfium reads our own file, nothing is stored."""

from io import BytesIO
from typing import Final

import pypdfium2

_WIDTH: Final = 480


def preview(pdf: bytes) -> bytes:
    """The first page as PNG, 480 dots wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=_WIDTH / page.get_width(), grayscale=False).to_pil()
        target = BytesIO()
        picture.quantize(64).save(target, "PNG", optimize=False)
        return target.getvalue()
    finally:
        document.close()
