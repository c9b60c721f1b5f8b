"""Spreadsheet of the audits of outgoing officials: a line for each audit; one published on the same day is changed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people.cells import past_date
from people.spreadsheets.places import check_villages, village_code_field, village_name_field
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Field, SheetSpec
from sheets.stage import Stage, upsert
from villages.models import AuditConclusion, OutgoingAudit

CONCLUSION_WORDS: Final = {
    AuditConclusion.CLEAN: "未发现问题",
    AuditConclusion.MENDED: "已整改",
    AuditConclusion.OPEN: "整改中",
}
_CONCLUSIONS: Final = {
    **{word: conclusion for conclusion, word in CONCLUSION_WORDS.items()},
    "无问题": AuditConclusion.CLEAN,
    "无": AuditConclusion.CLEAN,
    "整改完成": AuditConclusion.MENDED,
    "正在整改": AuditConclusion.OPEN,
}


@register
class AuditSheet(SheetSpec):
    """Audits of outgoing officials."""

    name = "audits"
    title = _("Audits of outgoing officials")
    about = _("One line for each audit. It is published before the village elects anew (OLVC-2025, art. 40).")
    act = Act.CHANGE_VILLAGES
    view_act = Act.VIEW_VILLAGES
    exports = True
    key = ("code", "published_on")
    fields = (
        village_code_field(),
        village_name_field(),
        Field(
            key="auditor",
            header=_("Audited by"),
            names=("审计单位", "审计机构", "审计组织单位"),
            parse=cells.text(longest=100),
            required=True,
            width=24,
        ),
        Field(
            key="number",
            header=_("Number of the report"),
            names=("报告文号", "审计报告文号", "文号"),
            parse=cells.text(longest=100),
            width=20,
        ),
        Field(
            key="published_on",
            header=_("Published on"),
            names=("公布日期", "公示日期", "结果公布日期"),
            parse=past_date(),
            sql="date",
            required=True,
        ),
        Field(
            key="conclusion",
            header=pgettext_lazy("audit", "Conclusion"),
            names=("审计结论", "结论"),
            parse=cells.choice(_CONCLUSIONS),
            sql="varchar(16)",
            required=True,
            choices=tuple(CONCLUSION_WORDS.values()),
        ),
        Field(
            key="remark",
            header=_("Problems and how they are mended"),
            names=("存在问题及整改情况", "问题及整改", "问题", "整改情况"),
            parse=cells.text(longest=500),
            width=40,
        ),
    )

    def check(self, stage: Stage) -> None:
        """Villages of the user; each audit once; problems are named."""
        stage.refuse_repeated(gettext("This audit stands on line %(first)s already. Delete one of the two lines."))
        check_villages(stage, self.act)
        stage.refuse(
            "remark",
            gettext("Say which problems the audit found and how they are mended."),
            "SELECT line, conclusion AS value FROM sheet_rows WHERE conclusion <> 'clean' AND remark IS NULL",
        )

    def load(self, stage: Stage) -> Counts:
        """New and changed audits."""
        values = {
            "village_id": "s.code",
            "published_on": "s.published_on",
            "auditor": "s.auditor",
            "number": "COALESCE(s.number, '')",
            "conclusion": "s.conclusion",
            "remark": "COALESCE(s.remark, '')",
        }
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            return upsert(
                stage,
                table="villages_outgoingaudit",
                key=("village_id", "published_on"),
                values=values,
                source="sheet_rows AS s",
            )

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The audits within the scope, by village, the newest first."""
        audits = (
            OutgoingAudit.objects.filter(scope.within(Act.VIEW_VILLAGES, "village__code"))
            .select_related("village")
            .order_by("village_id", "-published_on")
        )
        for audit in audits.iterator(chunk_size=2000):
            yield (
                audit.village_id,
                audit.village.name,
                audit.auditor,
                audit.number,
                audit.published_on,
                CONCLUSION_WORDS[AuditConclusion(audit.conclusion)],
                audit.remark,
            )
