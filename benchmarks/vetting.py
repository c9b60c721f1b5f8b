"""A joint review of 2,500 persons by 12 departments: sending it, 30,000 answers, the page of the matrix, each beside bare SQL."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import python_calamine
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Duty, User
from accounts.roles import Role
from accounts.scope import Grant, Scope, scope_of
from benchmarks import Line, interleaved
from benchmarks._database import Scratch, scratch, twin
from elections.models import Body, Cycle
from elections.services import open_cycle
from people.bulk import prepare
from people.models import Person
from people.rules import CleanPerson
from sheets.engine import run as run_import
from sheets.spec import Order
from vetting.models import Batch, Declaration, Department, Question, Review, Sheet, TownshipReview
from vetting.services.bars import begin_draft, publish
from vetting.services.batches import create_batch
from vetting.services.opinions import Given, record_opinions
from vetting.services.signatures import sign_opinions
from vetting.spreadsheets.opinions import OpinionSheet
from vetting.workbooks import write_workbook
from villages.models import Division

COUNTY = "140431"
# Of the persons in a department's workbook, below title, note and heads.
_FIRST_ROW = 4
VILLAGES, PERSONS, PAGES = 180, 2_500, 5
_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""), Grant(Role.COUNTY_ADMIN, COUNTY, "")))
_DEPARTMENTS = [
    "discipline",
    "organisation",
    "politics",
    "police",
    "procuratorate",
    "court",
    "justice",
    "complaints",
    "society",
    "agriculture",
    "audit",
    "resources",
]


def run() -> list[Line]:
    """Fill a database of its own, then measure."""
    with scratch() as database:
        database.renew()
        cycle, officer = _fill()
        sending = _send(cycle, officer, database)
        batch = Batch.objects.get()
        bringing = _bring_in(batch, officer)
        answering = _record(batch)
        pages = interleaved({"ours": _page(batch, officer), "base": _bare_page(batch)}, runs=PAGES)
    what = f"{PERSONS} persons × {len(_DEPARTMENTS)} departments"
    return [
        Line("vetting-send", *sending, f"{what} checked, sent, with history, against a bare INSERT of the questions"),
        Line(
            "vetting-workbook",
            *bringing,
            f"workbook of one department, {PERSONS} rows, checked and recorded, against reading it",
        ),
        Line("vetting-opinions", *answering, f"{what}: 30000 opinions checked and recorded, against a bare INSERT"),
        Line(
            "vetting-matrix", pages["ours"], pages["base"], f"page of the matrix, {what}, against the SQL of its cells"
        ),
    ]


def _fill() -> tuple[Cycle, User]:
    """The county, its departments and list of bars, and persons to whom their township has agreed."""
    above = None
    for code, name in (
        ("0", "中国"),
        ("14", "山西省"),
        ("1404", "长治市"),
        (COUNTY, "沁源县"),
        (f"{COUNTY}100", "沁河镇"),
    ):
        above = Division.objects.create(code=code, name=name, parent=above)
    Division.objects.bulk_create(
        Division(code=f"{COUNTY}100{number:03}", name=f"第{number}村", parent=above)
        for number in range(200, 200 + VILLAGES)
    )
    officer = User.objects.create_user("county", name="李明")
    _duty(officer, Role.COUNTY_ORGANISER)
    for place, code in enumerate(_DEPARTMENTS):
        Department.objects.create(county_id=COUNTY, code=code, name=code, short_name=code[:4], position=place)
    county = Division.objects.get(code=COUNTY)
    bars = publish(scope=_SCOPE, user=officer, bar_list=begin_draft(scope=_SCOPE, county=county))
    today = timezone.localdate()
    cycle = open_cycle(
        scope=_SCOPE,
        county=county,
        name="换届",
        rulebook="cn-2026",
        bodies=list(Body),
        starts_on=today,
        ends_on=today.replace(year=today.year + 1),
    )
    _propose(cycle, bars.pk)
    return cycle, officer


def _propose(cycle: Cycle, bars: int) -> None:
    names = [
        "王" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:04}") for number in range(PERSONS)
    ]
    clean = [CleanPerson(name=name, name_original="") for name in names]
    columns = prepare(clean)
    villages = [f"{COUNTY}100{200 + number % VILLAGES:03}" for number in range(PERSONS)]
    persons = Person.objects.bulk_create(
        Person(
            county_code=COUNTY,
            village_code=village,
            name=row.name,
            name_original=row.name,
            name_key=column.name_key,
            pinyin=column.pinyin,
            initials=column.initials,
        )
        for row, column, village in zip(clean, columns, villages, strict=True)
    )
    elections = {election.village_id: election for election in cycle.elections.filter(body=Body.COMMITTEE)}
    reviews = Review.objects.bulk_create(
        Review(election=elections[person.village_code], person=person, post="member") for person in persons
    )
    TownshipReview.objects.bulk_create(
        TownshipReview(
            review=review,
            bar_list_id=bars,
            form_complete=True,
            age_met=True,
            residence_met=True,
            pledge_signed=True,
            opinion="agree",
            signer="赵镇长",
            signed_on=timezone.localdate(),
        )
        for review in reviews
    )


def _duty(user: User, role: Role, department: Department | None = None) -> None:
    permission = Permission.objects.get(codename=role.value, content_type__app_label="villages")
    Duty.objects.create(user=user, permission=permission, content_object_id=COUNTY, department=department)


def _timed(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def _send(cycle: Cycle, officer: User, database: Scratch) -> tuple[float, float]:
    keys = list(Review.objects.values_list("pk", flat=True))
    ours = _timed(lambda: create_batch(scope=_SCOPE, user=officer, cycle=cycle, reviews=keys, working_days=5))
    return ours, _timed(_bare("vetting_question"))


def _bare(table: str) -> Callable[[], None]:
    """The same rows once more into a table without triggers and constraints; the copy is not counted."""

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{copy}" SELECT * FROM "{table}"')  # noqa: S608  # names of ours

    copy = twin(table)
    return insert


def _bring_in(batch: Batch, officer: User) -> tuple[float, float]:
    """A department's workbook, filled in by a program that is not ours; what it records is taken back."""
    sheet = Sheet.objects.filter(batch=batch).select_related("department", "batch__cycle")[0]
    answers = [field.key for field in OpinionSheet.fields].index("answer") + 1
    with TemporaryDirectory() as directory:
        path = Path(directory) / "back.xlsx"
        book = openpyxl.load_workbook(write_workbook(sheet))
        for row in range(_FIRST_ROW, _FIRST_ROW + PERSONS):
            book.worksheets[0].cell(row, answers).value = "无问题"
        book.save(path)
        with transaction.atomic():
            started = time.perf_counter()
            outcome = run_import(OpinionSheet(), path, order=Order(scope=_SCOPE, user=officer, file_name=path.name))
            ours = time.perf_counter() - started
            transaction.set_rollback(True)
        if outcome.problems or outcome.counts.created != PERSONS:
            raise RuntimeError(outcome.problems[:3] or outcome.counts)
        return ours, _timed(lambda: python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python())


def _record(batch: Batch) -> tuple[float, float]:
    """Every department answers for everybody; its head signs, which is not counted."""
    ours = 0.0
    for sheet in Sheet.objects.filter(batch=batch).select_related("department", "batch__cycle"):
        reviewer, head = (
            User.objects.create_user(f"{sheet.department.code}-{role.value}", name=role.value)
            for role in (Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_HEAD)
        )
        for user, role in ((reviewer, Role.DEPARTMENT_REVIEWER), (head, Role.DEPARTMENT_HEAD)):
            _duty(user, role, sheet.department)
            Declaration.objects.create(user=user)
        keys = Question.objects.filter(sheet=sheet).values_list("pk", flat=True)
        given = [Given(question=key, answer="clear", seen=0) for key in keys]
        scope = scope_of(reviewer)
        started = time.perf_counter()
        reports = record_opinions(scope=scope, user=reviewer, sheet=sheet, given=given)
        ours += time.perf_counter() - started
        if {report.state for report in reports} != {"recorded"}:
            raise RuntimeError(reports[0])
        sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    return ours, _timed(_bare("vetting_opinion"))


def _page(batch: Batch, officer: User) -> Callable[[], None]:
    client = Client()
    client.force_login(officer)

    def read() -> None:
        response = client.get(f"/vetting/batches/{batch.pk}/?page=20")
        if response.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(response.status_code)

    return read


def _bare_page(batch: Batch) -> Callable[[], None]:
    """How far each department is, and the cells of fifty persons."""

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sheet_id, count(*), count(*) FILTER (WHERE answer <> ''), count(*) FILTER (WHERE signed)"
                " FROM vetting_question JOIN vetting_sheet sheet ON sheet.id = sheet_id WHERE sheet.batch_id = %s"
                " GROUP BY sheet_id",
                [batch.pk],
            )
            cursor.fetchall()
            cursor.execute(
                "SELECT entry.position, person.name, question.sheet_id, question.answer, question.signed"
                " FROM vetting_entry entry JOIN vetting_review review ON review.id = entry.review_id"
                " JOIN people_person person ON person.id = review.person_id"
                " JOIN vetting_question question ON question.entry_id = entry.id"
                " WHERE entry.batch_id = %s AND entry.position BETWEEN 951 AND 1000 ORDER BY 1, 3",
                [batch.pk],
            )
            cursor.fetchall()

    return read
