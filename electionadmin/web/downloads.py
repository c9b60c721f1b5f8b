"""Files that are handed out: sent as attachments, never shown as pages, never kept by a browser."""

from io import BytesIO
from typing import Any

from django.http import FileResponse


def handed_out(content: Any, *, name: str, media_type: str = "") -> FileResponse:
    """The answer with a file (or its bytes) under a name; its type is guessed from the name where none is given."""
    stream = BytesIO(content) if isinstance(content, bytes) else content
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=media_type or None)
    response["Cache-Control"] = "no-store"
    return response
