"""Consultations of the demonstration county: one that is closed, one that is being entered."""

import datetime
import io
from collections.abc import Sequence

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from demo.geography import COUNTY
from elections.models import Cycle
from vetting.models import (
    Answer,
    Consultation,
    ConsultationAttachmentKind,
    Department,
    Found,
    Question,
    Side,
)
from vetting.queries.cases import undecided
from vetting.services import consultations as services
from vetting.services.attachments import add_attachment
from villages.models import Division

_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))
_PRESENT = ((Side.ORGANISATION, "韩志刚", "副部长"), (Side.DISCIPLINE, "武建平", "常委"))
_COURSE = "各单位逐人汇报核查情况，与会人员查阅了有关文书并听取所在乡镇意见，经集体讨论，逐人形成认定意见。"
# What is found in turn, with its reasons; what a department does not know can only be unfounded.
_FOUND = (
    (Found.UNFOUNDED, "经核对身份信息，所反映事项系同名他人，与本人无关。"),
    (Found.PROVEN, "事实清楚、文书齐全，尚在影响期内，不宜提名。"),
    (Found.ACCEPTED, "情节轻微，已整改到位，群众认可度较高，所在乡镇党委建议保留提名。"),
)

_SCANS = (
    (ConsultationAttachmentKind.SIGN_IN, "会诊签到表"),
    (ConsultationAttachmentKind.MINUTES, "会诊记录（签字页）"),
)


def make_consultations(*, cycle: Cycle) -> None:
    """A closed meeting on the first three cases, and one of today in which a case is decided; the reviews are there."""
    author, reader = User.objects.get(username="county"), User.objects.get(username="county2")
    cases = list(undecided(cycle)[:4])
    held = _meet(cycle, author, days_ago=6, cases=cases[:3])
    for lines, (kind, title) in enumerate(_SCANS, start=6):
        add_attachment(
            scope=_SCOPE, user=author, consultation=held, kind=kind, title=title, content=_sheet_of_paper(lines)
        )
    services.close_consultation(scope=_SCOPE, user=reader, consultation=held)
    _meet(cycle, author, days_ago=0, cases=cases[3:4])


def _sheet_of_paper(lines: int) -> bytes:
    """A scan of a sheet with some ruled lines; nobody's hand stands on it."""
    page = Image.new("L", (620, 877), 250)
    draw = ImageDraw.Draw(page)
    for line in range(lines):
        draw.line((60, 160 + line * 60, 560, 160 + line * 60), fill=120)
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue()


def _meet(cycle: Cycle, author: User, *, days_ago: int, cases: Sequence[Question]) -> Consultation:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    meeting = services.Meeting(
        held_on=day, place="县委组织部三楼会议室", chair="张国强", recorder="李明", course=_COURSE
    )
    consultation = services.begin_consultation(scope=_SCOPE, user=author, cycle=cycle, meeting=meeting)
    for side, name, post in _PRESENT:
        _take_part(consultation, side, name, post=post)
    for number, department in enumerate({case.sheet.department: None for case in cases}):
        village = Division.objects.filter(code__startswith=COUNTY, code__regex=r"^\d{12}$").order_by("-code")[number]
        _take_part(
            consultation, Side.DEPARTMENT, f"{department.short_name}联络员", department=department, village=village
        )
    for number, case in enumerate(cases):
        found, reasons = _FOUND[0 if case.answer == Answer.UNKNOWN else number % len(_FOUND)]
        bar = case.current.bar if case.current else None
        if bar is not None and bar.statute:
            found, reasons = _FOUND[1]
        services.decide(scope=_SCOPE, consultation=consultation, question=case, found=found, reasons=reasons)
    return consultation


def _take_part(
    consultation: Consultation,
    side: Side,
    name: str,
    *,
    post: str = "",
    department: Department | None = None,
    village: Division | None = None,
) -> None:
    values = {"side": side, "name": name, "post": post, "department": department}
    services.add_participant(scope=_SCOPE, consultation=consultation, values=values, id_number="", village=village)
