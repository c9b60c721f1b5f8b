"""What stands for the arguments of the vetting's addresses (see tests/samples.py)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Act, Role
from accounts.scope import Grant, Scope
from tests.factories import make_cycle, make_department, make_division, make_person
from vetting.models import (
    BarList,
    Batch,
    Conclusion,
    Consultation,
    ConsultationAttachment,
    ConsultationDecision,
    Department,
    Opinion,
    Participant,
    Question,
    Review,
    Sheet,
    TownshipReview,
)
from vetting.services.bars import begin_draft, publish
from vetting.services.batches import create_batch
from villages.models import Division

COUNTY = 6


@dataclass(frozen=True, slots=True)
class Case:
    """A person of a village, sent to the department of a role's officer and refused."""

    review: Review
    batch: Batch
    sheet: Sheet
    question: Question
    opinion: Opinion
    draft: BarList


def county_of(village: str) -> Scope:
    """An organiser of the village's county."""
    return Scope((Grant(Role.COUNTY_ORGANISER, village[:COUNTY], ""),))


def department_of(role: str, county: str) -> Department:
    """The department for which the officer of the matrix holds the role; elsewhere one of the same code."""
    found = Department.objects.filter(county=county, code=role).first()
    return found or make_department(role, county_code=county)


def make_case(village: str, role: Role = Role.DEPARTMENT_REVIEWER) -> Case:
    """A person under review in every respect."""
    county: Division = make_division(village[:COUNTY])
    scope = county_of(village)
    officer = User.objects.create_user(f"case{village}{User.objects.count()}", name="经办")
    department = department_of(role.value, county.code)
    draft = begin_draft(scope=scope, county=county)
    for bar in draft.bars.exclude(statute="") | draft.bars.filter(code="N08"):
        bar.deciding.create(department=department)
    bars = publish(scope=scope, user=officer, bar_list=draft)
    review = make_reviewed(village)
    batch = create_batch(
        scope=scope,
        user=officer,
        cycle=review.election.cycle,
        reviews=[review.pk],
        due_on=date(2030, 1, 7),
    )
    sheet = batch.sheets.get(department=department)
    question = Question.objects.get(sheet=sheet)
    opinion = Opinion.objects.create(
        question=question, answer="problem", bar=bars.bars.get(code="N08"), facts="赌博", author=officer
    )
    Conclusion.objects.create(
        review=review,
        outcome="not_qualified",
        code="N08",
        as_of=timezone.localdate(),
        rulebook="cn-2026",
        bar_list=bars,
        officer=officer,
    )
    return Case(review, batch, sheet, question, opinion, begin_draft(scope=scope, county=county))


def make_reviewed(village: str) -> Review:
    """A person whom the township has agreed to."""
    cycle = make_cycle(villages=[village], name=f"审查{village}", county_code=village[:COUNTY])
    person = make_person(county_code=village[:COUNTY], village_code=village, id_number="11010519491231002X")
    review = Review.objects.create(
        election=cycle.elections.get(village_id=village, body="committee"), person=person, post="director"
    )
    TownshipReview.objects.create(
        review=review,
        bar_list=BarList.objects.get(county=village[:COUNTY], published_at__isnull=False),
        form_complete=True,
        age_met=True,
        residence_met=True,
        pledge_signed=True,
        opinion="agree",
        signer="赵镇长",
        signed_on=timezone.localdate(),
    )
    return review


def make_consulted(village: str) -> tuple[ConsultationDecision, Participant]:
    """A decision about a person of a village, and a participant of the same consultation."""
    case = make_case(village)
    consultation = Consultation.objects.create(
        cycle=case.batch.cycle, place="三楼会议室", chair="张国强", recorder="李明", created_by=case.opinion.author
    )
    participant = Participant.objects.create(consultation=consultation, side="organisation", name="韩志刚")
    decision = ConsultationDecision.objects.create(
        consultation=consultation, question=case.question, opinion=case.opinion, found="proven", reasons="属实"
    )
    return decision, participant


def make_consultation_attachment(consultation: Consultation) -> ConsultationAttachment:
    """A stored scan of the sign-in sheet."""
    attachment = ConsultationAttachment(
        consultation=consultation,
        kind="sign_in",
        title="签到表",
        media_type="application/pdf",
        size=8,
        digest="0" * 64,
        added_by=consultation.created_by,
    )
    attachment.file.save("", ContentFile(b"%PDF-1.4"), save=False)
    attachment.save()
    return attachment


def sees_county(village: str, act: Act = Act.VIEW_VETTING) -> Callable[[Scope], bool]:
    """Whether somebody may look into the county of a village, of which he may hold a part only."""
    return lambda scope: village[:COUNTY] in {code[:COUNTY] for code in scope.prefixes(act)}


def is_of(department: int) -> Callable[[Scope], bool]:
    """Whether somebody holds a duty for a department."""
    return lambda scope: any(grant.department_id == department for grant in scope.grants)
