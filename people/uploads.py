"""What is taken of an uploaded file: its type by content, its size; photographs drawn anew without what cameras add."""

import io
from typing import Final, NamedTuple

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

LARGEST: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000
PHOTOGRAPH: Final = (480, 640)
SUFFIXES: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}
_PICTURES: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
# Names by which a PDF would act on the reader's machine.
_ACTIVE: Final = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class Upload(NamedTuple):
    """What is stored."""

    content: bytes
    media_type: str


def scan(content: bytes) -> Upload:
    """A PDF or a picture as it came. Raises ValidationError with what to send instead."""
    media_type = _media_type(content)
    if media_type in _PICTURES:
        _opened(content, media_type).close()
    elif any(name in content for name in _ACTIVE):
        raise ValidationError(_("This PDF holds programs or other files. Print it to a new PDF and send that."))
    return Upload(content, media_type)


def photograph(content: bytes) -> Upload:
    """A picture drawn anew as JPEG, upright, at most 480 × 640, without place and time. Raises ValidationError."""
    media_type = _media_type(content)
    if media_type not in {"image/jpeg", "image/png"}:
        raise ValidationError(_("A photograph is a JPEG or PNG picture. Save it as one of these."))
    with _opened(content, media_type) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(PHOTOGRAPH)
        target = io.BytesIO()
        upright.save(target, "JPEG", quality=88)
    return Upload(target.getvalue(), "image/jpeg")


def _media_type(content: bytes) -> str:
    if not content:
        raise ValidationError(_("The file is empty. Choose another one."))
    if len(content) > LARGEST:
        limit = {"limit": LARGEST // 1024 // 1024}
        raise ValidationError(_("The file is larger than %(limit)d MB. Scan it with 200 dpi, or split it.") % limit)
    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    for media_type in SUFFIXES:
        if media_type in found:
            return media_type
    raise ValidationError(_("By its content the file is no PDF, JPEG, PNG or TIFF. Scan the paper as one of these."))


def _opened(content: bytes, media_type: str) -> Image.Image:
    """The picture, whole and not too large: its size is read before anything is unpacked."""
    damaged = ValidationError(_("The picture is damaged and cannot be read. Scan it again."))
    # WeasyPrint lowers this for the whole process when it is loaded: half a picture would pass for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture = Image.open(io.BytesIO(content), formats=[_PICTURES[media_type]])
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise ValidationError(_("The picture has too many pixels. Scan it with 200 dpi."))
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise damaged from error
    return picture
