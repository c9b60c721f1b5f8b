"""The form of a county's parameters: one line for each that the rulebook above sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elections.county_rulebooks import CountyRulebook
from elections.county_services import Setting
from elections.rulebooks import PARAMETERS, Rulebook, Share, Value
from elections.rulebooks.words import word_for, written

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter on the page: its label, what holds above, and the two fields."""

    label: str | Promise
    above: str
    source: Value
    value: BoundField
    basis: BoundField


class CountyRulebookForm(forms.Form):
    """Title, document and reason of a version, and the values it sets; an empty value leaves the one above."""

    title = forms.CharField(label=_("Title"), max_length=100)
    document = forms.CharField(
        label=_("The county's document"),
        max_length=_LONGEST,
        help_text=_("Title and number of the document that sets the values, for example 沁组发〔2026〕12号."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, book: Rulebook, former: CountyRulebook | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        before = {(v["body"], v["name"]): v for v in former.values} if former else {}
        if former:
            self.initial["title"] = former.title
        for (body, name), value in book.values.items():
            key, known = f"{body}.{name}", before.get((body, name), {})
            self.fields[key] = _field(name, value)
            self.fields[f"{key}.basis"] = forms.CharField(
                required=False, max_length=_LONGEST, label=_("Place in the document")
            )
            if known:
                self.initial[key] = _typed(known["value"])
                self.initial[f"{key}.basis"] = known["basis"]

    def own_fields(self) -> Iterator[BoundField]:
        """Title, document and reason."""
        return (self[name] for name in ("title", "document", "reason"))

    def lines(self, body: str) -> list[Line]:
        """The parameters of a body."""
        return [
            Line(
                label=PARAMETERS[name].label,
                above=written(name, value.value),
                source=value,
                value=self[f"{body}.{name}"],
                basis=self[f"{body}.{name}.basis"],
            )
            for (of, name), value in self.book.values.items()
            if of == body
        ]

    def settings(self) -> list[Setting]:
        """The values that were typed, as the rulebooks' files write them."""
        return [
            Setting(
                body=body, name=name, value=_raw(value.value, typed), basis=self.cleaned_data[f"{body}.{name}.basis"]
            )
            for (body, name), value in self.book.values.items()
            if (typed := self.cleaned_data[f"{body}.{name}"]) not in ("", None, [])
        ]


def _field(name: str, value: Value) -> forms.Field:
    choices = [(choice, word_for(name, choice)) for choice in PARAMETERS[name].choices]
    label: Any = PARAMETERS[name].label
    match value.value:
        case bool():
            return forms.ChoiceField(
                label=label, required=False, choices=[("", "—"), ("true", _("yes")), ("false", _("no"))]
            )
        case tuple():
            return forms.MultipleChoiceField(
                label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        case str():
            return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *choices])
        case _:
            return forms.CharField(label=label, required=False, max_length=20)


def _raw(above: object, typed: Any) -> Any:
    """What was typed in the form of the rulebooks' files; what is no number stays text and is refused there."""
    match above:
        case bool():
            return typed == "true"
        case tuple() | str() | Share():
            return typed
        case _:
            plain = "".join(typed.split())
            return int(plain) if plain.isascii() and plain.isdigit() else typed


def _typed(raw: Any) -> Any:
    return ("true" if raw else "false") if isinstance(raw, bool) else raw
