"""Lists of villages and of members. What can be chosen depends on the scope, so a table is made for a request."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Table
from people.models import Person, Sexes
from people.queries import search as search_persons
from people.tables import age_bands, age_on, by_age, by_education, by_gap, educations, gaps, township_filter
from villages.labels import body_label
from villages.models import BodyKind, Division, Member, Post, VillageKind
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
    if value == "both":
        return villages.filter(secretary_id=F("director_id"))
    if value == "two":
        return villages.exclude(secretary_id=F("director_id")).filter(secretary_id__gt=0, director_id__gt=0)
    return villages.filter(Q(secretary_id=None) | Q(director_id=None))


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
        filters=(
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
        ),
        search=search,
        search_hint=_("name, pinyin initials or code"),
        default_sort="code",
        empty=_("No villages yet. The county imports them with its list of divisions."),
    )


def _member_link(scope: Scope) -> Any:
    def link(member: Member) -> str:
        if not scope.allows(Act.VIEW_PERSONS, member.person.division_code):
            return reverse("villages:village", args=[member.body.village_id])
        return reverse("people:person", args=[member.person_id])

    return link


def member_table(scope: Scope) -> Table:
    """The list of the present members of all bodies for a user, by strokes of the names unless asked otherwise."""
    today = timezone.localdate()
    return Table(
        name="members",
        columns=(
            Column(
                "name", _("Name"), lambda member: member.person.name, sort="person__name_key", link=_member_link(scope)
            ),
            Column("sex", _("Sex"), lambda member: member.person.get_sex_display(), sort="person__sex"),
            Column(
                "age",
                _("Age"),
                lambda member: age_on(member.person.birth_date, today),
                numeric=True,
            ),
            Column("birth_date", _("Born"), lambda member: member.person.birth_date, sort="person__birth_date"),
            Column(
                "education",
                _("Education"),
                lambda member: member.person.get_education_display(),
                sort="person__education",
            ),
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
            Column("starts_on", _("From"), "starts_on", sort="starts_on"),
            Column("id_number", _("ID number"), lambda member: member.person.masked_id_number),
            Column("telephone", _("Telephone"), lambda member: member.person.masked_telephone),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_PERSONS, "body__village_id"),
            Filter(
                "body",
                _("Body"),
                lambda: list(BodyKind.choices),
                lambda members, kind: members.filter(body__kind=kind),
            ),
            Filter("post", _("Post"), lambda: list(Post.choices), lambda members, post: members.filter(post=post)),
            Filter("sex", _("Sex"), lambda: list(Sexes.choices), lambda members, sex: members.filter(person__sex=sex)),
            Filter("age", _("Age"), age_bands, lambda members, band: by_age(members, band, field="person__birth_date")),
            Filter(
                "education",
                _("Education"),
                educations,
                lambda members, level: by_education(members, level, field="person__education"),
            ),
            Filter("gap", _("Missing"), gaps, lambda members, gap: by_gap(members, gap, prefix="person__")),
        ),
        search=_search_members,
        search_hint=_("name, pinyin, ID number"),
        default_sort="name",
        empty=_("No members yet. They are entered on the page of each village, or imported from a spreadsheet."),
    )


def _body_of(member: Member) -> Any:
    profile = profile_of(member.body.village)
    return body_label(BodyKind(member.body.kind), profile and profile.kind)


def _search_members(members: QuerySet[Member], text: str) -> QuerySet[Member]:
    return members.filter(person__in=search_persons(Person.objects.all(), text))
