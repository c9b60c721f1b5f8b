"""Groups, liaisons, informants: pages, contact sheet, telephones, spreadsheet."""

import csv
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope, scope_of
from elections.gates import findings
from elections.groups import queries, services
from elections.groups.models import GroupKind, GroupMember, GroupRole, WorkGroup
from elections.models import Body
from elections.spreadsheets import GroupMemberSheet
from elections.steps import Step
from protect.models import Reveal
from sheets.engine import run
from sheets.spec import Order
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle, make_division, make_officer

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
ENGLISH = {"headers": {"accept-language": "en"}}
NUMBER = "13812345678"


def make_group(code=COUNTY, kind=GroupKind.WORKING, name="综合协调组"):
    return services.save_group(
        scope=ORGANISER, group=WorkGroup(division=make_division(code)), values={"kind": kind, "name": name}
    )


def make_member(group=None, name="王芳", **values):
    values = {"name": name, "telephone": NUMBER, **values}
    return services.save_member(scope=ORGANISER, member=GroupMember(group=group or make_group()), values=values)


def test_the_customary_groups_are_founded_once(client):
    make_division(COUNTY)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    for expected in (8, 8):
        assert client.post(reverse("elections:group_list")).status_code == 302
        assert WorkGroup.objects.count() == expected
    assert "综合协调组" in client.get(reverse("elections:group_list")).content.decode()


@pytest.mark.parametrize(
    ("code", "kind"),
    [(COUNTY, GroupKind.LIAISON), (TOWNSHIP, GroupKind.INFORMANT), (VILLAGE, GroupKind.LEADING)],
)
def test_a_kind_belongs_to_its_level(code, kind):
    with pytest.raises(ValidationError) as refused:
        make_group(code, kind)
    assert "kind" in refused.value.message_dict


def test_names_stand_once_and_a_township_has_one_group_of_liaisons():
    make_group()
    with pytest.raises(ValidationError):
        make_group()
    make_group(TOWNSHIP, GroupKind.LIAISON, "联络员")
    with pytest.raises(ValidationError):
        make_group(TOWNSHIP, GroupKind.LIAISON, "另一联络员")


def test_a_telephone_is_stored_encrypted_and_shown_masked(client):
    member = make_member()
    with connection.cursor() as cursor:
        cursor.execute("SELECT telephone FROM elections_groupmember")
        assert NUMBER not in cursor.fetchone()[0]
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    for name, arguments in (
        ("group", [member.group_id]),
        ("contacts", []),
        ("group_list", []),
        ("group_member", [member.pk]),
    ):
        page = client.get(reverse(f"elections:{name}", args=arguments)).content.decode()
        assert NUMBER not in page
    assert "138****5678" in client.get(reverse("elections:group", args=[member.group_id])).content.decode()


def test_a_look_at_a_telephone_is_recorded_with_its_reason(client):
    member = make_member()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    address = reverse("elections:group_member_reveal", args=[member.pk])
    assert NUMBER not in client.get(address).content.decode()
    assert NUMBER not in client.post(address, {"reason": " "}).content.decode()
    assert not Reveal.objects.exists()
    assert NUMBER in client.post(address, {"reason": "通知开会"}).content.decode()
    look = Reveal.objects.get()
    assert (look.model, look.field, look.reason, look.division_code) == ("groupmember", "telephone", "通知开会", COUNTY)


def test_the_contact_sheet_records_a_look_for_each_number(client):
    group = make_group()
    make_member(group)
    make_member(group, "李明", telephone="0355-7832123")
    make_member(group, "赵无号", telephone="")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    address = reverse("elections:contact_sheet")
    assert NUMBER not in client.get(address).content.decode()
    page = client.post(address, {"reason": "印发通讯录"}).content.decode()
    assert NUMBER in page
    assert "赵无号" in page
    assert Reveal.objects.count() == 2


def test_a_liaison_prints_his_own_people_alone(client):
    make_member()
    own = make_group(VILLAGE, GroupKind.INFORMANT, "信息员")
    make_member(own, "任建国", telephone="13900001111")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    page = client.post(reverse("elections:contact_sheet"), {"reason": "印发通讯录"}).content.decode()
    assert "13900001111" in page
    assert NUMBER not in page
    # The county's groups he sees, with masked numbers.
    assert "王芳" in client.get(reverse("elections:contacts")).content.decode()


@pytest.mark.parametrize("typed", ["12", "abc", "138123456789012345", "=1+1"])
def test_what_is_no_telephone_is_refused_at_its_field(typed):
    with pytest.raises(ValidationError) as refused:
        make_member(telephone=typed)
    assert "telephone" in refused.value.message_dict


def test_left_empty_the_telephone_stays_and_is_removed_on_demand(client):
    member = make_member()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    address = reverse("elections:group_member", args=[member.pk])
    data = {
        "name": "王芳",
        "role": "head",
        "office": "",
        "duties": "",
        "telephone": "",
        "starts_on": "",
        "position": "0",
    }
    assert client.post(address, data | {"version": member.version}).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.telephone) == (GroupRole.HEAD, NUMBER)
    assert client.post(address, data | {"version": member.version, "remove_telephone": "on"}).status_code == 302
    member.refresh_from_db()
    assert member.telephone == ""


def test_saving_without_a_change_writes_nothing():
    member = make_member()
    before = member.events.count()
    services.save_member(scope=ORGANISER, member=member, values={"name": "王芳", "telephone": NUMBER}, version=1)
    assert member.events.count() == before


def test_the_second_of_two_who_change_a_member_is_told(client):
    member = make_member()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    address = reverse("elections:group_member", args=[member.pk])
    data = {
        "name": "王芳",
        "role": "member",
        "office": "县委办",
        "duties": "",
        "telephone": "",
        "starts_on": "",
        "position": "0",
        "version": "1",
    }
    assert client.post(address, data).status_code == 302
    answer = client.post(address, data | {"office": "县府办"}, **ENGLISH)
    assert "Somebody else has saved this meanwhile" in answer.content.decode()
    member.refresh_from_db()
    assert member.office == "县委办"


def test_a_group_ends_with_whoever_works_in_it():
    member = make_member()
    today = datetime.date.today()
    services.dissolve_group(scope=ORGANISER, group=member.group, on=today)
    member.refresh_from_db()
    assert member.ends_on == today
    with pytest.raises(ValidationError):
        make_member(WorkGroup.objects.get())


def test_a_liaison_changes_nothing_of_the_county():
    group = make_group()
    with pytest.raises(Http404):
        services.save_member(scope=LIAISON, member=GroupMember(group=group), values={"name": "x"})
    with pytest.raises(Http404):
        services.found_customary_groups(scope=LIAISON, county=make_division(COUNTY))


def test_who_is_missing_is_found(client):
    cycle = make_cycle(villages=[VILLAGE])
    election = cycle.elections.select_related("village__parent", "cycle").get(body=Body.PARTY)

    def missing():
        return {f.finding.rule for f in findings(Step.PREPARATION, [election])[election.pk] if f.warns}

    assert {"liaison", "informant"} <= missing()
    make_member(make_group(TOWNSHIP, GroupKind.LIAISON, "联络员"))
    make_member(make_group(VILLAGE, GroupKind.INFORMANT, "信息员"))
    assert not {"liaison", "informant"} & missing()
    make_officer(Role.VILLAGE_INFORMANT, VILLAGE)
    [post] = queries.posts(scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)), 12)
    assert (post.names, post.has_account) == (["王芳"], True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_queries_for_more_rows(client, count, django_assert_max_num_queries):
    for number in range(count):
        make_member(make_group(f"{TOWNSHIP[:-1]}{number}", GroupKind.WORKING, "组"), "王")
    client.force_login(make_officer(Role.COUNTY_LEADER))
    for name in ("group_list", "contacts"):
        with django_assert_max_num_queries(16):
            assert client.get(reverse(f"elections:{name}")).status_code == 200


@pytest.fixture
def send(tmp_path):
    make_division(VILLAGE)

    def send(*rows, scope=ORGANISER):
        path = tmp_path / "groups.csv"
        rows = [{"区划代码": COUNTY, "组别": "综合协调组", "组织类型": "工作组", "姓名": "王芳", **row} for row in rows]
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(GroupMemberSheet(), path, order=Order(scope=scope, file_name="groups.csv"))

    return send


def _counts(outcome):
    assert outcome.problems == []
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged


def test_a_file_founds_groups_and_fills_them(send):
    rows = [
        {"组内职务": "组长", "单位及职务": "县委组织部副部长", "电话": NUMBER, "分工": "统筹"},
        {"区划代码": TOWNSHIP, "组别": "联络员", "组织类型": "联络员", "姓名": "李明", "电话": "0355-7832123"},
    ]
    assert _counts(send(*rows)) == (2, 0, 0)
    member = GroupMember.objects.get(name="王芳")
    assert (member.role, member.telephone, member.office) == (GroupRole.HEAD, NUMBER, "县委组织部副部长")
    assert _counts(send(*rows)) == (0, 0, 2)
    rows[0]["分工"] = "全面负责"
    assert _counts(send(*rows)) == (0, 1, 1)
    assert _counts(send({"电话": "138****5678"}, {"姓名": "新人"})) == (1, 0, 1)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"区划代码": "1404"}, "code"),
        ({"区划代码": "140499"}, "code"),
        ({"组织类型": "信息员"}, "kind"),
        ({"组织类型": "联络员"}, "kind"),
        ({"组别": "没有的组", "组织类型": ""}, "kind"),
        ({"组织类型": "委员会"}, "kind"),
        ({"电话": "电话不详"}, "telephone"),
        ({"姓名": ""}, "person"),
        ({"组内职务": "皇帝"}, "role"),
    ],
)
def test_a_faulty_line_names_its_column_and_nothing_is_stored(send, row, column):
    outcome = send(row)
    assert column in {problem.column for problem in outcome.problems}
    assert not GroupMember.objects.exists()
    assert not WorkGroup.objects.exists()


def test_the_same_person_twice_is_refused(send):
    assert [problem.line for problem in send({}, {"单位及职务": "县委办"}).problems] == [3]


def test_a_liaison_imports_into_his_township_alone(send):
    assert send({}, scope=LIAISON).problems
    rows = {"区划代码": VILLAGE, "组别": "信息员", "组织类型": "信息员"}
    assert _counts(send(rows, scope=LIAISON)) == (1, 0, 0)


def test_an_export_holds_masked_numbers(send):
    send({"电话": NUMBER})
    [row] = GroupMemberSheet().export(ORGANISER)
    assert "138****5678" in row
    assert NUMBER not in row
