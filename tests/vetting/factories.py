"""What the tests of the vetting start from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope, scope_of
from elections.models import Body, Cycle, Election
from tests.factories import COUNTY, VILLAGE, make_cycle, make_department, make_division, make_officer, make_person
from vetting import services
from vetting.models import BarList, Batch, Declaration, Department, Entry, Question, Review, Sheet, TownshipReview
from vetting.services import bars as bar_services
from vetting.services.opinions import Given

ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
POLICE, COURT = "police", "court"


def make_organiser(name: str = "李明") -> User:
    """An officer of the county's organisation department."""
    return make_officer(Role.COUNTY_ORGANISER, COUNTY, username=f"county-{name}", name=name)


def make_reviewer(
    department: Department, *, role: Role = Role.DEPARTMENT_REVIEWER, declared: bool = True, **declaration: Any
) -> User:
    """A reviewer (or head) of a department who has said who he is."""
    number = User.objects.count()
    user = User.objects.create_user(f"{role.value}{number}", name=f"审核{number}")
    Duty.objects.create(
        user=user,
        permission=Permission.objects.get(codename=role.value, content_type__app_label="villages"),
        content_object=make_division(COUNTY),
        department=department,
    )
    if declared:
        Declaration.objects.create(user=user, **declaration)
    return user


def make_head(department: Department, **declaration: Any) -> User:
    """The head of a department."""
    return make_reviewer(department, role=Role.DEPARTMENT_HEAD, **declaration)


def publish_bars() -> list[Department]:
    """Police and court, and the sample list in force."""
    departments = [
        make_department(POLICE, name="县公安局"),
        make_department(COURT, name="县法院"),
        make_department("organisation", name="县组织部"),
        make_department("politics", name="县政法委"),
    ]
    draft = bar_services.begin_draft(scope=ORGANISER, county=make_division(COUNTY))
    bar_services.publish(scope=ORGANISER, user=make_organiser("发布"), bar_list=draft)
    return departments


def make_review(
    name: str = "王小明", *, cycle: Cycle | None = None, village: str = VILLAGE, agreed: bool = True, **person: Any
) -> Review:
    """A person proposed for a villagers' committee, agreed to by the township."""
    cycle = cycle or Cycle.objects.first() or make_cycle(villages=[village])
    election = Election.objects.get(cycle=cycle, village_id=village, body=Body.COMMITTEE)
    known = make_person(name, **{"village_code": village} | person)
    review = Review.objects.create(election=election, person=known, post="director")
    if agreed:
        agree(review)
    return review


def agree(review: Review, *, on: date | None = None) -> TownshipReview:
    """The township's agreement."""
    return TownshipReview.objects.create(
        review=review,
        bar_list=BarList.objects.latest("number"),
        form_complete=True,
        age_met=True,
        residence_met=True,
        pledge_signed=True,
        opinion="agree",
        signer="赵镇长",
        signed_on=on or timezone.localdate(),
    )


def make_batch(*names: str, reviews: Sequence[Review] = (), user: User | None = None) -> Batch:
    """A batch of persons, sent to all departments; with the bars in force before."""
    if not BarList.objects.exists():
        publish_bars()
    chosen = list(reviews) or [make_review(name) for name in names or ("王小明",)]
    return services.create_batch(
        scope=ORGANISER,
        user=user or make_organiser(f"发送{Batch.objects.count()}"),
        cycle=chosen[0].election.cycle,
        reviews=[review.pk for review in chosen],
        due_on=date(2030, 1, 7),
    )


def sheet_of(batch: Batch, code: str = POLICE) -> Sheet:
    """A department's part of a batch."""
    return Sheet.objects.select_related("department", "batch__cycle").get(batch=batch, department__code=code)


def question_of(sheet: Sheet, place: int = 1) -> Question:
    """The question about the person at a place of the batch."""
    return Question.objects.get(sheet=sheet, entry__position=place)


def answer(sheet: Sheet, user: User, given: str = "clear", *, place: int = 1, **more: Any) -> str:
    """Answer about one person; what became of it."""
    row = Given(question=question_of(sheet, place).pk, answer=given, **more)
    [report] = services.record_opinions(scope=scope_of(user), user=user, sheet=sheet, given=[row])
    return report.code or report.state


def problem(**more: Any) -> dict[str, Any]:
    """What a problem needs, for `answer`."""
    return {"given": "problem", "bar": "N08", "facts": "2024年因赌博被行政拘留五日"} | more


def answer_all(batch: Batch, *, sign: bool = True) -> None:
    """Every department answers “no problem” for everybody, and its head signs."""
    for sheet in batch.sheets.select_related("department", "batch__cycle"):
        reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
        given = [
            Given(question=question.pk, answer="clear") for question in Question.objects.filter(sheet=sheet, answer="")
        ]
        services.record_opinions(scope=scope_of(reviewer), user=reviewer, sheet=sheet, given=given)
        if sign:
            services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)


def entry_of(batch: Batch, place: int = 1) -> Entry:
    """A person's place in a batch."""
    return Entry.objects.get(batch=batch, position=place)
