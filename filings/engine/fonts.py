"""Which faces a document may use. fontconfig knows no others, so none can slip in where a character is missing."""

import os
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# By the names that stand in the PDF. A county's licensed faces come first where it has them (docs/documents.md).
ALLOWED: Final = frozenset(
    {"FandolFang", "FandolKai", "FandolHei", "FandolSong", "Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC", "BabelStone-Han"}
)


def configuration_file() -> Path:
    """The fontconfig file that scripts/fonts.sh wrote. Raises ImproperlyConfigured when it was not run."""
    path = Path(settings.DOCUMENT_FONTS) / "fonts.conf"
    if not path.is_file():
        raise ImproperlyConfigured(f"The faces of the documents are missing ({path}): run scripts/setup.sh.")
    return path


def confine() -> None:
    """Point fontconfig to our faces; it reads the variable once, when WeasyPrint is imported."""
    os.environ["FONTCONFIG_FILE"] = str(configuration_file())
