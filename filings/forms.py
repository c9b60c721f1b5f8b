"""Forms of the documents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.codes import Level
from filings.checking import LARGEST_FILE
from filings.facts import is_needed
from filings.kinds import Kind
from villages.models import Division


class _DivisionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """Divisions in the order of their codes, each below the one it belongs to."""

    def label_from_instance(self, obj: Any) -> str:
        """The name, set in by level."""
        depth = {Level.TOWNSHIP: 1, Level.VILLAGE: 2}.get(obj.level, 0)
        return "\u3000" * depth + str(obj.name)


class PackageForm(forms.Form):
    """A division and kinds."""

    division = _DivisionField(
        label=_("Division"), queryset=Division.objects.none(), empty_label=None, to_field_name="code"
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of documents"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of document.")},
    )

    def __init__(self, *args: Any, divisions: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = divisions  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.title) for kind in kinds if kind.packaged
        ]


class CheckForm(forms.Form):
    """A document's number, or the file itself."""

    number = forms.CharField(
        label=_("Document number"),
        max_length=200,
        required=False,
        help_text=_("At the foot of each page, or what the QR code says."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("or the PDF itself"), required=False, help_text=_("It is compared byte by byte, and not kept.")
    )

    def clean(self) -> dict[str, Any] | None:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("number") and not cleaned.get("file") and not self.errors:
            self.add_error("number", _("Type the number, or choose the file."))
        return cleaned

    def clean_file(self) -> Any:
        """Not larger than a document can be."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("No document is that large. Choose the PDF as it was downloaded."))
        return file


class WithdrawForm(forms.Form):
    """Why a document is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It is shown to whoever checks the document.")
    )


class TypedForm(forms.Form):
    """The passages of one document that its maker may type."""

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in kind.asks:
            needed = is_needed(kind.facts_type, name)
            self.fields[name] = forms.CharField(label=kind.label_of(name), max_length=200, required=needed)


class WordingForm(forms.Form):
    """The passages of a kind, one field each; an empty field goes back to the wording of the package."""

    def __init__(self, *args: Any, passages: list[tuple[str, Any, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, text, hint in passages:
            self.fields[name] = forms.CharField(
                label=label,
                max_length=2000,
                required=False,
                initial=text,
                help_text=hint,
                widget=forms.Textarea(attrs={"rows": 2}) if len(text) > 30 else forms.TextInput(),  # noqa: PLR2004
            )
