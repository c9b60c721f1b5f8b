"""Consultations: who takes part, what can be found, who keeps out, what a closed one means for the conclusion."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import scope_of
from people.models import Kin, Kinship
from protect.models import Reveal
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_officer, make_person
from tests.vetting.factories import (
    ORGANISER,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_reviewer,
    problem,
    question_of,
    sheet_of,
)
from vetting import services as vetting_services
from vetting.models import Consultation, ConsultationDecision, Participant
from vetting.queries.cases import conclusions_of, undecided
from vetting.services import consultations as services

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


def make_consultation(batch, *, sides=("organisation", "discipline", "department"), user=None):
    consultation = services.begin_consultation(
        scope=ORGANISER,
        user=user or make_organiser(f"记录{Consultation.objects.count()}"),
        cycle=batch.cycle,
        meeting=services.Meeting(
            held_on=timezone.localdate(), place="三楼会议室", chair="张国强", recorder="李明", course="逐人会诊。"
        ),
    )
    for side in sides:
        take_part(consultation, side, name=f"{side}人", department=sheet_of(batch).department)
    return consultation


def take_part(consultation, side, *, name, department, id_number="", village=None):
    values = {"side": side, "name": name, "post": "", "department": department if side == "department" else None}
    return services.add_participant(
        scope=ORGANISER, consultation=consultation, values=values, id_number=id_number, village=village
    )


@pytest.fixture
def batch():
    """One person with a signed problem of the county's own list; all others have nothing."""
    made = make_batch("王小明")
    answered(made)
    answer_all(made)
    return made


def answered(batch, given=None):
    sheet = sheet_of(batch)
    reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
    assert answer(sheet, reviewer, **(given or problem())) == "recorded"
    vetting_services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)


def decide(consultation, batch, found="unfounded", reasons="查无此事，系同名他人"):
    return services.decide(
        scope=ORGANISER, consultation=consultation, question=question_of(sheet_of(batch)), found=found, reasons=reasons
    )


def close(consultation, user=None):
    return services.close_consultation(
        scope=ORGANISER, user=user or make_organiser(f"阅{Consultation.objects.count()}"), consultation=consultation
    )


def verdict_of(batch):
    review = batch.entries.get().review_id
    return conclusions_of([review])[review]


@pytest.mark.parametrize(
    ("found", "outcome", "code"),
    [("unfounded", "qualified", ""), ("accepted", "qualified", ""), ("proven", "not_qualified", "N08")],
)
def test_a_decision_counts_once_the_minutes_are_closed(batch, found, outcome, code):
    consultation = make_consultation(batch)
    decide(consultation, batch, found)
    assert verdict_of(batch).outcome == "pending"
    close(consultation)
    assert (verdict_of(batch).outcome, verdict_of(batch).code) == (outcome, code)
    assert not undecided(batch.cycle)


def test_what_the_law_and_a_document_prove_waits_for_no_consultation():
    batch = make_batch("王小明")
    answered(batch, problem(bar="N03", document_number="（2024）晋0431刑初1号"))
    assert not undecided(batch.cycle)
    assert verdict_of(batch).code == "N03"


def test_who_entered_it_does_not_close_it(batch):
    user = make_organiser("同一人")
    consultation = make_consultation(batch, user=user)
    decide(consultation, batch)
    with pytest.raises(ValidationError, match="Another officer"):
        close(consultation, user)


def test_a_closed_one_stays(batch):
    consultation = make_consultation(batch)
    made = decide(consultation, batch)
    close(consultation)
    with pytest.raises(ValidationError, match="closed"):
        decide(consultation, batch, "proven")
    for change in (
        lambda: ConsultationDecision.objects.filter(pk=made.pk).update(found="proven"),
        lambda: ConsultationDecision.objects.filter(pk=made.pk).delete(),
        lambda: Participant.objects.all().delete(),
        lambda: Consultation.objects.update(course=""),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("given", "found", "message"),
    [
        (problem(bar="N03"), "accepted", "第十八条"),
        (problem(bar="N03", document_number="（2024）晋0431刑初1号"), "unfounded", "corrects its answer"),
        ({"given": "unknown"}, "proven", "does not know"),
        ({"given": "unknown"}, "accepted", "does not know"),
    ],
)
def test_what_cannot_be_found_is_refused_with_its_article(given, found, message):
    batch = make_batch("王小明")
    answered(batch, given)
    consultation = make_consultation(batch)
    with pytest.raises(ValidationError, match=message):
        decide(consultation, batch, found)


@pytest.mark.parametrize("missing", ["organisation", "discipline", "department"])
def test_all_sides_take_part(batch, missing):
    sides = [side for side in ("organisation", "discipline", "department") if side != missing]
    consultation = make_consultation(batch, sides=sides)
    with pytest.raises(ValidationError, match="takes part for"):
        decide(consultation, batch)


def test_a_near_relative_and_a_fellow_villager_keep_out(batch):
    person = batch.entries.get().review.person
    relative = make_person("王大明", village_code="140431100201", id_number=IDENTITY)
    Kinship.objects.create(person=person, relative=relative, kind=Kin.SIBLING)
    consultation = make_consultation(batch)
    court = sheet_of(batch).department
    take_part(consultation, "other", name="王大明", department=court, id_number=IDENTITY)
    take_part(consultation, "other", name="同村人", department=court, village=make_division(VILLAGE))
    assert decide(consultation, batch).recused == ["王大明", "同村人"]


def test_where_only_a_relative_sits_for_a_side_there_is_no_decision(batch):
    consultation = make_consultation(batch, sides=("discipline", "department"))
    take_part(
        consultation,
        "organisation",
        name="同村人",
        department=sheet_of(batch).department,
        village=make_division(VILLAGE),
    )
    with pytest.raises(ValidationError, match="organisation department"):
        decide(consultation, batch)


def test_an_answer_given_anew_needs_a_new_decision(batch):
    consultation = make_consultation(batch)
    decide(consultation, batch)
    answered(batch, problem(facts="另有一事"))
    with pytest.raises(ValidationError, match="answered anew"):
        close(consultation)


def test_another_county_has_no_part_in_it(batch):
    consultation = make_consultation(batch)
    stranger = scope_of(make_officer(Role.COUNTY_ORGANISER, "140430"))
    with pytest.raises(Http404):
        services.close_consultation(scope=stranger, user=make_organiser("他"), consultation=consultation)


def url(name, *arguments):
    return reverse(f"vetting:{name}", args=arguments)


def test_a_consultation_is_entered_decided_and_closed_on_its_pages(client, batch):
    client.force_login(make_organiser("记录"))
    meeting = {"held_on": str(timezone.localdate()), "place": "三楼", "chair": "张", "recorder": "李", "course": "会诊"}
    assert (
        client.post(url("consultation_add"), {"version": "0", **meeting, "place": ""}).context["form"].errors["place"]
    )
    client.post(url("consultation_add"), {"version": "0", **meeting})
    made = Consultation.objects.get()
    changed = {"version": str(made.version), **meeting, "place": "四楼"}
    assert client.post(url("consultation_change", made.pk), changed).status_code == 302
    police = sheet_of(batch).department
    for side, department in (("organisation", ""), ("discipline", ""), ("department", police.pk)):
        values = {"side": side, "department": department, "name": side, "post": "", "id_number": "", "village": ""}
        assert client.post(url("participant_add", made.pk), values).status_code == 302
    wrong = client.post(url("participant_add", made.pk), {"side": "department", "name": "某"})
    assert "department" in wrong.context["form"].errors
    question = question_of(sheet_of(batch)).pk
    page = client.post(url("decision", made.pk, question), {"found": "unfounded", "reasons": ""})
    assert page.context["form"].errors["reasons"]
    client.post(url("decision", made.pk, question), {"found": "unfounded", "reasons": "查无此事"})
    client.post(url("consultation_close", made.pk))
    made.refresh_from_db()
    assert made.closed_at is None
    client.force_login(make_organiser("另一人"))
    client.post(url("consultation_close", made.pk))
    made.refresh_from_db()
    assert (made.place, made.closed_at is not None) == ("四楼", True)
    assert "查无此事" not in client.get(url("consultation", made.pk)).content.decode()
    assert "查无此事" in client.get(url("decision", made.pk, question)).content.decode()
    assert Reveal.objects.filter(field="course", object_pk=str(made.pk)).count() == 1
    assert Reveal.objects.filter(field="reasons", object_pk=str(made.decisions.get().pk)).count() == 1


def test_a_decision_and_a_participant_are_taken_back_while_it_is_open(client, batch):
    consultation = make_consultation(batch)
    decide(consultation, batch)
    client.force_login(make_organiser("改"))
    one = consultation.participants.first()
    client.post(url("participant_remove", one.pk))
    assert consultation.participants.count() == 3
    with pytest.raises(ValidationError, match="decided already"):
        take_part(consultation, "other", name="后到", department=None)
    client.post(url("decision", consultation.pk, question_of(sheet_of(batch)).pk), {"withdraw": "1"})
    assert not consultation.decisions.exists()
    client.post(url("participant_remove", one.pk))
    assert consultation.participants.count() == 2


def test_who_may_not_see_problems_sees_no_consultation(client, batch):
    consultation = make_consultation(batch)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(url("consultation", consultation.pk)).status_code == 404
    client.force_login(make_officer(Role.COUNTY_LEADER, COUNTY))
    assert client.get(url("consultation", consultation.pk)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_take_the_same_queries_for_more_rows(client, batch, count, django_assert_num_queries):
    made = [make_consultation(batch) for _ in range(count)]
    for number in range(count):
        take_part(made[0], "other", name=f"列席{number}", department=None)
    client.force_login(make_organiser("看"))
    client.get(url("consultation_list"))
    with django_assert_num_queries(8):
        client.get(url("consultation_list"))
    with django_assert_num_queries(11):
        client.get(url("consultation", made[0].pk))
