"""Reading divisions, villages and bodies, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left, Length
from django.utils.functional import Promise

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level, ancestors_of, prefix_of
from people.models import Sexes
from villages import rules
from villages.labels import body_label
from villages.models import Body, BodyKind, Division, Member, VillageProfile
from villages.models.bodies import BY_GROUP, HEADS, POSTS, Post


def divisions(scope: Scope) -> QuerySet[Division]:
    """All divisions that the scope lets see, abolished ones too."""
    return Division.objects.filter(scope.within(Act.VIEW_DIVISIONS))


def villages(scope: Scope, act: Act = Act.VIEW_VILLAGES) -> QuerySet[Division]:
    """All villages and communities in the scope, abolished ones too, in the order of their codes."""
    return (
        Division.objects.alias(digits=Length("code"))
        .filter(scope.within(act), digits=Level.VILLAGE)
        .select_related("parent", "profile")
        .order_by("code")
    )


def in_force(queryset: QuerySet[Division]) -> QuerySet[Division]:
    """Without the abolished ones."""
    return queryset.filter(abolished_on=None)


def search(queryset: QuerySet[Division], text: str) -> QuerySet[Division]:
    """Divisions by part of the name, by the beginning of the pinyin initials, or by code."""
    text = "".join(text.split())
    if text.isascii() and text.isdigit():
        return queryset.filter(code__startswith=text.rstrip("0") if len(text) == Level.VILLAGE else text)
    if text.isascii() and text.isalpha():
        return queryset.filter(initials__startswith=text.lower())
    return queryset.filter(name__contains=text)


def path_of(division: Division) -> list[Division]:
    """The divisions above, from the country down."""
    codes = ancestors_of(division.code)
    found = Division.objects.in_bulk(codes)
    return [found[code] for code in codes if code in found]


def village_counts(division: Division, level: Level) -> dict[str, int]:
    """Number of villages in force below each division of a level under `division`."""
    rows = (
        Division.objects.alias(digits=Length("code"))
        .filter(code__startswith=prefix_of(division.code), digits=Level.VILLAGE, abolished_on=None)
        .order_by()
        .values_list(Left(F("code"), int(level)))
        .annotate(count=Count("pk"))
    )
    return dict(rows)


def neighbours(scope: Scope, village: Division) -> tuple[Division | None, Division | None]:
    """The villages in force before and after one, in the order of the codes."""
    others = in_force(villages(scope))
    return (
        others.filter(code__lt=village.code).order_by("-code").first(),
        others.filter(code__gt=village.code).first(),
    )


def without_figures() -> Q:
    """Condition: a village that lacks its profile or one of the needed figures."""
    condition = Q(profile=None)
    for name in VillageProfile.NEEDED:
        condition |= Q(**{f"profile__{name}": None})
    return condition


def with_heads(queryset: QuerySet[Division]) -> QuerySet[Division]:
    """Villages with the names of the Party secretary and the committee's director, and whether they are one person."""
    secretary, director = _head(BodyKind.PARTY, Post.SECRETARY), _head(BodyKind.COMMITTEE, Post.DIRECTOR)
    return queryset.annotate(
        secretary=Subquery(secretary.values("person__name"), output_field=CharField(null=True)),
        director=Subquery(director.values("person__name"), output_field=CharField(null=True)),
        secretary_id=Subquery(secretary.values("person_id")),
        director_id=Subquery(director.values("person_id")),
    )


def _head(kind: BodyKind, post: Post) -> QuerySet[Member]:
    return Member.objects.filter(body__village=OuterRef("pk"), body__kind=kind, post=post, ends_on=None)[:1]


def profile_of(village: Division) -> VillageProfile | None:
    """The village's profile; None where nothing has been entered."""
    return getattr(village, "profile", None)


@dataclass(slots=True)
class Bench:
    """A body as a page shows it: the row where there is one, its present and its former members."""

    kind: BodyKind
    label: str | Promise
    body: Body | None = None
    members: list[Member] = field(default_factory=list)
    former: list[Member] = field(default_factory=list)

    def seats(self) -> rules.Seats:
        """The figures by which gaps are found."""
        people = [member.person for member in self.members]
        return rules.Seats(
            kind=self.kind,
            members=len(people),
            has_head=any(member.post in HEADS for member in self.members),
            women=sum(person.sex == Sexes.FEMALE for person in people),
            unknown_sex=sum(not person.sex for person in people),
            without_id_number=sum(person.id_index is None for person in people),
        )


def benches(village: Division) -> list[Bench]:
    """The bodies of a village with their members in official order, in two queries."""
    profile = profile_of(village)
    rows = {body.kind: body for body in Body.objects.filter(village=village)}
    members = defaultdict(list)
    for member in in_order(Member.objects.filter(body__village=village).select_related("body", "person")):
        members[member.body.kind].append(member)
    return [
        Bench(
            kind=kind,
            label=body_label(kind, profile.kind if profile else None),
            body=rows.get(kind),
            members=[member for member in members[kind] if member.ends_on is None],
            former=[member for member in members[kind] if member.ends_on is not None],
        )
        for kind in BodyKind
    ]


def in_order(members: Iterable[Member]) -> list[Member]:
    """Members by post and group (heads of groups by group and post), by the order given, by the strokes of their names."""

    def place(member: Member) -> tuple[object, ...]:
        group = (len(member.group), member.group)
        post = list(POSTS[member.body.kind]).index(Post(member.post))
        first = (*group, post) if member.body.kind == BodyKind.GROUPS else (0, "", post)
        return (*first, *group, member.position, member.person.name_key, member.pk)

    return sorted(members, key=place)


def gaps_of(village: Division, shown: Iterable[Bench]) -> list[rules.Gap]:
    """All that is missing of a village; without a query, from what the page has read."""
    profile = profile_of(village) or VillageProfile(village=village)
    labels = [VillageProfile._meta.get_field(name).verbose_name for name in profile.missing()]  # type: ignore[union-attr]
    headed = [bench.seats() for bench in shown if bench.kind not in BY_GROUP]
    return rules.gaps(missing_figures=labels, bodies=headed)
