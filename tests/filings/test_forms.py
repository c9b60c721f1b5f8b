"""Forms that are filled in by hand or from what is on record; the survey, reports on steps."""

import datetime

import pytest

from candidates.models import Nomination
from elections.models import Election
from filings.documents.requests import as_prose
from filings.kinds import kind_of
from filings.models import Wording
from filings.services import paper_of
from filings.wording import words_of
from tests.factories import COUNTY, make_person

pytestmark = pytest.mark.django_db


def gaps_of(code: str, thing) -> set[str]:
    """Labels of what is missing."""
    return {gap.detail for gap in paper_of(kind_of(code), thing, words=words_of(COUNTY)).gaps}


def nominate(election: Election, **changes) -> Nomination:
    """A nomination on record."""
    day = datetime.date(2026, 11, 1)
    values = {"post": "director", "source": "voters", "nominators": "张昇", "nominated_on": day, "state_on": day}
    row = Nomination.objects.create(election=election, person=make_person(), **values | changes)
    filled = kind_of("nomination-form")
    loaded: Nomination = filled.subject.rows(filled.among).get(pk=row.pk)
    return loaded


@pytest.mark.parametrize("code", ["nomination-blank", "own-nomination-blank"])
def test_a_blank_form_needs_the_seats_and_nobody_s_name(election, code):
    assert gaps_of(code, election) == {"职务和名额"}
    election.post_seats.create(post="director", number=1)
    facts = paper_of(kind_of(code), election, words=words_of(COUNTY)).facts
    assert facts.seats == ("主任1名",)


def test_who_stands_by_himself_gets_the_form_of_self_nomination(election):
    filled = kind_of("nomination-form")
    own = paper_of(filled, nominate(election, source="self", nominators=""), words=words_of(COUNTY)).facts
    other = paper_of(filled, nominate(election), words=words_of(COUNTY)).facts
    assert (own.heading, own.own) == ("城西村村民委员会成员候选人自荐表", True)
    assert (other.heading, other.nominators) == ("城西村村民委员会成员候选人提名表", "张昇")


def test_a_filled_form_without_a_cv_is_not_printed(election):
    assert gaps_of("nomination-form", nominate(election)) == {"简历"}


def test_the_survey_of_a_village_without_figures_names_each(election):
    found = gaps_of("village-survey", election.village)
    assert {"人口", "户数", "党员人数", "集体负债（元）", "数据截止日期"} <= found


def test_a_blank_form_without_a_term_waits_for_the_county_s_wording(election, organiser):
    Wording.objects.create(county_code=COUNTY, passage="term", text="", version=2, by=organiser)
    election.post_seats.create(post="director", number=1)
    assert gaps_of("nomination-blank", election) == {"届次"}


@pytest.mark.parametrize(
    ("found", "said"),
    [("选举日为2026-11-08。", "选举日为2026年11月8日"), ("1 >= 1", "现有1，要求不少于1"), ("无", "无")],
)
def test_what_was_found_is_told_as_a_document_says_it(found, said):
    assert as_prose(found) == said
