"""The figures of the reports are those that the tables hold, and cost as much for one township as for all."""

import datetime
from dataclasses import fields

import pytest
from django.utils import timezone

from ballots.models import Occasion, Vote
from ballots.queries import seats_won
from electionadmin.codes import Level
from elections.chain.models import ElectionStep, StepState
from elections.models import Body, Cycle, Election
from filings.progress import Steps, progress
from filings.statistics import Composition, Elections, Figures, figures, total
from tests.county.conftest import County
from tests.factories import COUNTY
from villages.models import Division

TOWNSHIP = "140431100"


def _sum(rows: list[Figures], code: str = COUNTY) -> Figures:
    return total(rows, Division.objects.get(code=code))


@pytest.fixture
def cycle(county: County) -> Cycle:
    return Cycle.objects.get()


def test_the_rows_of_townships_are_the_sums_of_their_villages(cycle):
    by_township = {row.division.code: row for row in figures(cycle=cycle, code=COUNTY, level=Level.TOWNSHIP)}
    assert len(by_township) == 14
    for code, row in by_township.items():
        below = _sum(figures(cycle=cycle, code=code, level=Level.VILLAGE), code)
        assert (below.villages, below.both_posts, below.crossed) == (row.villages, row.both_posts, row.crossed)
        assert below.elections == row.elections
        assert below.composition == row.composition


def test_elections_are_counted_as_they_are_stored(cycle):
    whole = _sum(figures(cycle=cycle, code=COUNTY, level=Level.TOWNSHIP))
    assert whole.villages == 187
    for body in Body:
        stored = Election.objects.filter(cycle=cycle, body=body)
        counted = whole.elections[body]
        assert (counted.due, counted.held) == (stored.count(), stored.exclude(held_on=None).count())
        reruns = Vote.objects.filter(election__in=stored, occasion=Occasion.ELECTION, round="1", follows__isnull=False)
        assert counted.rerun == reruns.values("election").distinct().count()
        assert counted.voted <= counted.electors
    assert whole.elections[Body.COMMITTEE].second_round == 1


def test_who_was_elected_is_in_one_band_of_age_at_most_and_either_new_or_not(cycle):
    whole = _sum(figures(cycle=cycle, code=COUNTY, level=Level.TOWNSHIP))
    for body in Body:
        counted = whole.composition[body]
        won = seats_won().filter(result__vote__election__body=body, result__vote__occasion=Occasion.ELECTION)
        assert counted.members == won.count()
        assert counted.again + counted.new == counted.members
        bands = (counted.to_35, counted.to_45, counted.to_55, counted.to_60, counted.over_60)
        assert sum(bands) == counted.aged <= counted.members
    assert whole.composition[Body.PARTY].party == whole.composition[Body.PARTY].members


@pytest.mark.parametrize(("code", "level"), [(TOWNSHIP, Level.VILLAGE), (COUNTY, Level.TOWNSHIP)])
def test_figures_take_fifteen_queries_however_many_villages(cycle, django_assert_num_queries, code, level):
    cycle.law()
    with django_assert_num_queries(FIGURES_QUERIES):
        figures(cycle=cycle, code=code, level=level)


def test_every_figure_has_a_label_and_names_its_source():
    for part in (Elections, Composition):
        assert all(known.metadata["label"] and known.metadata["source"] for known in fields(part))


def test_progress_is_that_of_the_steps(cycle):
    today = timezone.localdate()
    found = progress(cycle=cycle, code=COUNTY, level=Level.TOWNSHIP, on=today)
    stored = ElectionStep.objects.filter(election__cycle=cycle)
    by_step, by_unit = Steps(), Steps()
    for _body, _label, counted in found.steps:
        by_step.add(counted)
    for _unit, counted in found.units:
        by_unit.add(counted)
    assert by_step == by_unit
    assert (by_unit.total, by_unit.done) == (stored.count(), stored.filter(state=StepState.APPROVED).count())
    assert by_unit.late
    long_ago = progress(cycle=cycle, code=COUNTY, level=Level.TOWNSHIP, on=today - datetime.timedelta(days=400))
    assert sum(counted.late for _unit, counted in long_ago.units) == 0


@pytest.mark.parametrize(("code", "level"), [(TOWNSHIP, Level.VILLAGE), (COUNTY, Level.TOWNSHIP)])
def test_progress_takes_as_many_queries_for_a_township_as_for_the_county(cycle, django_assert_num_queries, code, level):
    with django_assert_num_queries(PROGRESS_QUERIES):
        progress(cycle=cycle, code=code, level=level, on=timezone.localdate())


FIGURES_QUERIES, PROGRESS_QUERIES = 15, 3
