"""A county administrator sets the county's parameters, as a new version with its document and reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level, covers
from elections.county_rulebooks import CountyRulebook, key_of
from elections.rulebooks import PARAMETERS, Rulebook, UnknownRulebookError, rulebook
from elections.rulebooks.words import written
from villages.models import Division


@dataclass(frozen=True, slots=True)
class Setting:
    """One value as typed: `value` as the rulebooks' files write it, `basis` the place in the county's own document."""

    body: str
    name: str
    value: Any
    basis: str

    @property
    def field(self) -> str:
        """Name of the form's field."""
        return f"{self.body}.{self.name}"


@transaction.atomic
def set_county_rulebook(
    *, scope: Scope, county: Division, base: str, title: str, document: str, reason: str, settings: list[Setting]
) -> CountyRulebook:
    """A new version of a county's parameters on top of a rulebook of the province or the country.

    Every value cites the county's document; a value looser than a binding one above is refused, with that one's
    citation. Raises ValidationError, Http404 outside the scope.
    """
    scope.require(Act.SET_RULEBOOKS, county.code)
    book = _base(base, county)
    errors = _errors(book, settings)
    if not settings:
        errors["__all__"] = _("Nothing is set. Type at least one value that is tighter than the one above.")
    for field, text in (("title", title), ("document", document), ("reason", reason)):
        if not text.strip():
            errors[field] = _("Fill this in.")
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    Division.objects.select_for_update().get(pk=county.pk)
    last = CountyRulebook.objects.filter(county=county, base=base).aggregate(last=Max("version"))["last"] or 0
    content: dict[str, Any] = {
        "title": title.strip(),
        "document": document.strip(),
        "reason": " ".join(reason.split()),
        "values": [
            {"body": setting.body, "name": setting.name, "value": setting.value, "basis": setting.basis.strip()}
            for setting in settings
        ],
    }
    made = CountyRulebook(county=county, base=base, version=last + 1, **content)
    made.key = key_of(base=base, county_code=county.code, version=last + 1, content=content)
    made.book()  # whatever the checks above have not said is said by the rulebooks themselves
    made.full_clean()
    made.save()
    return made


def _base(key: str, county: Division) -> Rulebook:
    try:
        book = rulebook(key)
    except UnknownRulebookError as error:
        raise ValidationError({"base": [_("Choose a rulebook of the province or the country.")]}) from error
    if county.level is not Level.COUNTY or not covers(book.jurisdiction, county.code):
        raise ValidationError({"base": [_("This rulebook is not in force in the county. Choose another one.")]})
    return book


def _errors(book: Rulebook, settings: list[Setting]) -> dict[str, str]:
    errors = {}
    for setting in settings:
        problem = _problem(book, setting)
        if problem:
            errors[setting.field] = problem
    return errors


def _problem(book: Rulebook, setting: Setting) -> str:
    """What is wrong with one value; the empty text for nothing."""
    parameter = PARAMETERS.get(setting.name)
    if parameter is None or book.get(setting.body, setting.name) is None:
        return _("The rulebook above does not set this parameter; the county cannot either.")
    if not setting.basis.strip():
        return _("Type where the county's document says so: each value has its citation.")
    try:
        value = parameter.read(setting.value)
    except ValueError:
        return _("This is no value of this parameter. Write a share as “> 1/2” or “>= 2/3”, a number in digits.")
    for level in book.levels():
        above = level.values.get((setting.body, setting.name))
        if above and above.binding and not parameter.as_tight(value, above.value):
            return _("“%(value)s” is looser than “%(above)s” (%(basis)s). A county may tighten, never loosen.") % {
                "value": written(setting.name, value),
                "above": written(setting.name, above.value),
                "basis": above.basis,
            }
    return ""


def differences(book: Rulebook) -> Mapping[tuple[str, str], str]:
    """The values a county's version has set itself, written for a reader."""
    return {key: written(key[1], value.value) for key, value in book.own().items()}
