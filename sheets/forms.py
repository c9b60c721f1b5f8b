"""The form that sends a table."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sheets.reader.kinds import MAX_BYTES

MODES = (
    ("all", _("Import all rows, or nothing if a row has a fault")),
    ("good_rows", _("Import the good rows and leave out those with faults")),
    ("check", _("Only check; change nothing")),
)


class UploadForm(forms.Form):
    """A file and what to do with it; the token makes sending it twice one import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Type .xlsx, .xls, .et, .ods or .csv, up to 100 MB, with a header row. Columns may stand in any order."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv,.txt"}),
        allow_empty_file=True,  # the report says what an empty file lacks
        error_messages={"required": _("Choose a file."), "missing": _("Choose a file.")},
    )
    mode = forms.ChoiceField(label=_("What to do"), choices=MODES, initial="all", widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4().hex)

    def clean_file(self) -> "UploadedFile[Any]":
        """Not larger than what is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 100 MB. Split it into several files."))
        return file
