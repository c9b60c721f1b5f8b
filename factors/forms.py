"""Form of the second factor."""

import unicodedata

from django import forms
from django.utils.translation import pgettext_lazy


class CodeForm(forms.Form):
    """A code of six digits from the phone, or one of the card."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, *args: object, hint: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].help_text = hint

    def clean_code(self) -> str:
        """Without blanks and dashes, small letters, half width."""
        text = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        return "".join(text.split()).replace("-", "").lower()
