import io
from collections import Counter
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from pghistory.models import Context
from pytest_django import Settings

from accounts.roles import Role
from electionadmin.trail import because, command
from elections.chain.models import StepCount
from oversight.guards import is_tracked
from oversight.models import Mark, Seal, Verification
from tests.factories import TOWNSHIP, make_department, make_division, make_officer
from tests.oversight.tampering import event_model
from vetting.models import Department
from villages.models import Division

pytestmark = pytest.mark.django_db
Events = event_model(Division)

# Models of our rooms without a history, each with its reason.
UNTRACKED = {
    Seal: "append-only itself: it has one state for ever",
    Verification: "append-only itself",
    StepCount: "sums that triggers derive from the steps, which have their own history",
    Mark: "the sealer's notebook; a forged one can only delay a seal or make a check complain",
}


def events(**conditions: Any) -> list[tuple[str, str, str]]:
    return list(Events.objects.filter(**conditions).order_by("pgh_id").values_list("pgh_label", "code", "name"))


def villages(count: int, start: int = 201) -> list[Division]:
    make_division(TOWNSHIP)
    return [Division(code=f"{TOWNSHIP}{start + n}", name=f"村{n}", parent_id=TOWNSHIP) for n in range(count)]


def test_every_model_of_ours_is_tracked_or_exempt_for_a_written_reason():
    rooms = {name.partition(".")[0] for name in apps.app_configs} & {
        config.label for config in apps.get_app_configs() if "site-packages" not in config.path
    }
    ours = {model for model in apps.get_models() if model._meta.app_label in rooms}
    histories = {model for model in ours if hasattr(model, "pgh_tracked_model")}
    untracked = {model for model in ours - histories if not is_tracked(model)}
    assert untracked == set(UNTRACKED)


def test_save_and_delete_leave_an_event_each():
    department = make_department(name="县公安局")
    department.name = "市公安局"
    department.save()
    department.delete()
    rows = event_model(Department).objects.order_by("pgh_id")
    assert list(rows.values_list("pgh_label", "name")) == [
        ("insert", "县公安局"),
        ("update", "市公安局"),
        ("delete", "市公安局"),
    ]


def test_saving_without_a_change_leaves_no_event():
    village = villages(1)[0]
    village.save(force_insert=True)
    village.save()
    assert len(events(code=village.code)) == 1


def test_bulk_writers_leave_as_many_events_as_rows():
    county = make_division("140431")
    Department.objects.bulk_create(Department(county=county, code=f"d{n}", name="x", position=n) for n in range(20))
    Department.objects.update(name="改")
    Department.objects.filter(position__gte=10).delete()
    rows = event_model(Department).objects.values_list("pgh_label", flat=True)
    assert Counter(rows) == {"insert": 20, "update": 20, "delete": 10}


def test_raw_sql_and_upserts_are_recorded():
    Division.objects.bulk_create(villages(2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE villages_division SET name = 'raw' WHERE code = %s", [f"{TOWNSHIP}201"])
        cursor.execute(
            "INSERT INTO villages_division (code, name, initials, parent_id) VALUES (%s, 'x', '', %s), (%s, 'x', '', %s) "
            "ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name",
            [f"{TOWNSHIP}202", TOWNSHIP, f"{TOWNSHIP}203", TOWNSHIP],
        )
    assert sorted(events(parent_id=TOWNSHIP))[-3:] == [
        ("insert", f"{TOWNSHIP}203", "x"),
        ("update", f"{TOWNSHIP}201", "raw"),
        ("update", f"{TOWNSHIP}202", "x"),
    ]


def test_copy_is_recorded_with_the_context_of_the_statement_before():
    make_division(TOWNSHIP)
    lines = "".join(f"{TOWNSHIP}{n}\tcopied\t\t{TOWNSHIP}\n" for n in range(201, 211))
    with because("copied by a test"), connection.cursor() as cursor:
        cursor.execute("VALUES (1)")
        cursor.copy_expert("COPY villages_division (code, name, initials, parent_id) FROM STDIN", io.StringIO(lines))
    copied = Events.objects.filter(name="copied")
    assert copied.count() == 10
    assert set(copied.values_list("pgh_context__reason", flat=True)) == {"copied by a test"}


def test_a_changed_key_is_recorded_as_deletion_and_insertion():
    department = make_department()
    Department.objects.filter(pk=department.pk).update(id=department.pk + 1_000)
    rows = event_model(Department).objects.order_by("pgh_id")
    assert list(rows.values_list("pgh_label", "pgh_obj_id"))[1:] == [
        ("delete", department.pk),
        ("insert", department.pk + 1_000),
    ]


def test_recording_cannot_be_switched_off():
    triggers = [f"{model._meta.label}:{trigger.name}" for model, trigger in pgtrigger.registered() if model is Division]
    with pgtrigger.ignore(*triggers):
        make_division(f"{TOWNSHIP}201")
    assert ("insert", f"{TOWNSHIP}201", f"D{TOWNSHIP}201") in events()


def test_a_bulk_update_after_a_single_one_does_not_pay_for_its_plan():
    """The plan of the join of old and new rows is kept in the session: a nested loop would take minutes here."""
    county = make_division("140431")
    Department.objects.bulk_create(Department(county=county, code=f"d{n}", name="x") for n in range(10_000))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '8s'")
        cursor.execute("UPDATE vetting_department SET name = 'one' WHERE code = 'd0'")
        cursor.execute("UPDATE vetting_department SET name = 'all' WHERE name = 'x'")
    assert event_model(Department).objects.filter(name="all").count() == 9_999


def test_an_event_says_who_from_where_on_which_page_and_under_which_duty(client: Client):
    client.force_login(make_officer(Role.COUNTY_ADMIN, name="李卫东"))
    department = make_department()
    address = reverse("vetting:department", args=[department.pk])
    values = {"code": "police", "name": "县公安局", "short_name": "公安局", "position": "3"}
    assert client.post(address, values, REMOTE_ADDR="10.1.2.3").status_code == 302
    context = event_model(Department).objects.latest("pgh_id").pgh_context
    assert context["name"] == "李卫东"
    assert context["ip"] == "10.1.2.3"
    assert (context["url"], context["method"]) == (address, "POST")
    assert (context["role"], context["code"]) == ("county_admin", "140431")


def test_a_reason_holds_for_its_block_and_no_longer():
    with because("outer"):
        with because("merger of villages"):
            make_division("11")
        make_division("12")
    make_division("13")
    reasons = dict(Events.objects.values_list("code", "pgh_context__reason"))
    assert reasons == {"0": "merger of villages", "11": "merger of villages", "12": "outer", "13": None}


def test_a_command_names_itself_and_the_user_of_the_machine():
    with command(["manage.py", "import_divisions", "file.csv"]):
        make_division("11")
    context = Events.objects.get(code="11").pgh_context
    assert context["command"] == "import_divisions"
    assert context["machine_user"]


def test_a_command_without_usable_settings_reports_them_itself(settings: Settings):
    with command(["manage.py"]):
        make_division("11")
    assert Events.objects.get(code="11").pgh_context is None


def test_nothing_is_written_beside_the_event():
    with because("test"):
        make_division(TOWNSHIP)
    assert not Context.objects.exists()
