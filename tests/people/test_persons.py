"""Persons: recording, finding, keeping secret."""

import dataclasses
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from accounts.scope import Grant, Scope
from people.bulk import Columns, id_index, prepare
from people.id_numbers import check_character
from people.models import Education, Person
from people.queries import find_by_id_number, persons, search
from people.rules import CleanPerson, PersonData, clean, normalise_telephone
from people.services import create_person, update_person
from tests.factories import COUNTY, VILLAGE, make_person

TODAY = date(2026, 11, 24)
NUMBER = "11010519491231002X"
COUNTY_SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


def liaison(code: str) -> Scope:
    return Scope((Grant(Role.TOWNSHIP_LIAISON, code, ""),))


# --- the rules


def test_sex_and_birth_come_from_the_id_number():
    result = clean(PersonData(name="王　小明", id_number=NUMBER.lower()), on=TODAY)
    assert isinstance(result, CleanPerson)
    assert (result.name, result.name_original, result.id_number) == ("王小明", "王　小明", NUMBER)
    assert (result.sex, result.birth_date) == ("F", date(1949, 12, 31))


def test_everything_wrong_is_told_at_once_at_its_field():
    data = PersonData(
        name="王1", sex="M", id_number=NUMBER, telephone="none", ethnicity="火星族", birth_date=date(2030, 1, 1)
    )
    result = clean(data, on=TODAY)
    assert isinstance(result, dict)
    assert set(result) == {"name", "id_number", "telephone", "ethnicity", "birth_date"}
    assert all(result.values())


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"id_number": NUMBER, "birth_date": date(1949, 12, 30)}, "birth_date"),
        ({"birth_date": date(2026, 11, 25)}, "birth_date"),
        ({"birth_date": date(1990, 1, 1), "party_joined": date(1990, 1, 1)}, "party_joined"),
        ({"id_number": NUMBER, "party_joined": date(1949, 1, 1)}, "party_joined"),
        ({"party_joined": date(2026, 11, 25)}, "party_joined"),
    ],
)
def test_dates_that_cannot_be(fields: dict[str, object], wrong: str):
    result = clean(PersonData(name="王明", **fields), on=TODAY)  # type: ignore[arg-type]
    assert isinstance(result, dict)
    assert list(result) == [wrong]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 138 1234 5678 ", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(0355)7831234", "03557831234"),
        ("0355－7831234", "0355-7831234"),
        ("+86 13812345678", "+8613812345678"),
        ("no", None),
        ("12", None),
        ("1" * 16, None),
        ("13812345678/13912345678", None),
    ],
)
def test_telephone_numbers(typed: str, kept: str | None):
    assert normalise_telephone(typed) == kept


# --- recording


@pytest.mark.django_db
def test_a_new_person_has_all_keys():
    person = make_person(id_number=NUMBER, telephone="138 1234 5678", ethnicity="汉族", education=Education.COLLEGE)
    person.refresh_from_db()
    assert (person.name, person.pinyin, person.initials) == ("王小明", "wang xiao ming", "wxm")
    assert (person.id_number, person.id_last4, person.telephone) == (NUMBER, "002X", "13812345678")
    assert (person.sex, person.birth_date) == ("F", date(1949, 12, 31))
    assert (person.masked_id_number, person.masked_telephone) == ("110***********002X", "138****5678")
    assert person.division_code == COUNTY


@pytest.mark.django_db
def test_wrong_data_are_refused_and_nothing_is_written():
    with pytest.raises(ValidationError) as caught:
        make_person("王1", id_number="1")
    assert set(caught.value.message_dict) == {"name", "id_number"}
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_an_id_number_is_recorded_once_in_a_county_and_again_in_another():
    make_person(id_number=NUMBER)
    with pytest.raises(ValidationError) as caught:
        make_person("李四", id_number=NUMBER.lower())
    assert list(caught.value.message_dict) == ["id_number"]
    make_person("李四", id_number=NUMBER, county_code="140430")
    make_person("王五")
    make_person("王五")
    assert Person.objects.count() == 4


@pytest.mark.django_db
def test_a_person_is_recorded_and_changed_only_within_the_scope():
    data = PersonData(name="王明", village_code=VILLAGE)
    with pytest.raises(Http404):
        create_person(scope=liaison("140431101"), county_code=COUNTY, data=data)
    with pytest.raises(Http404):
        create_person(scope=liaison("140431100"), county_code=COUNTY, data=PersonData(name="王明"))
    person = create_person(scope=liaison("140431100"), county_code=COUNTY, data=data)
    with pytest.raises(Http404):
        update_person(scope=liaison("140431101"), person=person, data=data)
    elsewhere = dataclasses.replace(data, village_code="140431101201")
    with pytest.raises(Http404):
        update_person(scope=liaison("140431100"), person=person, data=elsewhere)


@pytest.mark.django_db
def test_a_village_of_another_county_is_refused_also_by_the_database():
    scope = Scope((Grant(Role.COUNTY_ORGANISER, "1404", ""),))
    with pytest.raises(ValidationError) as caught:
        create_person(scope=scope, county_code=COUNTY, data=PersonData(name="王明", village_code="140430100201"))
    assert list(caught.value.message_dict) == ["village_code"]
    person = make_person()
    for fields in ({"village_code": "140430100201"}, {"name": ""}, {"id_last4": "1234"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**fields)


@pytest.mark.django_db
def test_a_change_writes_what_changed_and_nothing_else():
    person = make_person(id_number=NUMBER, telephone="13812345678")
    data = PersonData(name="王小明", id_number=NUMBER, telephone="13812345678")
    events = Person._meta.apps.get_model("people", "PersonEvent").objects
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM people_person")
        before = cursor.fetchall()
        update_person(scope=COUNTY_SCOPE, person=person, data=data)
        assert events.count() == 1
        changed = update_person(
            scope=COUNTY_SCOPE, person=person, data=dataclasses.replace(data, name="单小明", telephone="13912345678")
        )
        cursor.execute("SELECT id_number FROM people_person")
        assert cursor.fetchall() == before
    assert (changed.pinyin, changed.telephone) == ("shan xiao ming", "13912345678")
    assert events.count() == 2
    assert Person.objects.get().name == "单小明"


# --- finding


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["小明", "王小明", "王 小明", "wxm", "WX", "wangxiaom", "wang xm", NUMBER, "110105 19491231 002x", "138 1234 5678"],
)
def test_a_person_is_found_by_name_pinyin_initials_and_whole_numbers(text: str):
    person = make_person(id_number=NUMBER, telephone="13812345678") if text != "wang xm" else make_person()
    make_person("李四")
    found = list(search(persons(COUNTY_SCOPE), text))
    assert found == ([person] if text != "wang xm" else [])


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["19491231", "002X", "1101051949123100", "1381234", "%", "_", "xm"])
def test_parts_of_numbers_and_signs_of_the_database_find_nothing(text: str):
    make_person(id_number=NUMBER, telephone="13812345678")
    assert not search(persons(COUNTY_SCOPE), text).exists()


@pytest.mark.django_db
def test_an_empty_search_is_the_whole_list_in_the_order_of_strokes():
    names = ["张三", "李四", "尧五", "刘六", "王小红", "王伟"]
    for name in names:
        make_person(name)
    assert [person.name for person in search(persons(COUNTY_SCOPE), " ")] == [
        "王伟",
        "王小红",
        "尧五",
        "刘六",
        "李四",
        "张三",
    ]


@pytest.mark.django_db
def test_everyone_finds_only_the_persons_of_his_scope():
    inside, outside = make_person("王内", village_code=VILLAGE), make_person("王外", village_code="140431101201")
    nowhere, abroad = make_person("王无"), make_person("王远", county_code="140430")
    assert set(persons(COUNTY_SCOPE)) == {inside, outside, nowhere}
    assert set(persons(liaison("140431100"))) == {inside}
    assert set(persons(Scope((Grant(Role.OBSERVER, COUNTY, ""),)))) == set()
    assert set(persons(Scope((Grant(Role.AUDITOR, "1404", ""),)))) == {inside, outside, nowhere, abroad}
    assert set(persons(Scope())) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_search_is_one_query(count: int, django_assert_num_queries: DjangoAssertNumQueries):
    for index in range(count):
        make_person("王" + "一二三"[index])
    with django_assert_num_queries(1):
        assert len(search(persons(COUNTY_SCOPE), "王")) == count


# --- keeping secret


@pytest.mark.django_db
def test_the_tables_hold_no_plain_number():
    numbers = [body + check_character(body) for body in (f"14043119800101{n:03d}" for n in range(20))]
    telephones = [f"1381234{n:04d}" for n in range(20)]
    for number, telephone in zip(numbers, telephones, strict=True):
        make_person("王明", id_number=number, telephone=telephone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        dump = io.StringIO()
        for table in tables:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', dump)
    text = dump.getvalue()
    assert text.count("王明") >= 40  # the persons and their history are in the dump
    assert [number for number in [*numbers, *telephones] if number in text] == []
    assert Person.objects.filter(id_index=id_index(numbers[0])).count() == 1
    assert find_by_id_number(Person.objects.all(), f" {numbers[1]}").count() == 1


# --- many at once


def test_columns_of_many_are_those_of_one():
    people = [CleanPerson(name="单明", name_original="单 明", id_number=NUMBER, telephone="13812345678")] * 2
    one, other = prepare(people)
    secret = {"id_number", "telephone"}
    plain = [name for name in Columns._fields if name not in secret]
    assert [getattr(one, name) for name in plain] == [getattr(other, name) for name in plain]
    assert all(getattr(one, name) != getattr(other, name) for name in secret)
    assert prepare([CleanPerson(name="单明", name_original="单明")])[0][5:] == ("", None, "", "", "", "", "")


@pytest.mark.django_db
def test_the_keys_can_be_built_again():
    person = make_person("单明")
    Person.objects.update(name_key="", pinyin="dan ming", initials="dm")
    make_person("王明")
    out = io.StringIO()
    call_command("rebuild_name_keys", stdout=out)
    assert out.getvalue().startswith("1 ")
    rebuilt = Person.objects.get(pk=person.pk)
    assert (rebuilt.name_key, rebuilt.pinyin, rebuilt.initials) == (person.name_key, "shan ming", "sm")
