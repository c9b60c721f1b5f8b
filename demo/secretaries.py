"""Filings of village secretaries in every state, some of earlier years."""

import datetime
from random import Random
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from candidates.models import FilingState, Matter, SecretaryFiling
from candidates.secretaries.services import give_opinion, put_on_file, save_draft, submit
from demo.persons import SCOPE
from villages.models import BodyKind, Member, Post

_OPINIONS: Final = {
    FilingState.AGREED: "经审核，符合任职条件，程序规范，同意。",
    FilingState.RETURNED: "考察材料缺少民主测评结果，补充后重新报送。",
    FilingState.REFUSED: "审计发现的问题尚未整改到位，暂不同意。",
}
_APPOINTMENTS: Final = (
    None,
    "submitted",
    "submitted",
    FilingState.RETURNED,
    FilingState.AGREED,
    "filed",
    "filed",
    FilingState.REFUSED,
)


def make_secretaries(random: Random) -> None:
    """Appointments in every state; a change, a measure and a leave of others."""
    liaison, county = User.objects.get(username="liaison"), User.objects.get(username="county")
    seats = Member.objects.filter(
        body__kind=BodyKind.PARTY, post=Post.SECRETARY, ends_on=None, person__party_confirmed__isnull=False
    ).select_related("person", "body__village")
    heads = list(seats.order_by("body__village_id")[: len(_APPOINTMENTS) + 3])
    today = timezone.localdate()
    for number, (seat, end) in enumerate(zip(heads, _APPOINTMENTS, strict=False), start=1):
        filing = _draft(seat, Matter.APPOINTMENT, today + datetime.timedelta(days=12), "换届选举拟任人选")
        _carry(filing, end, (liaison, county), number, today - datetime.timedelta(days=random.randint(8, 14)))
    change, discipline, leave = heads[-3:]
    past = today - datetime.timedelta(days=90)
    filing = _draft(change, Matter.CHANGE, past, "因年龄原因辞去村党支部书记职务")
    _carry(filing, "filed", (liaison, county), 31, past)
    filing = _draft(
        discipline,
        Matter.DISCIPLINE,
        past,
        "违反群众纪律，沁纪〔2026〕8号给予党内警告处分",
        until=past + datetime.timedelta(days=365),
    )
    _carry(filing, "filed", (liaison, county), 32, past)
    filing = _draft(
        leave,
        Matter.LEAVE,
        today + datetime.timedelta(days=3),
        "赴太原住院治疗",
        until=today + datetime.timedelta(days=40),
        stand_in="村党支部委员 任永红",
    )
    _carry(filing, "submitted", (liaison, county), 33, today - datetime.timedelta(days=1))


def _draft(seat: Member, matter: Matter, day: datetime.date, reason: str, **more: Any) -> SecretaryFiling:
    values = {"matter": matter, "post": Post.SECRETARY, "effective_on": day, "reason": reason, **more}
    return save_draft(scope=SCOPE, village=seat.body.village, person=seat.person, values=values)


def _carry(
    filing: SecretaryFiling, end: str | None, clerks: tuple[User, User], number: int, day: datetime.date
) -> None:
    """Submit it, decide on it and put it on file, as far as `end` says."""
    liaison, county = clerks
    if end is None:
        return
    request = {"number": f"沁河组〔2026〕{number}号", "signer": "李卫国", "on": day}
    filing = submit(scope=SCOPE, user=liaison, filing=filing, version=filing.version, **request)  # type: ignore[arg-type]
    if end == "submitted":
        return
    decision = FilingState.AGREED if end == "filed" else FilingState(end)
    later = day + datetime.timedelta(days=2)
    filing = give_opinion(
        scope=SCOPE,
        user=county,
        filing=filing,
        decision=decision,
        opinion=_OPINIONS[decision],
        on=later,
        version=filing.version,
    )
    if end == "filed":
        reply = f"沁河发〔2026〕{number}号"
        day = later + datetime.timedelta(days=3)
        put_on_file(scope=SCOPE, filing=filing, result_on=day, reply_number=reply, version=filing.version)
