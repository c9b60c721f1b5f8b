"""Spreadsheet of the audits: all faults at once, a second time no change, the export comes back."""

import csv
import datetime

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from sheets.engine import run
from sheets.spec import Order
from sheets.writing import write_table
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division
from villages.models import OutgoingAudit
from villages.spreadsheets import AuditSheet

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
OTHER = "140431200201"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


@pytest.fixture
def send(tmp_path):
    make_division(VILLAGE, "城西村")
    make_division(OTHER, "东沟村")

    def send(*rows, scope=ORGANISER):
        path = tmp_path / "audits.csv"
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, list(dict.fromkeys(head for row in rows for head in row)))
            writer.writeheader()
            writer.writerows(rows)
        return run(AuditSheet(), path, order=Order(scope=scope, file_name="audits.csv"))

    return send


def _row(**changes):
    return {
        "区划代码": VILLAGE,
        "村名": "城西村",
        "审计单位": "县农业农村局",
        "报告文号": "沁审字〔2026〕12号",
        "公布日期": "2026.11.2",
        "审计结论": "未发现问题",
        "问题": "",
    } | changes


def test_audits_come_in_and_a_second_time_change_nothing(send):
    outcome = send(_row(), _row(区划代码=OTHER, 村名="东沟村", 审计结论="整改中", 问题="票据不全，整改中"))
    assert outcome.counts.created == 2
    assert OutgoingAudit.objects.get(village_id=OTHER).conclusion == "open"
    assert send(_row()).counts.unchanged == 1
    assert send(_row(审计单位="县审计局")).counts.changed == 1


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"区划代码": "140431999999"}, "code"),
        ({"村名": "城东村"}, "village"),
        ({"审计单位": ""}, "auditor"),
        ({"公布日期": ""}, "published_on"),
        ({"公布日期": "2027-01-01"}, "published_on"),
        ({"公布日期": "昨天"}, "published_on"),
        ({"审计结论": "还行"}, "conclusion"),
        ({"审计结论": "整改中"}, "remark"),
    ],
)
def test_a_faulty_line_is_named_and_nothing_written(send, changes, column):
    outcome = send(_row(**changes))
    assert column in {problem.column for problem in outcome.problems}
    assert not OutgoingAudit.objects.exists()


def test_a_line_of_another_township_is_refused(send):
    outcome = send(_row(区划代码=OTHER, 村名="东沟村"), scope=LIAISON)
    assert {problem.column for problem in outcome.problems} == {"code"}


def test_the_export_comes_back_without_a_change(send, tmp_path):
    send(_row(), _row(公布日期="2026-10-01", 审计结论="已整改", 问题="票据不全，已整改"))
    path = tmp_path / "export.xlsx"
    with write_table(AuditSheet(), AuditSheet().export(ORGANISER)) as table:
        path.write_bytes(table.read())
    assert run(AuditSheet(), path, order=Order(scope=ORGANISER)).counts.unchanged == 2
