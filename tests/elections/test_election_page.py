"""The page of an election: rail, findings, the one next action, and the forms behind it."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from elections.models import Body
from tests.elections.chain import open_cycle, put, put_before, state, step_of
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_officer, make_profile
from villages.models import Division

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]
ROLES = {
    "informant": (Role.VILLAGE_INFORMANT, VILLAGE),
    "liaison": (Role.TOWNSHIP_LIAISON, TOWNSHIP),
    "organiser": (Role.COUNTY_ORGANISER, COUNTY),
    "leader": (Role.COUNTY_LEADER, COUNTY),
    "auditor": (Role.AUDITOR, COUNTY),
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


@pytest.fixture
def sign_in(client):
    def as_(name):
        role, code = ROLES[name]
        client.force_login(make_officer(role, code, name=name))
        return client

    return as_


def _payload(**changes):
    return {"issuer": "中共城西村支部委员会", "number": "", "dated": "2026-11-24", "reason": ""} | changes


def _url(step, act="request"):
    return reverse(f"elections:step_{act}", args=[step.election_id, step.step])


def _page(client, step):
    return client.get(reverse("elections:election", args=[step.election_id]), {"step": step.step})


@pytest.mark.parametrize(
    ("name", "at", "step", "action"),
    [
        ("informant", "open", "recommendation", "request"),
        ("liaison", "open", "recommendation", "request"),
        ("organiser", "open", "recommendation", "request"),
        ("leader", "open", "recommendation", ""),
        ("auditor", "open", "recommendation", ""),
        ("informant", "open", "decision", ""),
        ("informant", "requested", "recommendation", ""),
        ("liaison", "requested", "recommendation", "decide"),
        ("organiser", "requested", "recommendation", ""),
        ("liaison", "returned", "recommendation", "request"),
        ("liaison", "approved", "recommendation", "reopen"),
        ("leader", "approved", "recommendation", ""),
        ("leader", "approved", "decision", "reopen"),
        ("liaison", "reopened", "recommendation", "request"),
    ],
)
def test_the_page_offers_the_one_next_action_of_the_user(sign_in, name, at, step, action):
    row = step_of(open_cycle(), step)
    put_before(row)
    if at != "open":
        put(row, at)
    answer = _page(sign_in(name), row)
    assert answer.context["action"] == action
    forms = {each: _url(row, each) in answer.content.decode() for each in ("request", "decide", "reopen")}
    assert forms == {each: each == action for each in forms}


def test_the_rail_shows_every_step_and_opens_at_the_one_under_way(sign_in):
    cycle = open_cycle()
    row = step_of(cycle, "joint_review")
    put_before(row)
    answer = sign_in("leader").get(reverse("elections:election", args=[row.election_id]))
    assert [stop.step.step for stop in answer.context["stops"]][:4] == [
        "preparation",
        "recommendation",
        "township_review",
        "joint_review",
    ]
    assert answer.context["step"].step == "joint_review"


def test_what_blocks_is_shown_with_article_and_way_and_the_button_is_shut(sign_in):
    row = step_of(open_cycle(), "preparation", Body.COMMITTEE)
    make_profile(Division.objects.get(pk=VILLAGE), weak_organisation=True, weak_note="整顿中")
    page = _page(sign_in("informant"), row)
    text = page.content.decode()
    assert page.context["blocks"] == 1
    assert "整顿不到位不换届" in text
    assert reverse("villages:profile", args=[VILLAGE]) in text
    assert reverse("villages:audit", args=[VILLAGE]) in text
    assert '<button class="button button-primary" disabled>' in text


def test_a_request_is_recorded_and_the_user_led_on(sign_in):
    cycle = open_cycle()
    row = step_of(cycle, "recommendation")
    put_before(row)
    answer = sign_in("informant").post(_url(row), _payload(), follow=True)
    assert state(cycle, "recommendation") == "requested"
    assert row.papers.get().by.name == "informant"
    assert "the township" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": ""}, "issuer"),
        ({"dated": "yesterday"}, "dated"),
        ({"dated": ""}, "dated"),
        ({"dated": "2027-01-01"}, "__all__"),
        ({"number": "9" * 101}, "number"),
    ],
)
def test_a_refused_request_keeps_what_was_typed(sign_in, changes, field):
    cycle = open_cycle()
    row = step_of(cycle, "recommendation")
    put_before(row)
    answer = sign_in("informant").post(_url(row), _payload(reason="一并报送", **changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert answer.context["form"]["reason"].value() == "一并报送"
    assert state(cycle, "recommendation") == "open"


def test_a_warning_has_a_field_of_its_own_for_the_reason(sign_in):
    cycle = open_cycle(election_day=datetime.date(2026, 12, 30))
    row = step_of(cycle, "preparation", Body.COMMITTEE)
    client = sign_in("informant")
    refused = client.post(_url(row), _payload())
    assert "why_outgoing_audit" in refused.context["form"].errors
    client.post(_url(row), _payload(why_outgoing_audit="下周公布"))
    assert row.papers.get().acknowledged == {"outgoing_audit": "下周公布"}


def test_approving_returning_and_reopening(sign_in):
    cycle = open_cycle()
    row = step_of(cycle, "recommendation")
    put_before(row)
    put(row, "requested")
    client = sign_in("liaison")
    refused = client.post(_url(row, "decide"), _payload(**{"return": "1"}))
    assert "reason" in refused.context["form"].errors
    client.post(_url(row, "decide"), _payload(**{"return": "1", "reason": "人数不足"}))
    assert state(cycle, "recommendation") == "returned"
    client.post(_url(row), _payload())
    client.post(_url(row, "decide"), _payload(approve="1"))
    assert state(cycle, "recommendation") == "approved"
    client.post(_url(row, "reopen"), _payload(reason="统计有误"))
    assert state(cycle, "recommendation") == "reopened"
    page = _page(client, row).content.decode()
    assert "统计有误" in page


def test_who_has_no_duty_is_told_so(sign_in):
    cycle = open_cycle()
    row = step_of(cycle, "decision")
    put_before(row)
    put(row, "requested")
    row.__class__.objects.filter(pk=row.pk).update(awaits="county")
    answer = sign_in("liaison").post(_url(row, "decide"), _payload(approve="1", number="沁组〔2026〕1号"))
    assert "the county" in answer.content.decode()
    assert state(cycle, "decision") == "requested"


def test_an_empty_form_for_a_step_that_is_anothers_turn_leads_to_how_it_stands(sign_in):
    row = step_of(open_cycle(), "recommendation")
    put_before(row)
    put(row, "requested")
    answer = sign_in("informant").post(_url(row, "request"), _payload(issuer=""), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "The step is requested; this cannot be done now."
    ]


@pytest.mark.parametrize("act", ["request", "decide", "reopen"])
def test_the_forms_alone_lead_to_the_page(sign_in, act):
    row = step_of(open_cycle(), "recommendation")
    answer = sign_in("liaison").get(_url(row, act))
    assert answer.url == reverse("elections:election", args=[row.election_id]) + "?step=recommendation"


def test_a_step_that_the_election_does_not_have_is_not_found(sign_in):
    row = step_of(open_cycle(), "recommendation")
    assert sign_in("liaison").post(reverse("elections:step_request", args=[row.election_id, "roll"])).status_code == 404


def test_a_closed_step_shows_the_findings_it_was_closed_on(sign_in):
    cycle = open_cycle(election_day=datetime.date(2026, 12, 30))
    row = step_of(cycle, "preparation", Body.SUPERVISORY)
    client = sign_in("liaison")
    client.post(_url(row), _payload())
    client.post(_url(row, "decide"), _payload(approve="1", number="沁河字〔2026〕1号"))
    make_profile(Division.objects.get(pk=VILLAGE), weak_organisation=True, weak_note="整顿中")
    shown = _page(client, row).context["shown_findings"]
    assert [found.finding.ok for found in shown if found.finding.rule == "weak_organisation"] == [True]


def test_what_a_user_types_is_shown_as_text(sign_in):
    cycle = open_cycle()
    row = step_of(cycle, "recommendation")
    put_before(row)
    client = sign_in("liaison")
    client.post(_url(row), _payload(issuer="<script>alert(1)</script>"))
    page = _page(client, row).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("step", ["preparation", "vote"])
def test_the_page_takes_a_fixed_number_of_queries(sign_in, step, django_assert_max_num_queries):
    row = step_of(open_cycle(), step)
    put_before(row)
    client = sign_in("leader")
    with django_assert_max_num_queries(45):
        assert _page(client, row).status_code == 200
