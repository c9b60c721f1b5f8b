"""Reviews of the demonstration county: the sample list of bars, batches in every state, problems, conclusions of each kind."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from django.db import connection
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.models import Nomination
from candidates.nominations.states import STANDING
from demo.geography import COUNTY, TOWNSHIPS
from elections.models import Cycle
from elections.workdays import add_working_days
from vetting.models import (
    Answer,
    Bar,
    BarList,
    Batch,
    Conclusion,
    Declaration,
    Opinion,
    Outcome,
    Question,
    Reminder,
    Review,
    ReviewRules,
    Signature,
    SignedOpinion,
    Told,
    TownshipAnswer,
    TownshipReview,
    Way,
)
from vetting.queries.cases import conclusions_of
from vetting.services.bars import begin_draft, publish
from vetting.services.batches import create_batch
from vetting.services.signatures import digest_of
from villages.models import Division, Member

_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, "沁源县"),))
_SIGNERS = ("赵建军", "崔永红", "段志平", "郭海龙", "任晓峰")

# Facts by the code of a bar: what a department writes, and the document it rests on.
_FACTS = {
    "N02": ("2017年因违反组织纪律被开除党籍。", "沁纪〔2017〕31号"),
    "N03": ("2012年因故意伤害罪被判处有期徒刑一年，缓刑一年六个月。", "（2012）沁刑初字第47号"),
    "N06": ("涉嫌违规发放惠农补贴，正在初步核实。", ""),
    "N07": ("2025年11月受党内严重警告处分，尚在影响期内。", "沁纪〔2025〕18号"),
    "N08": ("2023年3月因赌博被行政拘留五日。", "沁公行罚〔2023〕0112号"),
    "N09": ("因借款合同纠纷未履行判决，已列入失信被执行人名单。", "（2025）晋0431执218号"),
    "N10": ("欠缴集体荒山承包费，审计提出后尚未补交。", "沁审报〔2026〕9号"),
    "N11": ("2024年在自家承包地违法建设库房，责令拆除尚未执行。", "沁自然资罚〔2024〕22号"),
    "N13": ("2025年5月组织多人到县政府门口聚集，受到训诫。", ""),
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One batch: its townships by place, working days since it was sent and until it is due, and how much is answered.

    `slow` gives the share answered by departments that are behind; the others have answered everything. `signed`: every
    answer is signed; otherwise some heads have yet to sign.
    """

    name: str
    first: int
    last: int
    sent: int
    due: int
    slow: dict[str, float]
    signed: bool
    concluded: bool


_WAVES = (
    Wave("郭道镇、灵空山镇等", 1, 5, -20, -13, {}, signed=True, concluded=True),
    Wave("中峪乡、法中乡等", 5, 8, -8, -2, {"police": 0.71, "court": 0.64}, signed=True, concluded=False),
    Wave(
        "沁河镇",
        0,
        1,
        -2,
        3,
        {"police": 0.55, "court": 0.4, "audit": 0.0, "agriculture": 0.9, "procuratorate": 0.62, "complaints": 0.97},
        signed=False,
        concluded=False,
    ),
)


def make_vetting(*, random: Random, cycle: Cycle) -> None:
    """Everything of the reviews; the nominations, accounts and departments are there."""
    organiser = User.objects.get(username="county")
    bars = _publish_bars(organiser)
    reviews = _open_reviews(cycle)
    _review_in_townships(reviews, bars, random)
    staff = _staff()
    for wave in _WAVES:
        codes = tuple(code for code, _name, _villages, _communities in TOWNSHIPS[wave.first : wave.last])
        batch = _send(cycle, organiser, wave, codes)
        if batch:
            _answer(batch, wave, bars, staff, random)
            if wave.concluded:
                _conclude(batch, organiser, random)
    _conclude_refused(cycle, organiser, bars)


def _publish_bars(organiser: User) -> BarList:
    county = Division.objects.get(code=COUNTY)
    draft = begin_draft(scope=_SCOPE, county=county)
    ReviewRules.objects.create(county=county)
    day = timezone.localdate() - datetime.timedelta(days=70)
    return publish(scope=_SCOPE, user=organiser, bar_list=draft, valid_from=day)


def _open_reviews(cycle: Cycle) -> list[Review]:
    """A review for everybody who stands; the last township has not begun."""
    opened = timezone.localdate() - datetime.timedelta(days=40)
    liaison = User.objects.get(username="liaison")
    return Review.objects.bulk_create(
        Review(election_id=election, person_id=person, post=post, opened_on=opened, opened_by=liaison)
        for election, person, post, village in _standing(cycle)
        if not village.startswith(TOWNSHIPS[-1][0])
    )


def _standing(cycle: Cycle) -> list[tuple[int, int, str, str]]:
    """Election, person, post and village of the nominees; without any, of those who sit now and would stand again."""
    nominated = Nomination.objects.filter(election__cycle=cycle, state__in=STANDING).order_by(
        "election__village_id", "pk"
    )
    rows = list(nominated.values_list("election_id", "person_id", "post", "election__village_id"))
    if rows:
        return rows
    elections = {(election.village_id, election.body): election.pk for election in cycle.elections.all()}
    seats = Member.objects.filter(ends_on=None, body__kind__in=cycle.bodies).order_by("body__village_id", "pk")
    return [
        (elections[village, kind], person, post, village)
        for village, kind, person, post in seats.values_list("body__village_id", "body__kind", "person_id", "post")
        if (village, kind) in elections
    ]


def _review_in_townships(reviews: Sequence[Review], bars: BarList, random: Random) -> None:
    """Most are agreed to; a few are refused; the two last townships are in the middle of it."""
    villages = dict(Review.objects.values_list("pk", "election__village_id"))
    late = tuple(code for code, _name, _villages, _communities in TOWNSHIPS[-3:])
    liaison, signed = User.objects.get(username="liaison"), timezone.localdate() - datetime.timedelta(days=33)
    rows: list[TownshipReview] = []
    problems: list[TownshipReview] = []
    n14 = bars.bars.get(code="N14")
    for review in reviews:
        begun = not villages[review.pk].startswith(late) or random.random() < 0.35
        if not begun:
            continue
        row = TownshipReview(
            review=review,
            bar_list=bars,
            form_complete=True,
            age_met=True,
            residence_met=True,
            pledge_signed=True,
            opinion="agree",
            signer=_SIGNERS[int(villages[review.pk][6:9]) % len(_SIGNERS)],
            signed_on=signed,
            entered_by=liaison,
        )
        if random.random() < 0.008:
            _refuse(row, random, problems)
        rows.append(row)
    TownshipReview.objects.bulk_create(rows)
    _answer_bars(bars)
    for row in problems:
        TownshipAnswer.objects.filter(township_review=row, bar=n14).delete()
        TownshipAnswer.objects.create(
            township_review=row, bar=n14, answer=Answer.PROBLEM, facts="2024年、2025年民主评议连续两年不称职。"
        )


def _refuse(row: TownshipReview, random: Random, problems: list[TownshipReview]) -> None:
    row.opinion = "refuse"
    match random.randrange(3):
        case 0:
            row.pledge_signed, row.refused_for = False, "PLEDGE"
        case 1:
            row.residence_met, row.refused_for = False, "RESIDENCE"
        case _:
            row.refused_for = "N14"
            problems.append(row)


def _answer_bars(bars: BarList) -> None:
    """Every bar without a problem, for every review of a township: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vetting_townshipanswer (township_review_id, bar_id, answer, facts)"
            " SELECT township.id, bar.id, 'clear', '' FROM vetting_townshipreview township, vetting_bar bar"
            " WHERE bar.bar_list_id = %s",
            [bars.pk],
        )


@dataclass(frozen=True, slots=True)
class Office:
    """The reviewer and the head of a department."""

    reviewer: User
    head: User


def _staff() -> dict[str, Office]:
    """By the department's short code; all have said who they are, and one lives in a village that is reviewed."""
    users: dict[str, dict[str, User]] = {}
    duties = Duty.objects.filter(department__isnull=False).select_related("user", "department", "permission")
    for duty in duties:
        if duty.department:
            users.setdefault(duty.department.code, {})[duty.role.value] = duty.user
    home = (
        Division.objects.filter(code__startswith=TOWNSHIPS[0][0]).exclude(code=TOWNSHIPS[0][0]).order_by("code").first()
    )
    Declaration.objects.bulk_create(
        Declaration(user=user, village=home if code == "police" and role == Role.DEPARTMENT_REVIEWER else None)
        for code, roles in users.items()
        for role, user in roles.items()
    )
    return {
        code: Office(roles[Role.DEPARTMENT_REVIEWER.value], roles[Role.DEPARTMENT_HEAD.value])
        for code, roles in users.items()
    }


def _send(cycle: Cycle, organiser: User, wave: Wave, codes: tuple[str, ...]) -> Batch | None:
    chosen = [
        key
        for key, village in Review.objects.filter(
            election__cycle=cycle, township_review__opinion="agree", entry=None
        ).values_list("pk", "election__village_id")
        if village.startswith(codes)
    ]
    if not chosen:
        return None
    batch = create_batch(scope=_SCOPE, user=organiser, cycle=cycle, reviews=chosen, name=wave.name, working_days=5)
    today = timezone.localdate()
    batch.sent_on = add_working_days(today, wave.sent).day
    batch.due_on = add_working_days(today, wave.due).day
    batch.working_days = wave.due - wave.sent
    batch.save(update_fields=["sent_on", "due_on", "working_days"])
    return batch


def _answer(batch: Batch, wave: Wave, bars: BarList, staff: dict[str, Office], random: Random) -> None:
    codes = {
        (department, bar.code): bar
        for bar in bars.bars.prefetch_related("departments")
        for department in bar.departments.all().values_list("code", flat=True)
        if bar.code in _FACTS
    }
    for sheet in batch.sheets.select_related("department").order_by("department__position"):
        code = sheet.department.code
        share, office = wave.slow.get(code, 1.0), staff[code]
        mine = [bar for (department, _code), bar in codes.items() if department == code]
        questions = Question.objects.filter(sheet=sheet).order_by("entry__position")
        opinions = Opinion.objects.bulk_create(
            _opinion(question, mine, office, batch, random)
            for question in questions
            if share == 1.0 or random.random() < share
        )
        if wave.signed or code not in ("politics", "justice", "complaints"):
            _sign(sheet.pk, opinions, office, batch)
        if batch.due_on < timezone.localdate() and share < 1.0:
            missing = questions.count() - len(opinions)
            Reminder.objects.bulk_create(
                Reminder(sheet=sheet, kind=kind, on=batch.due_on + datetime.timedelta(days=days), open=missing)
                for kind, days in ((Reminder.Kind.REMINDER, -1), (Reminder.Kind.ESCALATION, 1))
            )


def _opinion(question: Question, bars: Sequence[Bar], office: Office, batch: Batch, random: Random) -> Opinion:
    at = _moment(batch, random)
    chance = random.random()
    if chance < 0.0018 and bars:
        bar = random.choice(bars)
        facts, number = _FACTS[bar.code]
        return Opinion(
            question=question,
            answer=Answer.PROBLEM,
            bar=bar,
            facts=facts,
            document_number=number,
            has_document=bool(number),
            occurred_on=batch.sent_on - datetime.timedelta(days=random.randrange(200, 900)),
            author=office.reviewer,
            at=at,
        )
    answer = Answer.UNKNOWN if chance > 0.9985 else Answer.CLEAR
    return Opinion(question=question, answer=answer, author=office.reviewer, at=at, way=Way.PAGE)


def _moment(batch: Batch, random: Random) -> datetime.datetime:
    """Some working hour between sending and the end."""
    last = min(batch.due_on, timezone.localdate() - datetime.timedelta(days=1))
    days = random.randrange((last - batch.sent_on).days + 1)
    hour = datetime.time(random.randrange(9, 17), random.randrange(60))
    return timezone.make_aware(datetime.datetime.combine(batch.sent_on + datetime.timedelta(days=days), hour))


def _sign(sheet: int, opinions: Sequence[Opinion], office: Office, batch: Batch) -> None:
    if not opinions:
        return
    at = max(opinion.at for opinion in opinions) + datetime.timedelta(minutes=40)
    signature = Signature.objects.create(
        sheet_id=sheet, head=office.head, count=len(opinions), digest=digest_of(opinions), at=at
    )
    SignedOpinion.objects.bulk_create(SignedOpinion(signature=signature, opinion=opinion) for opinion in opinions)


def _conclude(batch: Batch, organiser: User, random: Random) -> None:
    """Conclusions where one follows; of the refused most are told, one objects and is reviewed again."""
    at = timezone.make_aware(
        datetime.datetime.combine(batch.due_on + datetime.timedelta(days=1), datetime.time(15, 20))
    )
    reviews = {entry.review_id: entry.review for entry in batch.entries.select_related("review__election__cycle")}
    made = _issue(reviews.values(), organiser, batch.bar_list, at)
    liaison = User.objects.get(username="liaison2")
    refused = [row for row in made if row.outcome == Outcome.NOT_QUALIFIED]
    Told.objects.bulk_create(
        Told(
            review=row.review,
            code=row.code,
            told_on=batch.due_on + datetime.timedelta(days=2),
            told_by=liaison,
            way="乡镇党委书记当面告知",
        )
        for row in refused[1:]
    )
    for row in refused[1:2]:
        Review.objects.create(
            election=row.review.election,
            person_id=row.review.person_id,
            post=row.review.post,
            round=2,
            kind="objection",
            previous=row.review,
            opened_by=liaison,
        )


def _conclude_refused(cycle: Cycle, organiser: User, bars: BarList) -> None:
    """Whom a township has refused is concluded on without the departments."""
    rows = Review.objects.filter(election__cycle=cycle, township_review__opinion="refuse")
    at = timezone.now() - datetime.timedelta(days=20)
    _issue(rows.select_related("election__cycle"), organiser, bars, at)


def _issue(reviews: Iterable[Review], officer: User, bars: BarList, at: datetime.datetime) -> list[Conclusion]:
    rows = list(reviews)
    verdicts = conclusions_of([review.pk for review in rows], on=timezone.localdate(at))
    return Conclusion.objects.bulk_create(
        Conclusion(
            review=review,
            outcome=verdict.outcome,
            code=verdict.code,
            findings=[finding.as_dict() for finding in verdict.findings],
            as_of=verdict.as_of or timezone.localdate(at),
            rulebook=review.election.cycle.rulebook,
            bar_list=bars,
            officer=officer,
            at=at,
        )
        for review in rows
        if (verdict := verdicts[review.pk]).outcome != Outcome.PENDING
    )
