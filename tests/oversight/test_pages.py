import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from electionadmin.trail import because
from jobs.models import Job
from jobs.services import run_job
from oversight import services
from oversight.models import Download, Seal, Verification
from oversight.queries import Position
from people.models import Person
from protect.services import reveal
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_department, make_division, make_officer, make_person
from tests.oversight.tampering import event_model, past_the_guards
from vetting.models import Department

pytestmark = pytest.mark.django_db
TRAIL = reverse("oversight:trail")
SEALS = reverse("oversight:seal_list")
NUMBER = "11010519491231002X"


def entries(client: Client, **query: Any) -> list[Any]:
    part = client.get(TRAIL, query).context["part"]
    return list(part.entries)


def told(client: Client, **query: Any) -> list[tuple[str, str]]:
    return [(str(entry.change[0]), entry.title) for entry in entries(client, **query)]


def in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"


@pytest.mark.parametrize("changes", [1, 3])
@pytest.mark.parametrize("address", [TRAIL, f"{TRAIL}?place=西", f"{TRAIL}?kind=elections.election"])
def test_the_trail_costs_a_fixed_number_of_queries(client: Client, auditor: User, changes: int, address: str):
    make_division(VILLAGE, "城西村")
    make_cycle(villages=[VILLAGE])
    for number in range(changes):
        make_department(f"d{number}", name=f"局{number}")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    expected = {TRAIL: 9, f"{TRAIL}?place=西": 10, f"{TRAIL}?kind=elections.election": 9}[address]
    assert len(queries) == expected


def test_an_entry_says_before_and_after_in_words(client: Client, auditor: User):
    in_english(client)
    department = make_department(name="县公安局")
    Department.objects.filter(pk=department.pk).update(name="市公安局", valid_until=datetime.date(2026, 12, 1))
    newest = entries(client, kind="vetting.department")[0]
    assert [str(difference) for difference in newest.differences()] == [
        "Name: 县公安局 → 市公安局",
        "Until: — → 2026-12-01",
    ]


def test_references_and_choices_are_named(client: Client, auditor: User):
    in_english(client)
    make_division(VILLAGE, "城西村")
    make_cycle(villages=[VILLAGE])
    entry = entries(client, kind="elections.election")[0]
    assert entry.title.startswith("城西村 · ")
    assert {"Cycle: — → 2026年换届选举", "Village: — → 城西村"} <= {str(each) for each in entry.differences()}


def test_protected_values_are_never_shown(client: Client, auditor: User):
    in_english(client)
    person = make_person(id_number=NUMBER, telephone="13812345678")
    Person.objects.filter(pk=person.pk).update(telephone="13987654321", telephone_index="f" * 64, id_last4="9999")
    newest = entries(client, kind="people.person")[0]
    assert [str(difference) for difference in newest.differences()] == ["Telephone: recorded → changed"]
    stored = connection.cursor()
    stored.execute("SELECT id_number, telephone, id_index, telephone_index, id_last4 FROM people_personevent")
    secrets = {secret for row in stored.fetchall() for secret in row if secret} | {"13812345678", "13987654321", NUMBER}
    pages = [
        client.get(TRAIL),
        client.get(reverse("oversight:object", args=["people", "person", person.pk])),
        client.get(reverse("oversight:event", args=["people", "person", newest.number])),
    ]
    for page in pages:
        assert page.status_code == 200
        assert not [secret for secret in secrets if secret in page.content.decode()]


def test_the_same_number_encrypted_anew_is_no_change(client: Client, auditor: User):
    in_english(client)
    person = make_person(id_number=NUMBER)
    Person.objects.get(pk=person.pk).save()
    newest = entries(client, kind="people.person")[0]
    assert newest.row["pgh_label"] == "update"
    assert "technical columns only" in client.get(f"{TRAIL}?kind=people.person").content.decode()
    assert newest.differences() == []


def test_filters(client: Client, auditor: User):
    in_english(client)
    make_division("140431100202", "城东村")
    make_division(VILLAGE, "城西村")
    with because("merger decided by the county"):
        department = make_department(name="公安局")
    department.delete()
    make_person("王小明", village_code=VILLAGE)
    assert told(client, kind="vetting.department") == [("Removed", "公安局"), ("Added", "公安局")]
    assert told(client, kind="vetting.department", change="delete") == [("Removed", "公安局")]
    assert told(client, reason="MERGER") == [("Added", "公安局")]
    assert {title for _change, title in told(client, place="城西")} == {"城西村", "王小明"}
    assert {title for _change, title in told(client, place=VILLAGE)} == {"城西村", "王小明"}
    today = timezone.localdate()
    assert told(client, since=today, until=today)
    assert told(client, until=today - datetime.timedelta(days=1)) == []
    assert told(client, since=today + datetime.timedelta(days=1)) == []


def test_who_finds_names_and_commands(client: Client, auditor: User):
    with because("x", name="王秀芬"):
        make_department("a", name="甲")
    with because("x", command="import_divisions"):
        make_department("b", name="乙")
    assert [entry.title for entry in entries(client, who="秀芬")] == ["甲"]
    assert [entry.title for entry in entries(client, who="import")] == ["乙"]


def test_what_cannot_be_read_is_said_at_its_field_and_the_rest_is_used(client: Client, auditor: User):
    in_english(client)
    make_department(name="甲")
    page = client.get(TRAIL, {"since": "yesterday", "kind": "vetting.department"})
    assert page.context["form"].errors.keys() == {"since"}
    assert [entry.title for entry in page.context["part"].entries] == ["甲"]
    page = client.get(TRAIL, {"since": "2026-12-02", "until": "2026-12-01"})
    assert "The period ends before it begins" in page.content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(
    client: Client, auditor: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("oversight.queries.PAGE", 4)
    county = make_division("140431")
    Department.objects.bulk_create(Department(county=county, code=f"d{n}", name=f"{n}") for n in range(10))
    make_person()
    whole = [(entry.source.key, entry.number) for entry in entries(client)]
    seen, address = [], TRAIL
    while address:
        page = client.get(address)
        seen += [(entry.source.key, entry.number) for entry in page.context["part"].entries]
        address = page.context["older_url"]
    assert len(seen) == len(set(seen)) == 13
    assert seen[: len(whole)] == whole


@pytest.mark.parametrize("text", ["", "x", "1-2", "1.5-a-2", f"{10**30}.0-1-1", "--", "1.5-1-1-1"])
def test_a_position_that_makes_no_sense_is_the_beginning(client: Client, auditor: User, text: str):
    assert Position.read(text) is None
    make_department(name="甲")
    assert client.get(TRAIL, {"after": text}).context["part"].entries


def test_a_position_reads_what_it_writes():
    position = Position(datetime.datetime(2026, 11, 24, 4, 22, 11, 3, datetime.UTC), 3, 77)
    assert Position.read(str(position)) == position


def test_one_act_is_shown_as_one(client: Client, auditor: User):
    with because("together"):
        make_department("a", name="甲")
        make_department("b", name="乙")
    newest, older = entries(client, reason="together")
    assert (newest.repeated, older.repeated) == (False, True)
    make_department("c", name="丙")
    assert [entry.title for entry in entries(client, act=newest.act)] == ["乙", "甲"]


def test_an_auditor_sees_his_county_only(client: Client, auditor: User):
    make_person("本县人")
    make_person("邻县人", county_code="140430")
    foreign = make_department(name="邻县局", county_code="140430")
    titles = {entry.title for entry in entries(client)}
    assert "本县人" in titles
    assert not titles & {"邻县人", "邻县局"}
    event = event_model(Department).objects.get(name="邻县局")
    for address in (
        reverse("oversight:object", args=["vetting", "department", foreign.pk]),
        reverse("oversight:event", args=["vetting", "department", event.pk]),
    ):
        assert client.get(address).status_code == 404


def test_what_lies_nowhere_belongs_to_the_office_that_changed_it(client: Client, auditor: User):
    with because("x", code="140431"):
        Job.objects.create(kind="x", digest="1")
    with because("x", code="140430"):
        Job.objects.create(kind="x", digest="2")
    assert len(entries(client, kind="jobs.job")) == 1


def test_other_roles_have_no_trail(client: Client):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    for address in (TRAIL, SEALS, reverse("oversight:sheet")):
        assert client.get(address).status_code == 404


def test_the_history_of_an_object_that_is_gone_stays(client: Client, auditor: User):
    department = make_department(name="甲")
    key = department.pk
    department.delete()
    page = client.get(reverse("oversight:object", args=["vetting", "department", key]))
    assert len(page.context["part"].entries) == 2


@pytest.mark.parametrize(
    "arguments", [("auth", "group", "1"), ("vetting", "department", "x"), ("vetting", "department", "99999")]
)
def test_what_has_no_history_is_not_found(client: Client, auditor: User, arguments: tuple[str, str, str]):
    assert client.get(reverse("oversight:object", args=arguments)).status_code == 404


def test_an_event_names_its_seal(client: Client, auditor: User):
    make_department(name="甲")
    services.seal()
    make_department("b", name="乙")
    services.seal()
    address = reverse(
        "oversight:event", args=["vetting", "department", event_model(Department).objects.latest("pk").pk]
    )
    assert client.get(address).context["seal"].number == 2


def test_a_look_at_personal_data_and_a_download_stand_in_the_trail(client: Client, auditor: User):
    in_english(client)
    person = make_person("王小明", id_number=NUMBER)
    organiser = make_officer(Role.COUNTY_ORGANISER, name="郭振华")
    reveal(user=organiser, obj=person, field="id_number", reason="核对资格", ip="10.0.0.9")
    assert client.get(f"{SEALS}?format=xlsx").status_code == 200
    changes = {str(entry.change[0]): entry for entry in entries(client)}
    assert changes["Looked at"].reason == "核对资格"
    assert changes["Downloaded"].title.endswith(".xlsx")
    kept = Download.objects.get()
    assert (kept.user, kept.address) == (auditor, f"{SEALS}?format=xlsx")


def test_a_page_is_no_download(client: Client, auditor: User):
    client.get(TRAIL)
    assert not Download.objects.exists()


def test_the_export_holds_what_the_list_holds(client: Client, auditor: User):
    in_english(client)
    with because("=1+1"):
        department = make_department(name="甲")
    Department.objects.filter(pk=department.pk).update(name="乙")
    answer = client.get(TRAIL, {"kind": "vetting.department", "format": "xlsx"})
    sheet: Any = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[3:6] for row in rows] == [("Changed", "Department", "乙"), ("Added", "Department", "甲")]
    assert rows[0][6] == "Name: 甲 → 乙"
    assert rows[1][7] == "=1+1"


def test_the_print_view_says_so_and_holds_more(client: Client, auditor: User):
    county = make_division("140431")
    Department.objects.bulk_create(Department(county=county, code=f"d{n}", name=f"{n}") for n in range(60))
    page = client.get(TRAIL, {"format": "print"})
    assert len(page.context["part"].entries) > 60
    assert "data-print" in page.content.decode()


def test_the_seals_and_their_state(client: Client, auditor: User):
    in_english(client)
    assert "none yet" in client.get(SEALS).content.decode()
    make_department(name="甲")
    (seal,) = services.seal()
    services.record_verification(services.verify())
    page = client.get(SEALS).content.decode()
    assert seal.digest in page
    assert "sound" in page
    with past_the_guards() as cursor:
        cursor.execute("DELETE FROM vetting_departmentevent")
    services.record_verification(services.verify())
    page = client.get(SEALS).content.decode()
    assert "broken" in page
    assert "vetting_departmentevent, event" in page


def test_the_auditor_asks_for_a_check(client: Client, auditor: User):
    make_department(name="甲")
    services.seal()
    answer = client.post(reverse("oversight:check"))
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:detail", args=[job.pk])
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert Verification.objects.get().sound


def test_the_daily_sheet(client: Client, auditor: User):
    in_english(client)
    with because("x", name="王秀芬"):
        department = make_department(name="甲")
        department.delete()
    (seal,) = services.seal()
    page = client.get(reverse("oversight:sheet"))
    kinds = {kind["label"]: kind for kind in page.context["figures"].kinds}
    assert (kinds["Department"]["insert"], kinds["Department"]["delete"]) == (1, 1)
    assert dict(page.context["figures"].actors)["王秀芬"] >= 2
    grouped = " ".join(seal.digest[start : start + 8] for start in range(0, 64, 8))
    assert grouped in page.content.decode()
    assert Seal.objects.count() == 1


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-02-31", "9999-01-01"])
def test_a_sheet_of_no_day_is_that_of_today(client: Client, auditor: User, day: str):
    page = client.get(reverse("oversight:sheet"), {"day": day})
    assert page.context["day"] == timezone.localdate()


def test_a_sheet_of_an_earlier_day_holds_nothing_of_today(client: Client, auditor: User):
    make_department(name="甲")
    day = timezone.localdate() - datetime.timedelta(days=1)
    page = client.get(reverse("oversight:sheet"), {"day": day.isoformat()})
    assert page.context["figures"].total == 0
    assert page.context["later"] == timezone.localdate()


def test_pages_of_objects_lead_auditors_to_the_history(client: Client, auditor: User):
    person = make_person(village_code=make_division(VILLAGE).code)
    address = reverse("oversight:object", args=["people", "person", person.pk])
    page = reverse("people:person", args=[person.pk])
    assert address in client.get(page).content.decode()
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert address not in client.get(page).content.decode()


def test_asking_for_the_head_of_a_file_is_no_download(client: Client, auditor: User):
    assert client.head(f"{SEALS}?format=xlsx").status_code == 200
    assert not Download.objects.exists()
