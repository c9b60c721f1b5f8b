"""Register of members (村“两委”班子成员花名册) of a township and the catalogue of a village's archive (documents.md 6.2)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_date

from electionadmin.codes import Level
from filings import organs
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, kind_of, kinds, register
from filings.models import Document
from filings.persons import Profile, profile_of
from villages.models import BY_GROUP, Body, Division, Member, Post
from villages.spreadsheets.members import POST_WORDS

_BASIS: Final = "村民委员会组织法；村（社区）“两委”换届工作方案"
_CATALOGUE: Final = "archive-catalogue"
_SEATS: Final = "村级组织成员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody who sits on a body today."""

    body: str = fact("组织")
    post: str = fact("职务")
    person: Profile = fact("成员")
    since: datetime.date | None = fact("任职时间", optional=True, source=_SEATS, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village and who serves there."""

    name: str = fact("村（社区）")
    seats: tuple[Seat, ...] = fact("成员", optional=True, source=_SEATS, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersRegister(Facts):
    """All members of a township's villages, village by village, in the order of bodies and posts."""

    heading: str = fact("标题")
    villages: tuple[Village, ...] = fact("村（社区）", source="行政区划")
    total: int = fact("职务总数", source=_SEATS)
    persons: int = fact("人数", source=_SEATS)
    women: int = fact("妇女", source=_SEATS)


def members_register(township: Any, words: Mapping[str, str]) -> MembersRegister:
    """Facts of the register, as the members stand when it is made."""
    members = [
        member for village in township.in_force for body in village.bodies.all() for member in body.sitting
    ]  # from the prefetch
    return MembersRegister(
        issuer=organs.township_committee(township),
        place=f"{words['county']}{organs.township_name(township)}",
        heading=f"{organs.township_name(township)}村（社区）“两委”班子成员花名册",
        villages=tuple(_village(village) for village in township.in_force),
        total=len(members),
        persons=len({member.person_id for member in members}),
        women=len({member.person_id for member in members if member.person.sex == "F"}),
    )


def _village(village: Any) -> Village:
    return Village(
        name=organs.village_name(village),
        seats=tuple(
            Seat(
                body=organs.body_word(village, body.kind),
                post=POST_WORDS[Post(member.post)],
                person=profile_of(member.person),
                since=member.starts_on,
            )
            for body in village.bodies.all()
            for member in sorted(body.sitting, key=_rank)
        ),
    )


def _rank(member: Member) -> int:
    return list(Post).index(Post(member.post))


def _with_members(rows: QuerySet[Any]) -> QuerySet[Any]:
    members = (
        Member.objects.filter(ends_on=None).select_related("person").order_by("position", "person__name_key", "pk")
    )
    bodies = (
        Body.objects.exclude(kind__in=BY_GROUP)
        .order_by("pk")
        .prefetch_related(Prefetch("members", members, to_attr="sitting"))
    )
    villages = Division.objects.filter(abolished_on=None).select_related("profile", "parent").order_by("code")
    return rows.select_related("parent").prefetch_related(
        Prefetch("children", villages.prefetch_related(Prefetch("bodies", bodies)), to_attr="in_force")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A document in the archive."""

    title: str = fact("题名")
    number: str = fact("文书编号")
    dated: datetime.date = fact("成文日期")
    pages: int = fact("页数")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Documents of one class."""

    name: str = fact("类别")
    documents: tuple[Archived, ...] = fact("文件")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCatalogue(Facts):
    """What a village's archive of the renewal holds: the documents in force, by class."""

    heading: str = fact("标题")
    shelves: tuple[Shelf, ...] = fact("归档文件", source="文书登记")
    total: int = fact("件数", source="文书登记")
    pages: int = fact("总页数", source="文书登记")


def archive_catalogue(village: Any, words: Mapping[str, str]) -> ArchiveCatalogue:
    """Facts of the catalogue."""
    shelves: dict[str, list[Archived]] = {}
    for row in sorted(village.archived, key=lambda row: (_place(row["kind"]), row["issued_on"], row["number"])):
        day = parse_date(row["issued_on"])
        shelves.setdefault(kind_of(row["kind"]).folder, []).append(
            Archived(title=row["title"], number=row["number"], dated=day or datetime.date.min, pages=row["pages"])
        )
    return ArchiveCatalogue(
        issuer=organs.committee(village),
        place=organs.place_of(village, words["county"]),
        heading=f"{organs.village_name(village)}换届选举档案目录",
        shelves=tuple(Shelf(name=name, documents=tuple(found)) for name, found in shelves.items()),
        total=sum(len(found) for found in shelves.values()),
        pages=sum(one.pages for found in shelves.values() for one in found),
    )


def _place(code: str) -> int:
    """Kinds stand in the order of the procedure."""
    return [kind.code for kind in kinds()].index(code)


def _with_documents(rows: QuerySet[Any]) -> QuerySet[Any]:
    listed = [kind.code for kind in kinds() if not kind.confidential and kind.code != _CATALOGUE]
    documents = Document.objects.standing().filter(kind__in=listed, division_code=OuterRef("code")).order_by("number")
    line = JSONObject(number="number", kind="kind", title="title", issued_on="issued_on", pages="pages")
    archived: Any = ArraySubquery(documents.values(line=line))
    villages: QuerySet[Any] = rows.select_related("parent", "profile").annotate(archived=archived)
    return villages


def _of_level(level: Level) -> Q:
    return Q(code__regex=rf"^\d{{{int(level)}}}$", abolished_on=None)


register(
    Kind(
        code="members-register",
        title="班子成员花名册",
        layout=Layout.ROLL,
        subject=Subject("villages.Division", "code", _with_members),
        among=_of_level(Level.TOWNSHIP),
        facts=members_register,
        facts_type=MembersRegister,
        template="kinds/members_register.html",
        basis=_BASIS,
        folder="备案",
        mend=lambda _township: reverse("villages:member_list"),
        file_name=lambda township: f"{organs.township_name(township)}班子成员花名册",
    ),
    Kind(
        code=_CATALOGUE,
        title="换届选举档案目录",
        layout=Layout.ROLL,
        subject=Subject("villages.Division", "code", _with_documents),
        among=_of_level(Level.VILLAGE),
        facts=archive_catalogue,
        facts_type=ArchiveCatalogue,
        template="kinds/archive_catalogue.html",
        basis=_BASIS,
        folder="档案",
        packaged=False,
        mend=lambda _village: reverse("filings:document_list"),
        file_name=lambda village: f"{organs.village_name(village)}换届选举档案目录",
    ),
)
