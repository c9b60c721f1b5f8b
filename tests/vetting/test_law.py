"""On what the findings of the reviews rest: the rulebook of the election, by its body and its date, and the county's list."""

import datetime

import pytest
from django.urls import reverse

from accounts.scope import scope_of
from elections.gates import findings
from elections.models import Body, Cycle, Election
from elections.rulebooks import BARS, BODIES, rulebook_on, rulebooks
from elections.steps import Step
from tests.factories import COUNTY, VILLAGE, make_cycle
from tests.vetting.factories import (
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_review,
    make_reviewer,
    problem,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.models import BarList, Review, ReviewRules, Statute
from vetting.queries.cases import conclusions_of
from vetting.services.bars import begin_draft
from villages.models import VillageProfile

POLICY = "《关于加强和改进乡村治理的指导意见》（2019年）"
PARTY = f"《中国共产党基层组织选举工作条例》（2020年）第十二条、{POLICY}"


def bases(review):
    return {finding.rule: finding.basis for finding in conclusions_of([review.pk])[review.pk].findings}


@pytest.fixture
def refused(db):
    """A person of whom the police report a crime, by a document."""
    batch = make_batch("王小明")
    sheet = sheet_of(batch)
    answer(sheet, make_reviewer(sheet.department), **problem(bar="N03", document_number="（2024）晋0431刑初1号"))
    head = make_head(sheet.department)
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    answer_all(batch)
    return Review.objects.get()


def test_every_rulebook_says_on_what_each_rule_of_the_reviews_rests():
    rules = ("candidate_bars", "joint_review", "review_valid_days", "reviewer_recusal", "review_another_officer")
    for book in rulebooks():
        assert all(book.need(body, rule).basis for body in BODIES for rule in rules)


def test_the_rulebooks_name_the_bars_by_the_words_of_the_list():
    assert set(BARS) == set(Statute.values)


@pytest.mark.parametrize(
    ("book", "body", "community", "basis"),
    [
        ("cn-2026", Body.COMMITTEE, False, "《村民委员会组织法》（2025年修正）第十八条"),
        ("cn-2026", Body.COMMITTEE, True, "《城市居民委员会组织法》（2025年修订）第十八条"),
        ("cn-2026-shanxi", Body.COMMITTEE, False, "《村民委员会组织法》（2025年修正）第十八条"),
        ("cn-2026", Body.PARTY, False, PARTY),
        ("cn-2026", Body.SUPERVISORY, False, "《村民委员会组织法》（2025年修正）第三十七条（参照第十八条）"),
        ("cn-2018", Body.COMMITTEE, False, f"{POLICY}（《村民委员会组织法》（2018年修正）未列举）"),
        ("cn-2018", Body.PARTY, False, PARTY),
    ],
)
def test_a_bar_of_the_law_is_cited_from_the_law_of_the_election(refused, book, body, community, basis):
    Cycle.objects.update(rulebook=book)
    if community:
        VillageProfile.objects.create(village_id=VILLAGE, kind="community")
    Review.objects.update(election=Election.objects.get(body=body))
    assert bases(refused)["problem"] == basis


def test_where_the_old_law_names_no_such_bar_the_countys_list_is_cited(refused):
    Cycle.objects.update(rulebook="cn-2018")
    batch = make_batch(reviews=[make_review("李小红")])
    sheet = sheet_of(batch, "organisation")
    answer(sheet, make_reviewer(sheet.department), **problem(bar="N02"))
    assert bases(Review.objects.latest("pk"))["problem"] == f"{BarList.objects.get().title}N02"


def test_the_rest_is_cited_from_the_rulebook_too(refused):
    found = bases(refused)
    assert {found[rule] for rule in ("township_opinion", "departments_answered", "answers_signed")} == {POLICY}
    assert found["review_age"] == f"{POLICY}（县级联审，有效期未规定，按惯例）"


def test_an_item_of_the_countys_list_is_cited_with_its_list(db):
    batch = make_batch("王小明")
    sheet = sheet_of(batch)
    answer(sheet, make_reviewer(sheet.department), **problem())
    assert bases(Review.objects.get())["problem"] == f"{BarList.objects.get().title}N08"


@pytest.mark.parametrize(("own", "days"), [(None, 30), (10, 10)])
def test_a_review_holds_as_long_as_the_county_says_else_the_rulebook(refused, own, days):
    ReviewRules.objects.create(county_id=COUNTY, valid_days=own)
    [age] = [one for one in conclusions_of([refused.pk])[refused.pk].findings if one.rule == "review_age"]
    assert age.detail == f"0/{days}"


@pytest.mark.django_db
def test_the_gates_cite_the_rulebook():
    publish_bars()
    election = make_cycle(villages=[VILLAGE]).elections.select_related("village", "cycle").get(body="committee")
    for step in (Step.TOWNSHIP_REVIEW, Step.JOINT_REVIEW):
        found = findings(step, [election])[election.pk]
        assert {one.finding.basis for one in found if one.finding.rule.startswith(("township", "review"))} == {POLICY}
    found = {one.finding.rule: one.finding.basis for one in findings(Step.RESULT, [election])[election.pk]}
    assert found["review_fresh"] == f"{POLICY}（县级联审，有效期未规定，按惯例）"


@pytest.mark.parametrize(
    ("day", "code", "id_"),
    [
        (datetime.date(2026, 3, 1), "140431", "cn-2026-shanxi"),
        (datetime.date(2026, 3, 1), "530122", "cn-2026"),
        (datetime.date(2025, 12, 31), "140431", "cn-2018-shanxi"),
        (datetime.date(2001, 1, 1), "140431", "cn-2018"),
    ],
)
def test_the_rulebook_of_a_day_and_a_place(day, code, id_):
    assert rulebook_on(day=day, code=code).id == id_


@pytest.mark.django_db
def test_pages_cite_it(client):
    publish_bars()
    draft = begin_draft(scope=scope_of(make_organiser("起草")), county=BarList.objects.get().county)
    bar = draft.bars.get(code="N03")
    client.force_login(make_organiser("看"))
    BarList.objects.filter(pk=draft.pk).update(valid_from="2026-02-01")
    page = client.get(reverse("vetting:bar", args=[bar.pk])).content.decode()
    assert "《村民委员会组织法》（2025年修正）第十八条" in page
    BarList.objects.filter(pk=draft.pk).update(valid_from="2025-02-01")
    page = client.get(reverse("vetting:bar", args=[bar.pk])).content.decode()
    assert "（2018年修正）未列举" in page
    client.force_login(make_reviewer(sheet_of(make_batch()).department))
    assert "《信访工作条例》（2022年）第二十八条" in client.get(reverse("vetting:declaration")).content.decode()


@pytest.mark.django_db
def test_a_county_may_leave_the_days_to_the_rulebook(client):
    publish_bars()
    client.force_login(make_organiser("设定"))
    typed = {"version": "0", "working_days": "5", "remind_days": "2", "valid_days": ""}
    page = client.post(reverse("vetting:review_rules"), typed | {"valid_days": "0"})
    assert page.context["form"].errors
    assert client.post(reverse("vetting:review_rules"), typed).status_code == 302
    assert ReviewRules.objects.get().valid_days is None
