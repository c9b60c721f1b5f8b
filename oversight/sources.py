"""The tables of events as one trail: which there are, where their objects lie, what they are called.

An event belongs to the division of its object: the column that names one (`_PLACES`, else the first foreign key to a
division, else a column with a code). An object that lies nowhere, such as a worker, belongs to the division of the duty
under which it was changed, and what neither tells is seen by the country's auditor only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pghistory
from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from villages.models import Division

# Where an object lies when none of its own columns says so: paths from the event, the first that is not empty.
_PLACES: dict[str, tuple[str, ...]] = {
    "villages.division": ("code",),
    "villages.member": ("body__village_id",),
    "accounts.formerpassword": ("user__division_id",),
    "factors.authenticator": ("user__division_id",),
    "factors.codecard": ("user__division_id",),
    "factors.cardcode": ("card__user__division_id",),
    "rolls.roll": ("election__village_id",),
    "rolls.edition": ("roll__election__village_id",),
    "rolls.resolution": ("roll__election__village_id",),
    "rolls.entry": ("roll__election__village_id",),
    "rolls.objection": ("roll__election__village_id",),
    "rolls.proxy": ("roll__election__village_id",),
    "rolls.mobilevoter": ("roll__election__village_id",),
    "rolls.helper": ("roll__election__village_id",),
    "rolls.partyregister": ("election__village_id",),
    "rolls.partyelector": ("register__election__village_id",),
    "ballots.motion": ("election__village_id",),
    "ballots.motiontarget": ("motion__election__village_id",),
    "ballots.vote": ("election__village_id",),
    "ballots.ballot": ("vote__election__village_id",),
    "ballots.votepost": ("ballot__vote__election__village_id",),
    "ballots.line": ("post__ballot__vote__election__village_id",),
    "ballots.seated": ("vote__election__village_id",),
    "ballots.kinship": ("vote__election__village_id",),
    "ballots.station": ("vote__election__village_id",),
    "ballots.recount": ("vote__election__village_id",),
    "ballots.sheet": ("station__vote__election__village_id",),
    "ballots.sheetline": ("sheet__station__vote__election__village_id",),
    "ballots.accepted": ("station__vote__election__village_id",),
    "ballots.doubtfulpaper": ("station__vote__election__village_id",),
    "ballots.publiccount": ("station__vote__election__village_id",),
    "ballots.stroke": ("count__station__vote__election__village_id",),
    "ballots.result": ("vote__election__village_id",),
    "ballots.elected": ("result__vote__election__village_id",),
    "ballots.ruling": ("vote__election__village_id",),
    "ballots.certificate": ("elected__result__vote__election__village_id",),
    "ballots.handover": ("election__village_id",),
    "ballots.handoveritem": ("handover__election__village_id",),
    "vetting.bar": ("bar_list__county_id",),
    "vetting.bardepartment": ("bar__bar_list__county_id",),
    "vetting.batch": ("cycle__county_id",),
    "vetting.entry": ("review__election__village_id",),
    "vetting.sheet": ("batch__cycle__county_id",),
    "vetting.question": ("entry__review__election__village_id",),
    "vetting.opinion": ("question__entry__review__election__village_id",),
    "vetting.signature": ("sheet__batch__cycle__county_id",),
    "vetting.signedopinion": ("opinion__question__entry__review__election__village_id",),
    "vetting.reminder": ("sheet__batch__cycle__county_id",),
    "vetting.review": ("election__village_id",),
    "vetting.townshipreview": ("review__election__village_id",),
    "vetting.townshipanswer": ("township_review__review__election__village_id",),
    "vetting.conclusion": ("review__election__village_id",),
    "vetting.told": ("review__election__village_id",),
}
_NONE = Value("", TextField())
_CODES = ("village_code", "county_code", "division_code", "scope_code")

# Columns that name an object, in their order; by default a column with a name, else the foreign keys.
_TITLES: dict[str, tuple[str, ...]] = {
    "accounts.duty": ("user", "permission", "content_object"),
    "elections.election": ("village", "body"),
    "jobs.job": ("kind", "input_name"),
    "protect.reveal": ("object_label", "field"),
    "protect.refusedfile": ("name", "problem"),
    "rolls.edition": ("roll", "number"),
    "rolls.resolution": ("roll", "document"),
    "rolls.objection": ("roll", "concerns"),
    "rolls.proxy": ("voter", "proxy"),
    "rolls.mobilevoter": ("voter", "reason"),
    "rolls.helper": ("voter", "helper"),
    "rolls.partyelector": ("person", "standing"),
    "ballots.vote": ("election", "occasion", "round"),
    "ballots.sheet": ("station", "entry", "revision"),
    "ballots.sheetline": ("line", "votes"),
    "ballots.stroke": ("kind", "line"),
    "ballots.votepost": ("post", "seats"),
    "ballots.result": ("vote", "status"),
    "vetting.bar": ("code", "text"),
    "vetting.batch": ("number", "name"),
    "vetting.entry": ("review",),
    "vetting.opinion": ("question", "answer"),
    "vetting.conclusion": ("review", "outcome", "code"),
    "vetting.review": ("person", "post", "round"),
    "vetting.signature": ("sheet", "head", "count"),
    "vetting.townshipreview": ("review", "opinion", "refused_for"),
    "villages.body": ("village", "kind"),
    "villages.member": ("person", "post"),
    "oversight.download": ("name",),
}
_NAMES = ("name", "title", "username", "object_label")

# Reading that is recorded: the insertion of the record is the event.
_READING: dict[str, tuple[str | Promise, str]] = {
    "protect.reveal": (_("Looked at"), "info"),
    "oversight.download": (_("Downloaded"), "info"),
}
CHANGES: dict[str, tuple[str | Promise, str]] = {
    "insert": (_("Added"), "ok"),
    "update": (_("Changed"), "info"),
    "delete": (_("Removed"), "warn"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A table of events and the model it follows. `number` orders the sources."""

    number: int
    model: type[Model]
    events: type[Model]

    @property
    def key(self) -> str:
        """`room.model`, as in addresses and filters."""
        return self.model._meta.label_lower

    @property
    def app_label(self) -> str:
        """The room."""
        return self.model._meta.app_label

    @property
    def model_name(self) -> str:
        """The model, as in addresses."""
        return str(self.model._meta.model_name)

    @property
    def table(self) -> str:
        """The table of the events."""
        return self.events._meta.db_table

    @property
    def label(self) -> str:
        """What the office calls such a thing."""
        return str(capfirst(self.model._meta.verbose_name))

    def change(self, label: str) -> tuple[str | Promise, str]:
        """Word and state of a kind of change."""
        return _READING.get(self.key, CHANGES[label]) if label == "insert" else CHANGES[label]

    def place(self) -> Combinable:
        """Expression for the code of the division of an event's object, empty if there is none."""
        paths = _PLACES.get(self.key) or self._columns_with_codes()
        codes = [NullIf(Cast(F(path), TextField()), _NONE) for path in paths]
        return Coalesce(*codes, _NONE) if codes else _NONE

    def _columns_with_codes(self) -> tuple[str, ...]:
        fields = {field.name: field for field in self.events._meta.fields}
        divisions = [field.attname for field in fields.values() if field.related_model is Division]
        return (*divisions[:1], *(name for name in _CODES if name in fields))

    def titles(self) -> tuple[str, ...]:
        """Names of the fields that tell the object from others."""
        if self.key in _TITLES:
            return _TITLES[self.key]
        names = {field.name for field in self.events._meta.fields}
        named = [name for name in _NAMES if name in names]
        if named:
            return (named[0],)
        return tuple(field.name for field in self.model._meta.fields if field.is_relation and field.name in names)[:2]

    def rows(self) -> QuerySet[Any]:
        """The events, with `_place` (of the object) and `_seen_from` (else that of the duty it was changed under)."""
        place = self.place()
        duty = Coalesce(NullIf(place, _NONE), KT("pgh_context__code"), _NONE)
        rows: QuerySet[Any] = QuerySet(self.events).alias(_place=place, _seen_from=duty)
        return rows


@cache
def sources() -> tuple[Source, ...]:
    """All of them, in the order of the rooms."""
    events = sorted(pghistory.core.event_models(), key=lambda model: model.pgh_tracked_model._meta.label_lower)
    return tuple(Source(number, model.pgh_tracked_model, model) for number, model in enumerate(events))


def source_of(app_label: str, model: str) -> Source | None:
    """The source of a model, None if it is not tracked."""
    return next((source for source in sources() if source.key == f"{app_label}.{model}"), None)


def kinds() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Room and its kinds of objects, for a choice."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for source in sources():
        rooms.setdefault(str(source.model._meta.app_config.verbose_name), []).append((source.key, source.label))
    yield from rooms.items()
