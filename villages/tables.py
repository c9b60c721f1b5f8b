"""Lists of villages and of members. What can be chosen depends on the scope, so a table is made for a request."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.web.lists import Column, Filter, Table
from people.models import Person, Sexes
from people.queries import search as search_persons
from people.tables import age_bands, age_on, by_age, by_education, by_gap, educations, gaps, township_filter
from villages.labels import body_label
from villages.models import BodyKind, ChangeKind, Division, Member, Post, VillageKind
from villages.queries import profile_of, search, without_figures


def _figure(name: str) -> Any:
    def value(village: Division) -> Any:
        return getattr(profile_of(village), name, None)

    return value


def _kind(village: Division) -> str:
    profile = profile_of(village)
    return profile.get_kind_display() if profile else ""


def _state(village: Division) -> tuple[str, Any]:
    profile = profile_of(village)
    if village.abolished_on:
        return "info", _("abolished")
    if profile is None:
        return "block", _("nothing entered")
    missing = len(profile.missing())
    if missing:
        return "warn", _("%(count)d figures missing") % {"count": missing}
    return ("warn", _("weak organisation")) if profile.weak_organisation else ("ok", _("complete"))


def _by_state(villages: QuerySet[Division], state: str) -> QuerySet[Division]:
    if state == "abolished":
        return villages.exclude(abolished_on=None)
    if state == "missing":
        return villages.filter(without_figures())
    if state == "complete":
        return villages.exclude(without_figures())
    return villages.filter(profile__weak_organisation=True)


def _by_heads(villages: QuerySet[Division], value: str) -> QuerySet[Division]:
    one_person = Q(secretary_id=F("director_id"))
    both_known = Q(secretary_id__isnull=False, director_id__isnull=False)
    return villages.filter({"both": one_person, "two": both_known & ~one_person}.get(value, ~both_known))


def _village_filters(scope: Scope) -> tuple[Filter, ...]:
    return (
        *township_filter(scope, Act.VIEW_VILLAGES, "code"),
        Filter(
            "kind",
            _("Kind"),
            lambda: list(VillageKind.choices),
            lambda villages, kind: villages.filter(profile__kind=kind),
        ),
        Filter(
            "state",
            _("Data"),
            lambda: [
                ("missing", _("figures missing")),
                ("complete", _("complete")),
                ("weak", _("weak organisation")),
                ("abolished", _("abolished")),
            ],
            _by_state,
        ),
        Filter(
            "heads",
            _("Secretary and director"),
            lambda: [("both", _("one person")), ("two", _("two persons")), ("open", _("a post is open"))],
            _by_heads,
        ),
    )


def village_table(scope: Scope) -> Table:
    """The list of villages for a user."""
    return Table(
        name="villages",
        columns=(
            Column("township", _("Township"), lambda village: village.parent.name, sort="parent_id"),
            Column(
                "name",
                _("Village"),
                "name",
                sort="initials",
                link=lambda village: reverse("villages:village", args=[village.code]),
            ),
            Column("code", _("Code"), "code", sort="code"),
            Column("kind", _("Kind"), _kind, sort="profile__kind"),
            *(
                Column(name, label, _figure(name), sort=f"profile__{name}", numeric=True)
                for name, label in (
                    ("population", _("Population")),
                    ("households", _("Households")),
                    ("adults", _("Adults")),
                    ("party_members", _("Party members")),
                )
            ),
            Column("secretary", _("Secretary"), "secretary"),
            Column("director", _("Director"), "director"),
            Column("state", _("Data"), lambda village: _state(village)[1], badge=_state),
        ),
        filters=_village_filters(scope),
        search=search,
        search_hint=_("name, pinyin initials or code"),
        default_sort="code",
        empty=_("No villages yet. The county imports them with its list of divisions."),
    )


class _Personal:
    """Columns and filters of the members' personal data, for those who may see persons."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.today = timezone.localdate()

    def may_see(self, member: Member) -> bool:
        """Whether the member's personal data may be shown."""
        return self.scope.allows(Act.VIEW_PERSONS, member.body.village_id)

    def link(self, member: Member) -> str:
        """The person's page; where the person is not in the scope, the village's."""
        if self.scope.allows(Act.VIEW_PERSONS, member.person.division_code):
            return reverse("people:person", args=[member.person_id])
        return reverse("villages:village", args=[member.body.village_id])

    def _column(
        self, key: str, label: Any, value: Callable[[Person], Any], *, sort: str | None = None, numeric: bool = False
    ) -> Column:
        def shown(member: Member) -> Any:
            return value(member.person) if self.may_see(member) else None

        return Column(key, label, shown, sort=sort, numeric=numeric)

    def columns(self) -> tuple[Column, ...]:
        """Date of birth, age, education, masked numbers."""
        if not self.scope.allows(Act.VIEW_PERSONS):
            return ()
        return (
            self._column("birth_date", _("Born"), lambda person: person.birth_date, sort="person__birth_date"),
            self._column("age", _("Age"), lambda person: age_on(person.birth_date, self.today), numeric=True),
            self._column(
                "education", _("Education"), lambda person: person.get_education_display(), sort="person__education"
            ),
            self._column("id_number", _("ID number"), lambda person: person.masked_id_number),
            self._column("telephone", _("Telephone"), lambda person: person.masked_telephone),
        )

    def filters(self) -> tuple[Filter, ...]:
        """By age, education and what is missing; they find nobody whose data the user may not see."""
        if not self.scope.allows(Act.VIEW_PERSONS):
            return ()
        visible = self.scope.within(Act.VIEW_PERSONS, "body__village__code")
        return (
            Filter(
                "age",
                _("Age"),
                age_bands,
                lambda members, band: by_age(members.filter(visible), band, field="person__birth_date"),
            ),
            Filter(
                "education",
                _("Education"),
                educations,
                lambda members, level: by_education(members.filter(visible), level, field="person__education"),
            ),
            Filter(
                "gap",
                _("Missing"),
                gaps,
                lambda members, gap: by_gap(members.filter(visible), gap, prefix="person__"),
            ),
        )

    def search(self, members: QuerySet[Member], text: str) -> QuerySet[Member]:
        """Members by name or pinyin; by ID number or telephone only those whose numbers the user may look up."""
        found = members.filter(person__in=search_persons(Person.objects.all(), text))
        return (
            found.filter(self.scope.within(Act.VIEW_PERSONS, "body__village__code"))
            if any(map(str.isdigit, text))
            else found
        )


def member_table(scope: Scope) -> Table:
    """The list of the present members of all bodies for a user, by strokes of the names unless asked otherwise."""
    personal = _Personal(scope)
    return Table(
        name="members",
        columns=(
            Column("name", _("Name"), lambda member: member.person.name, sort="person__name_key", link=personal.link),
            Column("sex", _("Sex"), lambda member: member.person.get_sex_display(), sort="person__sex"),
            Column("body", _("Body"), _body_of, sort="body__kind"),
            Column("post", _("Post"), lambda member: member.get_post_display(), sort="post"),
            Column(
                "township",
                _("Township"),
                lambda member: member.body.village.parent.name,
                sort="body__village__parent_id",
            ),
            Column(
                "village",
                _("Village"),
                lambda member: member.body.village.name,
                sort="body__village_id",
                link=lambda member: reverse("villages:village", args=[member.body.village_id]),
            ),
            Column("starts_on", pgettext_lazy("seat", "From"), "starts_on", sort="starts_on"),
            *personal.columns(),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_VILLAGES, "body__village__code"),
            Filter(
                "body", _("Body"), lambda: list(BodyKind.choices), lambda members, kind: members.filter(body__kind=kind)
            ),
            Filter("post", _("Post"), lambda: list(Post.choices), lambda members, post: members.filter(post=post)),
            Filter("sex", _("Sex"), lambda: list(Sexes.choices), lambda members, sex: members.filter(person__sex=sex)),
            *personal.filters(),
        ),
        search=personal.search,
        search_hint=_("name or pinyin"),
        default_sort="name",
        empty=_("No members yet. They are entered on the page of each village, or imported from a spreadsheet."),
    )


def _body_of(member: Member) -> Any:
    profile = profile_of(member.body.village)
    return body_label(BodyKind(member.body.kind), profile.kind if profile else None)


_LEVELS = (
    (Level.PROVINCE, _("Provinces")),
    (Level.PREFECTURE, _("Prefectures")),
    (Level.COUNTY, _("Counties")),
    (Level.TOWNSHIP, _("Townships")),
    (Level.VILLAGE, _("Villages and communities")),
)


def division_table() -> Table:
    """All divisions of a scope as a list."""
    return Table(
        name="divisions",
        columns=(
            Column("code", _("Code"), "code", sort="code"),
            Column(
                "name",
                pgettext_lazy("thing", "Name"),
                "name",
                sort="initials",
                link=lambda division: reverse("villages:division", args=[division.code]),
            ),
            Column("parent", _("Lies in"), lambda division: division.parent and division.parent.name, sort="parent_id"),
            Column("abolished_on", _("Abolished"), "abolished_on", sort="abolished_on"),
            Column("successor", _("Became part of"), lambda division: division.successor and division.successor.name),
        ),
        filters=(
            Filter(
                "level",
                _("Level"),
                lambda: [(str(int(level)), label) for level, label in _LEVELS],
                lambda divisions, level: divisions.alias(digits=Length("code")).filter(digits=int(level)),
            ),
            Filter(
                "state",
                _("State"),
                lambda: [("abolished", _("abolished"))],
                lambda divisions, _state: divisions.exclude(abolished_on=None),
            ),
        ),
        search=search,
        search_hint=_("name, pinyin initials or code"),
        default_sort="code",
        empty=_("No divisions yet. Import the county's list of divisions."),
    )


CHANGES = Table(
    name="changes",
    columns=(
        Column("effective_on", _("Takes effect on"), "effective_on", sort="effective_on"),
        Column(
            "division",
            _("Division"),
            lambda change: change.division.name,
            sort="division_id",
            link=lambda change: reverse("villages:division", args=[change.division_id]),
        ),
        Column("code", _("Code"), "division_id", sort="division_id"),
        Column("kind", pgettext_lazy("history", "Change"), lambda change: change.get_kind_display(), sort="kind"),
        Column("old_name", _("Old name"), "old_name"),
        Column("new_name", _("New name"), "new_name"),
        Column("successor", _("Became part of"), lambda change: change.successor and change.successor.name),
        Column("document", _("Document number"), "document"),
        Column("reason", _("Reason"), "reason"),
    ),
    filters=(
        Filter(
            "kind",
            pgettext_lazy("history", "Change"),
            lambda: list(ChangeKind.choices),
            lambda changes, kind: changes.filter(kind=kind),
        ),
    ),
    search=lambda changes, text: changes.filter(
        Q(division__name__contains=text) | Q(old_name__contains=text) | Q(document__contains=text)
    ),
    search_hint=_("name, old name or document"),
    default_sort="-effective_on",
    empty=_("No changes yet. Renames and mergers are recorded here."),
)
