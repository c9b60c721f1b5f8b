"""Seeing what is masked."""

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers import serialize
from django.core.serializers.base import SerializationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import Http404

from accounts.roles import Role
from people.models import Person
from protect.models import Reveal
from protect.services import reveal
from tests.factories import VILLAGE, make_officer, make_person

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


def test_a_look_gives_the_number_and_leaves_who_when_what_why_and_from_where():
    user = make_officer(Role.COUNTY_ORGANISER)
    person = make_person(id_number=NUMBER)
    assert reveal(user=user, obj=person, field="id_number", reason="  联审  核对 ", ip="10.1.2.3") == NUMBER
    look = Reveal.objects.get()
    assert (look.user, look.app_label, look.model, look.object_pk) == (user, "people", "person", str(person.pk))
    assert (look.object_label, look.field, look.reason, look.ip) == ("王小明", "id_number", "联审 核对", "10.1.2.3")
    assert look.division_code == "140431"


def test_a_liaison_sees_only_the_persons_of_his_township():
    own, other = make_officer(Role.TOWNSHIP_LIAISON, "140431100"), make_officer(Role.TOWNSHIP_LIAISON, "140431101")
    person = make_person(telephone="13812345678", village_code=VILLAGE)
    nowhere = make_person("李四")
    assert reveal(user=own, obj=person, field="telephone", reason="电话核实", ip=None) == "13812345678"
    for user, obj in ((other, person), (own, nowhere)):
        with pytest.raises(Http404):
            reveal(user=user, obj=obj, field="telephone", reason="电话核实", ip=None)
    assert Reveal.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OBSERVER, Role.COUNTY_ADMIN, Role.DEPARTMENT_REVIEWER])
def test_other_duties_see_nothing(role: Role):
    user, person = make_officer(role), make_person(id_number=NUMBER)
    with pytest.raises(Http404):
        reveal(user=user, obj=person, field="id_number", reason="核对", ip=None)
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "x", "x" * 201])
def test_without_a_reason_nothing_is_shown(reason: str):
    user, person = make_officer(Role.COUNTY_ORGANISER), make_person(id_number=NUMBER)
    with pytest.raises(ValidationError) as caught:
        reveal(user=user, obj=person, field="id_number", reason=reason, ip=None)
    assert list(caught.value.message_dict) == ["reason"]
    assert not Reveal.objects.exists()


def test_a_field_that_is_not_masked_is_no_matter_for_a_look():
    with pytest.raises(TypeError):
        reveal(user=make_officer(Role.COUNTY_ORGANISER), obj=make_person(), field="name", reason="核对", ip=None)


@pytest.mark.parametrize("statement", ["UPDATE protect_reveal SET reason = 'x2'", "DELETE FROM protect_reveal"])
def test_a_look_cannot_be_changed_or_deleted(statement: str):
    user, person = make_officer(Role.COUNTY_ORGANISER), make_person(id_number=NUMBER)
    reveal(user=user, obj=person, field="id_number", reason="核对", ip=None)
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Reveal.objects.get().reason == "核对"


def test_the_database_refuses_a_look_without_a_reason():
    with pytest.raises(IntegrityError):
        Reveal.objects.create(user=make_officer(Role.COUNTY_ORGANISER), object_pk="1", reason="")


def test_nothing_can_be_searched_in_an_encrypted_field():
    for lookup in (
        "id_number",
        "id_number__startswith",
        "id_number__in",
        "telephone__icontains",
        "id_number__lower__gt",
    ):
        with pytest.raises(FieldError):
            Person.objects.filter(**{lookup: "1"})
    assert not Person.objects.filter(id_number__isnull=True).exists()


def test_fixtures_refuse_the_plain_text():
    make_person(id_number=NUMBER)
    with pytest.raises(SerializationError):
        serialize("json", Person.objects.all())


def test_the_history_opens_with_the_same_field():
    person = make_person(id_number=NUMBER)
    event = person._meta.apps.get_model("people", "PersonEvent").objects.get()
    assert event.id_number == NUMBER
