"""Pages of the calendar: who sees what, both counts, what breaks a rule, files for telephones, the county's own days."""

import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.roles import Role
from elections.calendar.models import CountyDay, CountyTimetable, CountyYear, ItemDone
from elections.chain.models import ElectionStep
from elections.models import Body
from tests.elections.chain import put
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle, make_officer
from tests.rolls.factories import make_roll, publish_straight

pytestmark = pytest.mark.django_db
OTHER = "140431200"
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC))


@pytest.fixture
def cycle():
    return make_cycle(villages=[VILLAGE, f"{OTHER}200"], election_day=datetime.date(2026, 12, 16))


def _open(client, role, code, page=None):
    client.force_login(make_officer(role, code))
    return client.get(reverse("elections:calendar", args=[page or code]), **ENGLISH)


def _rows(answer):
    return {row.item.id: row for _label, rows in answer.context["groups"] for row in rows}


def test_a_county_sees_how_many_villages_have_done_what(client, cycle):
    election = cycle.elections.get(village_id=VILLAGE, body=Body.COMMITTEE)
    publish_straight(make_roll(election), on=datetime.date(2026, 11, 18))
    answer = _open(client, Role.COUNTY_ORGANISER, COUNTY)
    roll = _rows(answer)["committee.roll_published"]
    assert (roll.done, roll.overdue, len(roll.entries), roll.to_go, roll.worked) == (1, 1, 2, 28, (20, 20))
    assert "1 / 2" in answer.content.decode()


def test_a_liaison_sees_his_township_alone(client, cycle):
    answer = _open(client, Role.TOWNSHIP_LIAISON, TOWNSHIP)
    assert len(_rows(answer)["committee.vote"].entries) == 1
    # The county's calendar opens for him too, with his own villages in it.
    assert len(_rows(client.get(reverse("elections:calendar", args=[COUNTY])))["committee.vote"].entries) == 1
    assert client.get(reverse("elections:calendar", args=[OTHER])).status_code == 404


@pytest.mark.parametrize("code", ["1404", "0", "999999", "abc"])
def test_what_is_no_division_of_a_calendar_does_not_exist(client, cycle, code):
    assert _open(client, Role.COUNTY_ORGANISER, COUNTY, code).status_code == 404


def test_the_calendar_of_home(client, cycle):
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGE))
    assert client.get(reverse("elections:calendar_home")).url == reverse("elections:calendar", args=[VILLAGE])


def test_what_breaks_a_rule_stands_with_its_article(client, cycle):
    cycle.election_day = datetime.date(2026, 12, 18)
    cycle.elections.filter(body=Body.COMMITTEE).update(election_day=cycle.election_day)
    page = _open(client, Role.COUNTY_LEADER, COUNTY).content.decode()
    assert "3 working days, at least 5 are needed" in page
    assert "农村基层组织工作条例" in page


def test_days_of_an_unknown_year_are_marked(client, cycle):
    cycle.elections.filter(body=Body.COMMITTEE).update(election_day=datetime.date(2026, 12, 28))
    page = _open(client, Role.COUNTY_LEADER, COUNTY).content.decode()
    assert "The holidays of 2027 are not known yet" in page


def test_without_a_cycle_the_page_says_what_to_do(client):
    page = _open(client, Role.COUNTY_ORGANISER, COUNTY).content.decode()
    assert "Plan the election day first" in page


def test_an_informant_records_what_was_done(client, cycle):
    page = _open(client, Role.VILLAGE_INFORMANT, VILLAGE).content.decode()
    election = cycle.elections.get(village_id=VILLAGE, body=Body.COMMITTEE)
    address = reverse("elections:calendar_done", args=[election.pk, "seats_decided"])
    assert address in page
    answer = client.post(address, {"done_on": "2026-11-21"}, **ENGLISH)
    assert "still to come" in answer.content.decode()
    assert answer.context["form"]["done_on"].value() == "2026-11-21"
    assert client.post(address, {"done_on": "2026-11-11", "note": "村民代表会议"}).status_code == 302
    assert ItemDone.objects.get().note == "村民代表会议"
    client.post(address, {"withdraw": "yes"})
    assert not ItemDone.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_more_villages(client, count, django_assert_max_num_queries):
    make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    with django_assert_max_num_queries(24):
        assert client.get(reverse("elections:calendar", args=[COUNTY])).status_code == 200


def _file(client, code):
    answer = client.get(reverse("elections:calendar_file", args=[code]))
    assert answer["Content-Type"].startswith("text/calendar")
    return answer.content, Calendar.from_ical(answer.content)


def test_the_file_for_telephones_is_read_back(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    content, calendar = _file(client, COUNTY)
    events = {str(event["uid"]).split(".", 2)[2].split("@")[0]: event for event in calendar.walk("VEVENT")}
    roll = events["committee.roll_published.20261118"]
    assert (roll["dtstart"].dt, roll["dtend"].dt) == (datetime.date(2026, 11, 18), datetime.date(2026, 11, 19))
    registration = events["committee.registration.20261113"]
    assert registration["dtend"].dt == datetime.date(2026, 11, 18)
    assert [alarm["trigger"].dt for alarm in roll.walk("VALARM")] == [datetime.timedelta(hours=-15)]
    # RFC 5545, 3.1: lines end with CR LF and have 75 octets at most.
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert str(calendar["method"]) == "PUBLISH"


def test_the_file_is_the_same_event_when_asked_for_again(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    first, second = ({str(event["uid"]) for event in _file(client, COUNTY)[1].walk("VEVENT")} for _time in range(2))
    assert first == second
    assert len(first) == len(_file(client, COUNTY)[1].walk("VEVENT"))


def test_the_file_names_no_person_and_escapes_what_is_typed(client, cycle):
    village = cycle.elections.get(village_id=VILLAGE, body=Body.COMMITTEE).village
    village.name = "城西村;X:Y\nBEGIN:VEVENT"
    village.save()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    content, calendar = _file(client, VILLAGE)
    assert content.split(b"\r\n").count(b"BEGIN:VEVENT") == len(calendar.walk("VEVENT"))


def _timetable(client, **changes):
    page = client.get(reverse("elections:timetable"), **ENGLISH)
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return client.post(reverse("elections:timetable"), data | changes, **ENGLISH)


def test_a_county_moves_its_days(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    answer = _timetable(client, **{"committee.filing": "8", "document": "沁组发〔2026〕21号"})
    assert answer.status_code == 302
    row = CountyTimetable.objects.get()
    assert (row.days, row.document) == ({"committee.filing": [1, 8]}, "沁组发〔2026〕21号")
    assert _timetable(client, reset="yes").status_code == 302
    assert CountyTimetable.objects.get().days == {}


def test_the_countys_days_plan_the_steps_until_they_are_taken_back(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    step = ElectionStep.objects.get(election__village_id=VILLAGE, election__body=Body.COMMITTEE, step="roll")
    customary = step.due_on
    last = {"registration": -31, "roll_published": -30, "objections": -25, "decisions": -24}
    first = {"roll_published": -30, "objections": -29, "decisions": -29}
    earlier = {f"committee.{name}": str(day) for name, day in last.items()}
    earlier |= {f"committee.{name}.first": str(day) for name, day in first.items()}
    assert _timetable(client, **earlier).status_code == 302
    step.refresh_from_db()
    assert step.due_on == datetime.date(2026, 12, 16) - datetime.timedelta(days=24)
    # The page shows what the county has moved beside what the template says, and nothing beside the rest.
    rows = client.get(reverse("elections:timetable"), **ENGLISH).context["form"].rows()
    shown = {item.id: usual for item, _first, _last, usual in rows if usual}
    assert shown["committee.roll_published"] == (-28, -28)
    assert set(shown) == {f"committee.{name}" for name in ("registration", "roll_published", "objections", "decisions")}
    assert _timetable(client, reset="yes").status_code == 302
    step.refresh_from_db()
    assert step.due_on == customary


def test_what_a_closed_step_holds_is_done_though_nobody_entered_its_day(client, cycle):
    election = cycle.elections.get(village_id=VILLAGE, body=Body.COMMITTEE)
    put(ElectionStep.objects.get(election=election, step="joint_review"), "approved")
    rows = _rows(_open(client, Role.VILLAGE_INFORMANT, VILLAGE))
    assert rows["committee.joint_review"].entries[0].done_on == datetime.date(2026, 11, 24)
    assert rows["committee.formal_list"].entries[0].done_on is None


def test_a_timetable_that_breaks_the_law_is_refused_and_stays_typed(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    answer = _timetable(client, **{"committee.roll_published.first": "-18", "committee.roll_published": "-18"})
    page = answer.content.decode()
    assert "第十七条" in page
    assert "18 days before the election, at least 20 are demanded" in page
    assert answer.context["form"]["committee.roll_published"].value() == "-18"
    assert not CountyTimetable.objects.exists()


@pytest.mark.parametrize("typed", ["", "soon", "1.5", "9" * 30])
def test_days_that_are_no_numbers_are_refused_at_their_field(client, cycle, typed):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    answer = _timetable(client, **{"committee.filing": typed})
    assert answer.status_code == 200
    assert "committee.filing" in answer.context["form"].errors


def test_the_second_who_saves_a_timetable_sees_what_the_first_has_changed(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert _timetable(client, **{"committee.filing": "8"}).status_code == 302
    answer = _timetable(client, **{"committee.filing": "9", "version": "0"})
    assert "Somebody else has saved the timetable meanwhile" in answer.content.decode()
    assert "now from 1 to 8" in answer.content.decode()
    assert CountyTimetable.objects.get().days == {"committee.filing": [1, 8]}


def test_the_county_enters_days_with_a_reason(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    address = reverse("elections:county_days")
    answer = client.post(
        address, {"day": "yes", "day-day": "2027-01-01", "day-working": "no", "day-reason": ""}, **ENGLISH
    )
    assert answer.context["day_form"].errors.keys() == {"reason"}
    data = {"day": "yes", "day-day": "2027-01-01", "day-working": "no", "day-reason": "元旦放假"}
    assert client.post(address, data).status_code == 302
    again = client.post(address, data, **ENGLISH)
    assert "stands in the table already" in again.content.decode()
    assert (
        client.post(address, {"year": "yes", "year-year": "2027", "year-document": "国办发明电〔2026〕9号"}).status_code
        == 302
    )
    assert CountyYear.objects.get().year == 2027
    client.post(address, {"withdraw": CountyYear.objects.get().pk})
    client.post(address, {"remove": CountyDay.objects.get().pk})
    assert not CountyDay.objects.exists()
    assert not CountyYear.objects.exists()


def test_a_day_of_another_county_is_not_removed(client, cycle):
    from tests.factories import make_division

    row = CountyDay.objects.create(county=make_division("140432"), day="2027-01-01", working=False, reason="x")
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    assert client.post(reverse("elections:county_days"), {"remove": row.pk}).status_code == 404
    assert client.post(reverse("elections:county_days"), {"remove": "x"}).status_code == 404
