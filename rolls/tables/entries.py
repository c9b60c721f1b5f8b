"""The people of one roll."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from people import id_numbers, names
from people.bulk import id_index
from people.models import Sexes
from people.tables import age_on
from rolls.models import Basis, Entry, Roll, Unlisted
from rolls.models.entries import group_label
from rolls.queries import AGE_BANDS, age_label, born_between
from rolls.rules import Law


def search_entries(entries: QuerySet[Any], text: str, *, prefix: str = "") -> QuerySet[Any]:
    """Entries by part of the name, pinyin initials, number of the voter card, or whole ID number."""
    condition = Q()
    for word in text.split():
        condition &= _word(word, prefix)
    return entries.filter(condition)


def _word(word: str, prefix: str) -> Q:
    number = id_numbers.normalise(word)
    if len(number) == id_numbers.LENGTH and number[:-1].isdigit():
        return Q(**{f"{prefix}id_index": id_index(number)})
    if word.isdigit():
        return Q(**{f"{prefix}number": int(word[:9])})
    name = names.normalise(word)
    if name.isascii():
        return Q(**{f"{prefix}initials__startswith": name.lower()})
    return Q(**{f"{prefix}name__contains": name})


def entry_state(entry: Entry) -> tuple[str, Any]:
    """Badge of an entry: on the roll, added or struck off by a decision, not listed."""
    if entry.unlisted:
        return "wait", _("not listed")
    if entry.removed_in is not None:
        return "block", _("struck off")
    if entry.added_in > 1:
        return "info", pgettext_lazy("roll", "added")
    return ("info", pgettext_lazy("roll", "corrected")) if entry.corrected_in else ("ok", _("on the roll"))


def _by_listing(entries: QuerySet[Any], value: str) -> QuerySet[Any]:
    conditions = {
        "listed": Q(unlisted="", removed_in=None),
        "unlisted": ~Q(unlisted=""),
        "added": Q(added_in__gt=1),
        "removed": Q(removed_in__isnull=False),
        "corrected": Q(corrected_in__isnull=False),
        "number": Q(id_index=None),
    }
    return entries.filter(conditions[value])


def _basis(entry: Entry) -> str:
    return entry.get_basis_display() if entry.basis else entry.get_unlisted_display()


def entry_table(roll: Roll, law: Law) -> Table:
    """The voters of a roll, by group and the strokes of their names."""
    day = roll.election.election_day or timezone.localdate()

    def by_age(entries: QuerySet[Any], place: str) -> QuerySet[Any]:
        return entries.filter(born_between(*AGE_BANDS[int(place)], on=day))

    def groups() -> list[tuple[str, str]]:
        found = roll.entries.order_by("group_order", "group").values_list("group", flat=True).distinct()
        return [(group or "-", group_label(group) or _gettext("no group")) for group in found]

    return Table(
        name="voters",
        columns=(
            Column("number", _("Card number"), "number", sort="number", numeric=True),
            Column("group", pgettext_lazy("roll", "Group"), "group_label", sort="place"),
            Column(
                "name", _("Name"), "name", sort="name_key", link=lambda entry: reverse("rolls:entry", args=[entry.pk])
            ),
            Column("sex", _("Sex"), lambda entry: entry.get_sex_display(), sort="sex"),
            Column("birth_date", _("Born"), "birth_date", sort="birth_date"),
            Column("age", _("Age on the election day"), lambda entry: age_on(entry.birth_date, day), numeric=True),
            Column("id_number", _("ID number"), "masked_id_number"),
            Column("basis", _("Basis of registration"), _basis, sort="basis"),
            Column("state", _("State"), lambda entry: entry_state(entry)[1], badge=entry_state),
            Column("note", pgettext_lazy("roll", "Note"), "note"),
        ),
        filters=(
            Filter(
                "group",
                pgettext_lazy("roll", "Group"),
                groups,
                lambda entries, group: entries.filter(group="" if group == "-" else group),
            ),
            Filter(
                "basis",
                _("Basis of registration"),
                lambda: [(value, label) for value, label in Basis.choices if value in law.classes()],
                lambda entries, basis: entries.filter(basis=basis),
            ),
            Filter("sex", _("Sex"), lambda: list(Sexes.choices), lambda entries, sex: entries.filter(sex=sex)),
            Filter(
                "age",
                _("Age"),
                lambda: [(str(place), age_label(*band)) for place, band in enumerate(AGE_BANDS)],
                by_age,
            ),
            Filter(
                "listing",
                _("Listing"),
                lambda: [
                    ("listed", _("on the roll")),
                    ("unlisted", _("not listed")),
                    ("added", pgettext_lazy("roll", "added")),
                    ("removed", _("struck off")),
                    ("corrected", pgettext_lazy("roll", "corrected")),
                    ("number", _("without ID number")),
                ],
                _by_listing,
            ),
            Filter(
                "unlisted",
                _("Why not listed"),
                lambda: [(v, label) for v, label in Unlisted.choices if v in law.chosen("unlisted_reasons")],
                lambda entries, reason: entries.filter(unlisted=reason),
            ),
        ),
        search=search_entries,
        search_hint=_("name, pinyin initials, card number, ID number"),
        default_sort="group",
        empty=_("Nobody is entered yet. Import a spreadsheet, or add the voters one by one."),
    )
