"""The list of persons, and the choices that other lists of persons share."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.web.lists import Column, Filter, Table
from people.models import Education, Person, Sexes
from people.places import places
from people.queries import search

AGE_BANDS = ((None, 35), (36, 45), (46, 55), (56, None))


def township_filter(scope: Scope, act: Act, field: str) -> tuple[Filter, ...]:
    """A choice of townships where the scope holds more than one; `field` holds a village's code."""
    if all(len(code) >= Level.TOWNSHIP for code in scope.prefixes(act)):
        return ()

    return (
        Filter(
            "township",
            _("Township"),
            lambda: places(scope, act, Level.TOWNSHIP),
            lambda rows, code: rows.filter(**{f"{field}__startswith": code}),
        ),
    )


def age_on(birth_date: datetime.date | None, day: datetime.date) -> int | None:
    """Whole years of age on a day."""
    if birth_date is None:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _years_before(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)


def born_between(youngest: int | None, oldest: int | None, *, field: str, on: datetime.date) -> Q:
    """Condition: aged from `youngest` to `oldest` whole years on a day."""
    condition = Q(**{f"{field}__isnull": False})
    if youngest is not None:
        condition &= Q(**{f"{field}__lte": _years_before(on, youngest)})
    if oldest is not None:
        condition &= Q(**{f"{field}__gt": _years_before(on, oldest + 1)})
    return condition


def age_bands() -> list[tuple[str, Any]]:
    """Choices of an age filter."""
    return [
        ("0", _("35 and younger")),
        ("1", _("36 to 45")),
        ("2", _("46 to 55")),
        ("3", _("56 and older")),
        ("none", _("not known")),
    ]


def by_age(rows: QuerySet[Any], band: str, *, field: str) -> QuerySet[Any]:
    """Rows of an age band of `age_bands`."""
    if band == "none":
        return rows.filter(**{field: None})
    youngest, oldest = AGE_BANDS[int(band)]
    return rows.filter(born_between(youngest, oldest, field=field, on=timezone.localdate()))


def educations() -> list[tuple[str, Any]]:
    """Choices of an education filter: at least a level, or not known."""
    return [
        *(
            (str(level.value), _("%(level)s and above") % {"level": level.label})
            for level in (Education.SENIOR, Education.COLLEGE, Education.BACHELOR)
        ),
        ("none", _("not known")),
    ]


def by_education(rows: QuerySet[Any], level: str, *, field: str) -> QuerySet[Any]:
    """Rows with at least a level of education."""
    return rows.filter(**({field: None} if level == "none" else {f"{field}__gte": int(level)}))


def gaps() -> list[tuple[str, Any]]:
    """Choices of a filter by what is missing."""
    return [
        ("id_number", _("ID number")),
        ("telephone", _("Telephone")),
        ("birth_date", _("Date of birth")),
        ("education", _("Education")),
    ]


def by_gap(rows: QuerySet[Any], gap: str, *, prefix: str = "") -> QuerySet[Any]:
    """Rows of persons of whom something is not known; `prefix` leads from the row to the person."""
    column, empty = {"id_number": ("id_index", None), "telephone": ("telephone_index", "")}.get(gap, (gap, None))
    return rows.filter(**{f"{prefix}{column}": empty})


def person_table(scope: Scope) -> Table:
    """The list of persons for a user, by the strokes of the names unless asked otherwise."""
    today = timezone.localdate()
    return Table(
        name="persons",
        columns=(
            Column(
                "name",
                _("Name"),
                "name",
                sort="name_key",
                link=lambda person: reverse("people:person", args=[person.pk]),
            ),
            Column("sex", _("Sex"), lambda person: person.get_sex_display(), sort="sex"),
            Column("birth_date", _("Born"), "birth_date", sort="birth_date"),
            Column("age", _("Age"), lambda person: age_on(person.birth_date, today), numeric=True),
            Column("ethnicity", _("Ethnic group"), "ethnicity", sort="ethnicity"),
            Column("education", _("Education"), lambda person: person.get_education_display(), sort="education"),
            Column("party_joined", _("Joined the Party"), "party_joined", sort="party_joined"),
            Column("village", _("Village"), "village_name", sort="village_code"),
            Column("id_number", _("ID number"), "masked_id_number"),
            Column("telephone", _("Telephone"), "masked_telephone"),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_PERSONS, "village_code"),
            Filter("sex", _("Sex"), lambda: list(Sexes.choices), lambda persons, sex: persons.filter(sex=sex)),
            Filter("age", _("Age"), age_bands, lambda persons, band: by_age(persons, band, field="birth_date")),
            Filter(
                "education",
                _("Education"),
                educations,
                lambda persons, level: by_education(persons, level, field="education"),
            ),
            Filter("party", _("Party"), _party, _by_party),
            Filter("gap", _("Missing"), gaps, by_gap),
        ),
        search=search,
        search_hint=_("name, pinyin, ID number"),
        default_sort="name",
        empty=_("No persons yet. They are entered with the members of the villages' bodies."),
    )


def _party() -> list[tuple[str, Any]]:
    return [("yes", _("Party member")), ("no", _("no date of joining"))]


def _by_party(persons: QuerySet[Person], value: str) -> QuerySet[Person]:
    return persons.exclude(party_joined=None) if value == "yes" else persons.filter(party_joined=None)


DUPLICATES = Table(
    name="duplicates",
    columns=(
        Column(
            "name",
            _("Name"),
            "name",
            sort="name_key",
            link=lambda person: reverse("people:duplicates", args=[person.pk]),
        ),
        Column("sex", _("Sex"), lambda person: person.get_sex_display()),
        Column("birth_date", _("Born"), "birth_date", sort="birth_date"),
        Column("village", _("Village"), "village_name", sort="village_code"),
        Column("id_number", _("ID number"), "masked_id_number"),
        Column("telephone", _("Telephone"), "masked_telephone"),
    ),
    search=search,
    search_hint=_("name, pinyin, ID number"),
    default_sort="name",
    empty=_("Nobody seems to be on record twice."),
)
MERGES = Table(
    name="merges",
    columns=(
        Column(
            "merged_at",
            _("Merged"),
            "merged_at",
            sort="merged_at",
            link=lambda merge: reverse("people:merge_record", args=[merge.pk]),
        ),
        Column("kept", _("Kept"), lambda merge: merge.kept.name),
        Column("lost", _("Given up"), "lost_name"),
        Column("reason", _("Reason"), "reason"),
        Column("merged_by", _("By"), "merged_by"),
        Column("undone_at", _("Parted again"), "undone_at", sort="undone_at"),
    ),
    default_sort="-merged_at",
    empty=_("No records have been merged."),
)
