"""What our forms share: dates, figures, errors at the field they belong to, and forms two people filled at once."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from electionadmin.templatetags.ui import EMPTY, plain
from electionadmin.versions import Stale

AnyModel = TypeVar("AnyModel", bound=models.Model)
_GROUPING = re.compile(r"[\s,，]")


class DateInput(forms.DateInput):
    """The browser's own date field, which wants the date in ISO form."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FigureField(forms.IntegerField):
    """A whole number as people write it: full width digits, spaces and commas between thousands. Empty is not zero."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {"invalid": _("Type a whole number in digits, for example 1200.")}

    def to_python(self, value: Any) -> int | None:
        """The number; None for an empty field."""
        return super().to_python(_GROUPING.sub("", value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Digits on a telephone's keyboard; no arrows that a mouse wheel turns."""
        return {"inputmode": "numeric", "autocomplete": "off"}


class OfficeForm(forms.ModelForm, Generic[AnyModel]):  # type: ignore[type-arg]  # no generic when it runs
    """A form whose constraints complain at a field: a constraint's `violation_error_code` names it."""

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's, but errors of services and constraints find their field, or stand above the form."""
        super().add_error(field, _at_fields(error, self.fields) if field is None else error)


def _at_fields(error: Any, fields: Mapping[str, forms.Field]) -> ValidationError:
    if not isinstance(error, ValidationError):
        error = ValidationError(error)
    by_field: dict[str, list[ValidationError]] = {}
    given = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for field, problems in given.items():
        for problem in problems:
            place = field if field in fields else problem.code if problem.code in fields else NON_FIELD_ERRORS
            by_field.setdefault(str(place), []).append(problem)
    return ValidationError(by_field)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else has changed: what it was when the form was opened, what it is now, what was typed."""

    label: str
    before: str
    now: str
    typed: str
    both: bool


class VersionedForm(OfficeForm[AnyModel], Generic[AnyModel]):
    """A form that knows from which version of the row it was filled; 0 when there was no row yet.

    `secret` names fields that are never shown, with what masks them: left empty they stay as they are.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    secret: ClassVar[Mapping[str, Callable[[str], str]]] = {}
    differences: tuple[Difference, ...] = ()
    changed_by = ""
    again: Callable[..., Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = partial(type(self), **{key: kwargs[key] for key in kwargs.keys() - {"data", "files", "instance"}})
        new = self.instance._state.adding  # noqa: SLF001  # Django documents it
        self.initial["version"] = 0 if new else self.instance.version

    def seen_version(self) -> int:
        """Version of the row that the user had before him."""
        return int(self.cleaned_data["version"])

    def beside(self, current: Any) -> Mapping[str, Any]:
        """What is stored now for the fields that are no columns of the row; a form that has such fields tells it."""
        return {}

    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


Form = TypeVar("Form", bound=VersionedForm[Any])


def submit(form: Form, save: Callable[[Form], object]) -> Form | None:
    """Save what was typed: None when it is saved, else the form to show again, with everything typed still in it.

    Args:
        form: Filled from the request.
        save: Called with a valid form; may raise Stale and ValidationError.

    """
    if not form.is_valid():
        return form
    try:
        save(form)
    except Stale as stale:
        again = rebased(form, current=stale.current)
        # Nothing that this form shows has changed: there is nothing to decide.
        return again if again.differences else submit(again, save)
    except ValidationError as error:
        form.add_error(None, error)
        return form
    return None


def rebased(form: Form, *, current: Any) -> Form:
    """The form once more, on top of what somebody else has saved meanwhile.

    What the user has typed stays typed; a field he has left alone takes the new value. `differences` tells what the
    other has changed; sending the form again decides. The state before is read from the row's history.
    """
    data, differences = QueryDict(mutable=True), []
    data.update(form.data)
    version = form.seen_version()
    events = current.events.order_by("-pgh_id")
    before = events.filter(version=version).first() if version else None
    for name in current.compared(form.values()):
        field = current._meta.get_field(name)
        typed, was, now = form.cleaned_data[name], _value(before, field), _value(current, field)
        if _same(was, now) or _same(typed, now):
            continue
        untouched = _same(typed, was) or (name in form.secret and not typed)
        if untouched and name not in form.secret:
            _put(data, form, name, now)
        shown = _Shown(current, name, form.secret.get(name))
        both = not untouched
        differences.append(
            Difference(str(form[name].label), shown(was), shown(now), shown(now if untouched else typed), both)
        )
    # What stood there before is not known: whatever is stored now and differs is for the user to decide.
    for name, now in form.beside(current).items():
        if not _same(typed := form.cleaned_data[name], now):
            field = form.fields[name]
            differences.append(Difference(str(field.label), EMPTY, _worded(field, now), _worded(field, typed), True))
    data[form.add_prefix("version")] = str(current.version)
    again: Form = form.again(data, instance=current)
    again.differences = tuple(differences)
    if differences and again.errors is not None:
        again.changed_by = (events.values_list("pgh_context", flat=True).first() or {}).get("name") or ""
        again.add_error(
            None, gettext("Somebody else has saved this meanwhile. Compare below, then save again or leave.")
        )
    return again


def _value(row: Any, column: "models.Field[Any, Any]") -> Any:
    if row is None:
        return False if isinstance(column, models.BooleanField) and not column.null else None
    return getattr(row, column.attname)


def _same(typed: Any, stored: Any) -> bool:
    """Whether both mean the same: empty is empty, whether text or nothing, but never zero and never “no”."""
    typed, stored = (None if value == "" else value for value in (typed, stored))
    return bool(typed == stored) and isinstance(typed, bool) is isinstance(stored, bool)


def _put(data: QueryDict, form: forms.BaseForm, name: str, value: Any) -> None:
    key, field = form.add_prefix(name), form.fields[name]
    if isinstance(field, forms.BooleanField):
        data.pop(key, None)
        if value:
            data[key] = "on"
        return
    prepared = field.prepare_value(value)
    data[key] = (
        prepared.isoformat() if isinstance(prepared, datetime.date) else "" if prepared is None else str(prepared)
    )


def _worded(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    return str(dict(getattr(field, "choices", ())).get(value, value))


class _Shown:
    """How a field's values are shown to a reader."""

    def __init__(self, row: Any, name: str, mask: Callable[[str], str] | None) -> None:
        self.field: Any = row._meta.get_field(name)
        self.mask = mask

    def __call__(self, value: Any) -> str:
        if value is None or value == "":
            return EMPTY
        if self.mask:
            return self.mask(value)
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(value, value))
        return plain(value)
