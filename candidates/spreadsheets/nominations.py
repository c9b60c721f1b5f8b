"""Spreadsheet of nominations: a township's at once, each row with the same rules as a nomination by hand.

Persons are on record already: they are found by ID number, or by name in the village. A row that stands already takes
the votes and order of the file and keeps its state.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, Nominator
from candidates.queries import nominations
from candidates.spreadsheets import nomination_checks, nomination_load
from electionadmin.trail import because
from people import cells as personal
from people.bulk import id_index
from people.spreadsheets.places import village_code_field, village_name_field
from protect.masking import SIGN
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage
from villages.models import BodyKind, Post
from villages.spreadsheets.members import BODY_WORDS, POST_WORDS

_BODIES: Final = {
    **{BODY_WORDS[kind]: kind.value for kind in (BodyKind.PARTY, BodyKind.COMMITTEE, BodyKind.SUPERVISORY)},
    **dict.fromkeys(("党组织", "党支部", "村党支部", "党总支", "党委", "社区党组织"), BodyKind.PARTY.value),
    **dict.fromkeys(("村委会", "居委会", "居民委员会", "社区居委会"), BodyKind.COMMITTEE.value),
    **dict.fromkeys(("居务监督委员会", "监督委员会", "监委会"), BodyKind.SUPERVISORY.value),
}
_POSTS: Final = {word: post.value for post, word in POST_WORDS.items()}
SOURCE_WORDS: Final = {
    Nominator.RECOMMENDATION: "两推",
    Nominator.OUTGOING: "上届委员会",
    Nominator.PARTY: "村党组织",
    Nominator.VOTERS: "选民提名",
    Nominator.JOINTLY: "选民联名",
    Nominator.SELF: "自荐",
}
_SOURCES: Final = {
    **{word: source.value for source, word in SOURCE_WORDS.items()},
    **dict.fromkeys(("党员群众推荐", "两推会议", "“两推”"), Nominator.RECOMMENDATION.value),
    **dict.fromkeys(("党组织提名", "党组织", "党支部"), Nominator.PARTY.value),
    **dict.fromkeys(("村民提名", "选民", "村民"), Nominator.VOTERS.value),
    **dict.fromkeys(("联名", "联名提名"), Nominator.JOINTLY.value),
    **dict.fromkeys(("本人自荐", "自荐竞职"), Nominator.SELF.value),
}
_MOST: Final = 100_000


@register
class NominationSheet(SheetSpec):
    """Nominations of the cycle."""

    name = "nominations"
    title = _("Nominations")
    about = _(
        "One line for each nomination. The persons are on record already: give the ID number, or the name alone where "
        "it is the only one in the village. What stands already takes votes and order and keeps its state."
    )
    act = Act.CHANGE_NOMINATIONS
    view_act = Act.VIEW_NOMINATIONS
    exports = True
    fields = (
        village_code_field(),
        village_name_field(),
        Field(
            key="body",
            header=_("Body"),
            names=("班子", "组织", "机构", "提名组织"),
            parse=cells.choice(_BODIES),
            sql="varchar(16)",
            required=True,
            choices=tuple(
                dict.fromkeys(BODY_WORDS[kind] for kind in (BodyKind.PARTY, BodyKind.COMMITTEE, BodyKind.SUPERVISORY))
            ),
            width=20,
        ),
        Field(
            key="post",
            header=_("Post"),
            names=("职务", "拟任职务", "提名职务"),
            parse=cells.choice(_POSTS),
            sql="varchar(16)",
            required=True,
            choices=tuple(
                POST_WORDS[post]
                for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.DIRECTOR, Post.DEPUTY_DIRECTOR, Post.MEMBER)
            ),
        ),
        Field(key="person", header=_("Name"), names=("姓名", "name", "被提名人"), parse=personal.name, required=True),
        Field(
            key="id_number",
            header=_("ID number"),
            names=("身份证号", "身份证号码", "公民身份号码", "身份证"),
            parse=personal.id_number,
            private=True,
            width=22,
        ),
        Field(
            key="source",
            header=_("Nominated by"),
            names=("提名方式", "提名主体", "提名人类别", "推荐方式"),
            parse=cells.choice(_SOURCES),
            sql="varchar(16)",
            required=True,
            choices=tuple(SOURCE_WORDS.values()),
        ),
        Field(
            key="nominators",
            header=_("Nominators by name"),
            names=("提名人", "提名人姓名", "推荐人"),
            parse=cells.text(longest=300),
            width=24,
        ),
        Field(
            key="nominated_on",
            header=_("Nominated on"),
            names=("提名日期", "提名时间", "推荐日期"),
            parse=personal.past_date(),
            sql="date",
            required=True,
        ),
        Field(
            key="votes",
            header=pgettext_lazy("meeting", "Votes"),
            names=("得票", "票数", "得票数", "推荐票"),
            parse=cells.whole_number(most=_MOST),
            sql="integer",
        ),
        Field(
            key="position",
            header=_("Order"),
            names=("排序", "次序", "名次"),
            parse=cells.whole_number(most=999),
            sql="smallint",
        ),
        Field(
            key="by_hand_reason",
            header=_("Why added by hand"),
            names=("增加理由", "另行增加理由", "理由"),
            parse=cells.text(longest=300),
            width=24,
        ),
    )
    extras = (
        Extra("id_index", 'varchar(64) COLLATE "C"'),
        Extra("id_last4", "varchar(4)"),
        Extra("person_id", "bigint"),
        Extra("election_id", "bigint"),
        Extra("nomination_id", "bigint"),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Indexes of the ID numbers; the rest is looked up in the database."""
        numbers = columns["id_number"]
        nothing = [None] * len(numbers)
        return (
            [id_index(value.known.number) if isinstance(value, personal.SecretIdNumber) else None for value in numbers],
            [_last4(value) for value in numbers],
            nothing,
            nothing,
            nothing,
        )

    def check(self, stage: Stage) -> None:
        """Villages, posts, elections, persons, and all that a nomination by hand is refused for."""
        nomination_checks.check(stage, self.act)

    def load(self, stage: Stage) -> Counts:
        """New nominations, and the votes and order of those that stand already."""
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return nomination_load.load(stage)

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The nominations of the newest cycle within the scope that have not ended; ID numbers masked."""
        rows = nominations(scope).exclude(state__in=["refused", "withdrawn", "removed"])
        rows = rows.order_by("election__village_id", "election__body", "post", "position", "pk")
        return map(_row, rows.iterator(chunk_size=2000))


def _last4(value: str | None) -> str | None:
    if isinstance(value, personal.SecretIdNumber):
        return value.known.last4
    return value[-4:] if value and not value.endswith(SIGN) else None


def _row(row: Nomination) -> Sequence[Any]:
    return (
        row.election.village_id,
        row.election.village.name,
        BODY_WORDS[BodyKind(row.election.body)],
        POST_WORDS[Post(row.post)],
        row.person.name,
        row.person.masked_id_number,
        SOURCE_WORDS[Nominator(row.source)],
        row.nominators,
        row.nominated_on,
        row.votes,
        row.position,
        row.by_hand_reason,
    )
