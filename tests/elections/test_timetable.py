"""The calendar's rules: the template, a county's own days, what the law measures; and its services."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from accounts.scope import Grant, Scope, scope_of
from electionadmin.versions import Stale
from elections.calendar import queries, services
from elections.calendar.items import LABELS, template, timetables
from elections.calendar.models import CountyDay, CountyTimetable, ItemDone
from elections.calendar.schedule import breaches, earliest_day, fitted, plan_of, spans, state_of
from elections.models import Body
from elections.rulebooks import rulebook, rulebooks
from elections.workdays import NOTICES, DayTable
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle, make_division, make_officer, make_profile

DAY = datetime.date(2026, 12, 16)
COMMITTEE = {"body": "committee", "rulebook_body": "village_committee"}
BODIES = (
    ("party", "party_committee"),
    ("committee", "village_committee"),
    ("committee", "residents_committee"),
    ("supervisory", "supervisory_committee"),
)


def _broken(days, book="cn-2026", **options):
    plan = plan_of(template(), days)
    return {
        (breach.item.key, breach.finding.rule, breach.blocks)
        for breach in breaches(template(), plan, book=rulebook(book), **{**COMMITTEE, **options})
    }


def test_every_item_has_a_word_and_every_template_is_well_written():
    assert all(item.key in LABELS for timetable in timetables().values() for item in timetable.items)


def test_the_template_keeps_the_national_law_and_fails_a_province_with_five_days():
    assert _broken({}) == set()
    assert _broken({}, "cn-2026-zhejiang") == {("formal_list", "formal_list_days", True)}


@pytest.mark.parametrize("book", rulebooks(), ids=lambda book: book.id)
@pytest.mark.parametrize(("body", "ruled"), BODIES)
def test_fitted_to_any_rulebook_the_template_breaks_nothing(book, body, ruled):
    plan = fitted(template(), book=book, body=body, rulebook_body=ruled)
    assert not breaches(template(), plan, book=book, body=body, rulebook_body=ruled)


@pytest.mark.parametrize(
    ("days", "key", "rule"),
    [
        ({"committee.roll_published": (-19, -19)}, "roll_published", "roll_days"),
        ({"committee.objections": (-27, -24)}, "objections", "objection_days"),
        ({"committee.decisions": (-27, -19)}, "decisions", "decision_days"),
        ({"committee.handover": (1, 11)}, "handover", "handover_days"),
        ({"committee.audit_published": (0, 0)}, "audit_published", "audit_days"),
        ({"committee.registration": (-33, -27)}, "registration", "order"),
        ({"committee.nomination": (-12, -11)}, "nomination", "order"),
        ({"committee.formal_list": (-6, -6)}, "joint_review", "order"),
    ],
)
def test_what_breaks_the_law_blocks(days, key, rule):
    assert (key, rule, True) in _broken(days)


def test_guidance_warns_and_does_not_block():
    assert _broken({"committee.certificates": (0, 12)}) == {("certificates", "certificate_days", False)}


def test_exactly_the_statutory_length_is_enough():
    days = {
        "committee.roll_published": (-20, -20),
        "committee.objections": (-19, -15),
        "committee.decisions": (-19, -12),
        "committee.handover": (1, 10),
    }
    assert _broken(days) == set()


def test_a_joint_review_without_five_working_days_warns():
    # D-9 to D-5 of the 16th of December are Monday the 7th to Friday the 11th; of the 18th, Wednesday to Sunday.
    assert _broken({}, day=(DAY, NOTICES)) == set()
    late = datetime.date(2026, 12, 18)
    assert _broken({}, day=(late, NOTICES)) == {("joint_review", "review_working_days", False)}
    swapped = DayTable({datetime.date(2026, 12, 12): True, datetime.date(2026, 12, 13): True})
    assert _broken({}, day=(late, swapped)) == set()


def test_both_counts_are_shown():
    found = {span.item.key: span for span in spans(template().of("committee"), plan_of(template()), DAY, NOTICES)}
    roll = found["roll_published"]
    assert (roll.last, roll.to_go, roll.to_go_worked) == (datetime.date(2026, 11, 18), 28, 20)
    registration = found["registration"]
    assert (registration.length, registration.worked) == (5, 3)
    assert found["handover"].to_go == -10
    assert found["filing"].provisional == ()


def test_days_of_a_year_without_a_notice_say_so():
    day = datetime.date(2026, 12, 28)
    found = {span.item.key: span for span in spans(template().of("committee"), plan_of(template()), day, NOTICES)}
    assert found["handover"].provisional == (2027,)


@pytest.mark.parametrize(
    ("today", "done", "state"),
    [
        ("2026-11-01", None, "later"),
        ("2026-11-16", None, "soon"),
        ("2026-11-18", None, "due"),
        ("2026-11-19", None, "overdue"),
        ("2026-11-19", "2026-11-18", "done"),
        ("2026-11-25", "2026-11-20", "late"),
    ],
)
def test_states(today, done, state):
    [span] = [
        s
        for s in spans(template().of("committee"), plan_of(template()), DAY, NOTICES)
        if s.item.key == "roll_published"
    ]
    assert state_of(span, done and datetime.date.fromisoformat(done), datetime.date.fromisoformat(today)) == state


def test_what_may_never_be_needed_is_never_overdue():
    [span] = [
        s for s in spans(template().of("committee"), plan_of(template()), DAY, NOTICES) if s.item.key == "primary"
    ]
    assert state_of(span, None, DAY) == "waiting"


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from([item.id for item in template().of("committee")]),
        st.tuples(st.integers(-60, 0), st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])),
        max_size=6,
    )
)
def test_an_accepted_plan_keeps_every_length_by_plain_arithmetic(days):
    plan = plan_of(template(), days)
    blocked = any(breach.blocks for breach in breaches(template(), plan, book=rulebook("cn-2026"), **COMMITTEE))
    ends = {name.partition(".")[2]: last for name, (_first, last) in plan.items() if name.startswith("committee")}
    lawful = (
        ends["roll_published"] <= -20
        and ends["objections"] - ends["roll_published"] >= 5
        and ends["decisions"] - ends["objections"] <= 3
        and ends["handover"] <= 10
    )
    assert blocked or lawful


def test_the_earliest_day():
    today = datetime.date(2026, 11, 26)
    assert earliest_day(roll_days=20, published_on=None, today=today) == datetime.date(2026, 12, 16)
    published = datetime.date(2026, 11, 20)
    assert earliest_day(roll_days=20, published_on=published, today=today) == datetime.date(2026, 12, 10)


@pytest.fixture
def organiser(db):
    return scope_of(make_officer(Role.COUNTY_ORGANISER))


def _save(scope, cycle, days, version=0):
    return services.save_timetable(scope=scope, cycle=cycle, days=days, document="", version=version)


def test_a_county_timetable_is_stored_and_followed(organiser, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 2, 4, tzinfo=datetime.UTC))
    cycle = make_cycle(villages=[VILLAGE])
    assert (
        _save(
            organiser,
            cycle,
            {
                "committee.roll_published": (-25, -25),
                "committee.objections": (-24, -20),
                "committee.decisions": (-24, -18),
            },
        ).version
        == 1
    )
    entries = queries.agenda(list(queries.elections_of(organiser, cycle, COUNTY)), cycle, datetime.date(2026, 11, 2))
    [roll] = [entry for entry in entries if entry.item.key == "roll_published"]
    assert roll.span.last == datetime.date(2026, 11, 19)


def test_a_county_timetable_that_breaks_the_law_is_refused_with_the_article(organiser):
    cycle = make_cycle(villages=[VILLAGE])
    with pytest.raises(ValidationError) as refused:
        _save(organiser, cycle, {"committee.roll_published": (-15, -15), "committee.handover": (5, 3)})
    assert set(refused.value.message_dict) == {"committee.handover"}
    with pytest.raises(ValidationError) as refused:
        _save(organiser, cycle, {"committee.roll_published": (-15, -15), "committee.handover": (1, 30)})
    messages = refused.value.message_dict
    assert "第十七条" in messages["committee.roll_published"][0]
    assert "第二十四条" in messages["committee.handover"][0]
    assert not CountyTimetable.objects.exists()


def test_a_community_is_measured_by_its_own_law(organiser):
    cycle = make_cycle(villages=[VILLAGE])
    make_profile(make_division(VILLAGE), kind="community")
    with pytest.raises(ValidationError) as refused:
        _save(organiser, cycle, {"committee.roll_published": (-15, -15)})
    assert "城市居民委员会组织法" in "".join(refused.value.message_dict["committee.roll_published"])


@pytest.mark.parametrize("days", [{"committee.unknown": (0, 0)}, {"committee.vote": (-500, -500)}])
def test_days_that_are_none_are_refused(organiser, days):
    with pytest.raises(ValidationError):
        _save(organiser, make_cycle(villages=[VILLAGE]), days)


def test_the_second_of_two_who_change_the_timetable_is_told(organiser):
    cycle = make_cycle(villages=[VILLAGE])
    _save(organiser, cycle, {})
    _save(organiser, cycle, {"committee.filing": (1, 8)}, version=1)
    with pytest.raises(Stale):
        _save(organiser, cycle, {"committee.filing": (1, 9)}, version=1)


def test_a_liaison_changes_no_timetable(db):
    cycle = make_cycle(villages=[VILLAGE])
    with pytest.raises(Http404):
        _save(scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)), cycle, {})


@pytest.fixture
def election(organiser, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC))
    return make_cycle(villages=[VILLAGE]).elections.select_related("cycle").get(body=Body.COMMITTEE)


def _done(scope, election, key="seats_decided", day=datetime.date(2026, 11, 10)):
    return services.record_done(scope=scope, election=election, key=key, done_on=day)


def test_what_was_done_is_recorded_corrected_and_withdrawn(organiser, election):
    _done(organiser, election)
    assert _done(organiser, election, day=datetime.date(2026, 11, 11)).done_on == datetime.date(2026, 11, 11)
    assert ItemDone.objects.count() == 1
    services.withdraw_done(scope=organiser, election=election, key="seats_decided")
    assert not ItemDone.objects.exists()
    history = ItemDone.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(history) == ["insert", "update", "delete"]


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("seats_decided", datetime.date(2026, 11, 21)),
        ("seats_decided", datetime.date(2026, 8, 31)),
        ("vote", datetime.date(2026, 11, 10)),
        ("nonsense", datetime.date(2026, 11, 10)),
        ("talks", datetime.date(2026, 11, 10)),
    ],
)
def test_what_cannot_have_been_done_is_refused(organiser, election, key, day):
    with pytest.raises(ValidationError):
        _done(organiser, election, key, day)
    assert not ItemDone.objects.exists()


def test_another_township_and_an_auditor_record_nothing(election):
    for role, code in ((Role.TOWNSHIP_LIAISON, "140431200"), (Role.AUDITOR, COUNTY)):
        with pytest.raises(Http404):
            _done(scope_of(make_officer(role, code)), election)


def test_a_day_of_the_county_needs_a_reason_and_stands_once(organiser):
    county, day = make_division(COUNTY), datetime.date(2026, 12, 5)
    with pytest.raises(ValidationError) as refused:
        services.set_county_day(scope=organiser, county=county, day=day, working=True, reason="  ")
    assert "reason" in refused.value.message_dict
    services.set_county_day(scope=organiser, county=county, day=day, working=True, reason="换届集中办公")
    with pytest.raises(ValidationError):
        services.set_county_day(scope=organiser, county=county, day=day, working=False, reason="换届集中办公")
    assert queries.day_table(COUNTY).days == {day: True}
    event = CountyDay.pgh_event_model.objects.get()
    assert event.pgh_context["reason"] == "换届集中办公"


def test_a_year_is_confirmed_once_its_days_are_entered(organiser):
    county = make_division(COUNTY)
    with pytest.raises(ValidationError):
        services.confirm_year(scope=organiser, county=county, year=2027, document="国办发明电〔2026〕9号")
    services.set_county_day(scope=organiser, county=county, day=datetime.date(2027, 1, 1), working=False, reason="元旦")
    row = services.confirm_year(scope=organiser, county=county, year=2027, document="国办发明电〔2026〕9号")
    assert queries.day_table(COUNTY).years == {2027}
    services.withdraw_year(scope=organiser, row=row)
    assert queries.day_table(COUNTY).years == frozenset()


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_takes_the_same_queries_for_more_villages(organiser, count, django_assert_num_queries):
    cycle = make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    scope = Scope((Grant(Role.COUNTY_LEADER, COUNTY, ""),))
    with django_assert_num_queries(1 + 16):
        elections = list(queries.elections_of(scope, cycle, COUNTY))
        entries = queries.agenda(elections, cycle, datetime.date(2026, 11, 20))
    assert len(entries) == count * (len(template().of("committee")) + len(template().of("supervisory")))
