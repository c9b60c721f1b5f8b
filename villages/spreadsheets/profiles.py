"""Spreadsheet of the villages' figures. An empty cell leaves what is on record as it is."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models.functions import Length
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.trail import because
from people.cells import past_date
from people.spreadsheets.places import check_villages, village_code_field, village_name_field
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Field, SheetSpec
from sheets.stage import Stage, upsert
from villages.labels import COMMUNITY_ENDINGS
from villages.models import VillageKind, VillageProfile
from villages.models.profiles import FIGURES

KIND_WORDS: Final = {VillageKind.VILLAGE: "村", VillageKind.COMMUNITY: "社区"}
_KINDS: Final = {
    "村": VillageKind.VILLAGE,
    "行政村": VillageKind.VILLAGE,
    "建制村": VillageKind.VILLAGE,
    "village": VillageKind.VILLAGE,
    "社区": VillageKind.COMMUNITY,
    "community": VillageKind.COMMUNITY,
}
_PERSONS: Final = 10_000_000
_WITHIN_POPULATION: Final = {
    "households": _("There are more households than people (%(population)s). Correct one of the two figures."),
    "adults": _("There are more adults than people (%(population)s). Correct one of the two figures."),
    "party_members": _("There are more Party members than people (%(population)s). Correct one of the two figures."),
}


def _figure(key: str, header: Any, *names: str, most: int = _PERSONS, sql: str = "integer") -> Field:
    return Field(key=key, header=header, names=names, parse=cells.whole_number(most=most), sql=sql)


@register
class ProfileSheet(SheetSpec):
    """Figures of villages and communities."""

    name = "profiles"
    title = _("Figures of villages")
    about = _(
        "One line for each village. An empty cell leaves what is on record as it is; a village without a line too."
    )
    act = Act.CHANGE_VILLAGES
    view_act = Act.VIEW_VILLAGES
    exports = True
    key = ("code",)
    fields = (
        village_code_field(),
        village_name_field(),
        Field(
            key="kind",
            header=_("Kind"),
            names=("类型", "类别", "村（社区）类型"),
            parse=cells.choice(_KINDS),
            sql="varchar(16)",
            choices=tuple(KIND_WORDS.values()),
            hint=_("村 or 社区; taken from the name when empty"),
        ),
        _figure("population", _("Population"), "人口", "总人口", "人口数", "户籍人口"),
        _figure("households", _("Households"), "户数", "总户数"),
        _figure("adults", _("Adults"), "成年人", "18周岁以上人口", "成年人口", "十八周岁以上人口"),
        _figure("party_members", _("Party members"), "党员", "党员数", "党员人数"),
        _figure("groups", _("Villagers' groups"), "村民小组", "村民小组数", "小组数", "居民小组数"),
        Field(
            key="merged_from",
            header=_("Merged from"),
            names=("合并前村名", "由何村合并", "并村情况"),
            parse=cells.text(longest=300),
            width=20,
        ),
        _figure(
            "collective_income",
            _("Collective income (yuan a year)"),
            "集体收入",
            "集体经济收入",
            "集体收入（元）",
            "集体经济年收入（元）",
            most=10**12,
            sql="bigint",
        ),
        _figure(
            "collective_debt",
            _("Collective debt (yuan)"),
            "集体债务",
            "负债",
            "集体债务（元）",
            most=10**12,
            sql="bigint",
        ),
        Field(
            key="weak",
            header=_("Weak organisation"),
            names=("软弱涣散", "是否软弱涣散", "软弱涣散党组织"),
            parse=cells.yes_or_no(),
            sql="boolean",
            choices=("是", "否"),
        ),
        Field(
            key="weak_note",
            header=_("Why it is weak, and what is done"),
            names=("软弱涣散说明", "整顿情况"),
            parse=cells.text(longest=300),
            width=30,
        ),
        Field(
            key="as_of",
            header=_("Figures as of"),
            names=("统计日期", "截止日期", "数据日期"),
            parse=past_date(),
            sql="date",
        ),
    )

    def check(self, stage: Stage) -> None:
        """Villages of the user, each once; figures that fit together, with those on record where a cell is empty."""
        stage.refuse_repeated(gettext("The village stands on line %(first)s already. Delete one of the two lines."))
        check_villages(stage, self.act)
        for field, message in _WITHIN_POPULATION.items():
            stage.refuse(field, str(message), _BEYOND.format(field=field))
        stage.refuse(
            "weak_note",
            gettext("There is a note on weakness; type 是 under weak organisation, or delete the note."),
            "SELECT s.line, s.weak_note AS value FROM sheet_rows AS s"
            " LEFT JOIN villages_villageprofile AS p ON p.village_id = s.code"
            " WHERE s.weak_note IS NOT NULL AND NOT COALESCE(s.weak, p.weak_organisation, false)",
        )

    def load(self, stage: Stage) -> Counts:
        """New and changed profiles."""
        weak = "COALESCE(s.weak, p.weak_organisation, false)"
        values = {
            "village_id": "s.code",
            "kind": f"COALESCE(s.kind, p.kind, CASE WHEN {_IS_COMMUNITY} THEN 'community' ELSE 'village' END)",
            "merged_from": "COALESCE(s.merged_from, p.merged_from, '')",
            "weak_organisation": weak,
            "weak_note": f"CASE WHEN {weak} THEN COALESCE(s.weak_note, p.weak_note, '') ELSE '' END",
            **{field: f"COALESCE(s.{field}, p.{field})" for field in (*FIGURES, "as_of")},
        }
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return upsert(
                stage,
                table="villages_villageprofile",
                key=("village_id",),
                values=values,
                source="sheet_rows AS s JOIN villages_division AS d USING (code)"
                " LEFT JOIN villages_villageprofile AS p ON p.village_id = s.code",
                params={"endings": list(COMMUNITY_ENDINGS)},
            )

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The profiles of the villages in force within the scope, in the order of their codes."""
        profiles = (
            VillageProfile.objects.alias(digits=Length("village_id"))
            .filter(scope.within(Act.VIEW_VILLAGES, "village__code"), digits=Level.VILLAGE, village__abolished_on=None)
            .order_by("village_id")
        )
        for profile in profiles.select_related("village").iterator(chunk_size=2000):
            yield (
                profile.village_id,
                profile.village.name,
                KIND_WORDS[VillageKind(profile.kind)],
                *(getattr(profile, field) for field in FIGURES[:5]),
                profile.merged_from,
                profile.collective_income,
                profile.collective_debt,
                profile.weak_organisation,
                profile.weak_note,
                profile.as_of,
            )


_IS_COMMUNITY: Final = "d.name LIKE ANY (SELECT '%%' || ending FROM unnest(%(endings)s) AS ending)"
_BEYOND: Final = """
    SELECT s.line, s.{field}::text AS value, COALESCE(s.population, p.population) AS population
    FROM sheet_rows AS s LEFT JOIN villages_villageprofile AS p ON p.village_id = s.code
    WHERE COALESCE(s.{field}, p.{field}) > COALESCE(s.population, p.population)
"""
