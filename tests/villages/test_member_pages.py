"""Seating, changing and ending on the pages."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from people.models import Person
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer, make_person, seat
from villages.models import BodyKind, Member, Post

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
OTHER = "140431200201"


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


@pytest.fixture
def add(client, village):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return reverse("villages:member_add", args=[VILLAGE, "committee"])


def test_somebody_of_another_township_is_found_by_id_number_and_seated(client, add):
    make_division(OTHER)
    person = make_person(id_number=NUMBER, village_code=OTHER)
    found = client.post(add, {"step": "find", "id_number": NUMBER.lower()})
    assert NUMBER not in found.content.decode()
    assert "王小明" in found.content.decode()
    client.post(add, {"step": "seat", "found": found.context["found"], "post": "director", "position": "0"})
    member = Member.objects.get()
    assert (member.person, member.post, member.body.kind) == (person, Post.DIRECTOR, BodyKind.COMMITTEE)


def test_somebody_who_sits_on_another_body_of_the_village_is_chosen_from_a_list(client, add, village):
    person = make_person(village_code=VILLAGE)
    seat(person, village)
    found = client.post(add, {"step": "find", "known": person.pk})
    client.post(add, {"step": "seat", "found": found.context["found"], "post": "director", "position": "0"})
    assert person.seats.count() == 2


def test_who_is_not_on_record_is_entered_on_the_way(client, add):
    asked = client.post(add, {"step": "find", "id_number": NUMBER})
    assert asked.context["person_form"]["id_number"].value() == NUMBER
    typed = {
        "step": "enter",
        "version": "0",
        "name": "王　小明",
        "id_number": NUMBER,
        "post": "member",
        "position": "0",
    }
    assert client.post(add, typed).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.sex, person.village_code, person.county_code) == ("王小明", "F", VILLAGE, VILLAGE[:6])
    assert Member.objects.get().person == person


def test_a_person_without_a_seat_is_not_left_behind(client, add, village):
    seat(make_person("李小红"), village, BodyKind.COMMITTEE, Post.DIRECTOR)
    typed = {"step": "enter", "version": "0", "name": "王小明", "post": "director", "position": "0"}
    page = client.post(add, typed)
    assert "post" in page.context["form"].errors
    assert page.context["person_form"]["name"].value() == "王小明"
    assert Person.objects.count() == 1


def test_all_that_is_wrong_of_person_and_seat_is_told_at_once(client, add):
    typed = {"step": "enter", "version": "0", "name": "王1", "telephone": "none", "post": "", "position": "x"}
    context = client.post(add, typed).context
    assert set(context["person_form"].errors) == {"name", "telephone"}
    assert set(context["form"].errors) == {"post", "position"}


@pytest.mark.parametrize("number", ["123", "110105194912310021", NUMBER[:17] + "000"])
def test_a_wrong_id_number_is_told_before_anything_else(client, add, number):
    page = client.post(add, {"step": "find", "id_number": number})
    assert set(page.context["form"].errors) == {"id_number"}


def test_only_whom_the_step_before_has_found_is_seated(client, add):
    person = make_person()
    typed = {"step": "seat", "post": "director", "position": "0"}
    assert client.post(add, {**typed, "found": str(person.pk)}).status_code == 404
    found = client.post(add, {"step": "find", "known": "", "id_number": ""})
    assert found.context["step"] == "enter"
    elsewhere = make_division(f"{TOWNSHIP}209")
    page = reverse("villages:member_add", args=[elsewhere.code, "committee"])
    person = make_person("李小红", id_number=NUMBER)
    token = client.post(add, {"step": "find", "id_number": NUMBER}).context["found"]
    assert client.post(page, {**typed, "found": token}).status_code == 404
    assert not Member.objects.exists()


def test_the_posts_are_those_of_the_body(client, add):
    page = client.post(add, {"step": "find", "known": "", "id_number": ""})
    offered = [value for value, _label in page.context["form"].fields["post"].choices]
    assert offered == ["", "director", "deputy_director", "member"]
    assert client.get(reverse("villages:member_add", args=[VILLAGE, "parliament"])).status_code == 404


@pytest.mark.parametrize("role", [Role.COUNTY_ADMIN, Role.AUDITOR, Role.OBSERVER])
def test_others_do_not_seat(client, village, role):
    client.force_login(make_officer(role))
    assert client.get(reverse("villages:member_add", args=[VILLAGE, "party"])).status_code == 404


def test_a_post_is_changed_and_a_second_change_is_told(client, add, village):
    member = seat(make_person(), village, BodyKind.COMMITTEE, Post.MEMBER)
    page = reverse("villages:member", args=[member.pk])
    typed = {"post": "deputy_director", "position": "1", "starts_on": "2021-01-08", "ends_on": "", "version": "1"}
    assert client.post(page, typed).status_code == 302
    stale = client.post(page, {**typed, "post": "director", "position": "0", "starts_on": ""})
    assert {d.label for d in stale.context["form"].differences} >= {"Post"}
    assert Member.objects.get().post == Post.DEPUTY_DIRECTOR


def test_a_membership_ends_on_a_day_that_has_come(client, add, village):
    member = seat(make_person(), village)
    page = reverse("villages:member_end", args=[member.pk])
    late = client.post(page, {"ends_on": "2099-01-01", "version": "1"})
    assert set(late.context["form"].errors) == {"ends_on"}
    assert client.post(page, {"ends_on": "2026-03-01", "version": "1"}).status_code == 302
    former = client.get(reverse("villages:village", args=[VILLAGE])).context["benches"][0].former
    assert former == [member]


def test_memberships_of_other_townships_do_not_exist(client, add):
    member = seat(make_person(), make_division(OTHER))
    for name in ("villages:member", "villages:member_end"):
        assert client.get(reverse(name, args=[member.pk])).status_code == 404
        assert (
            client.post(reverse(name, args=[member.pk]), {"ends_on": "2026-03-01", "version": "1"}).status_code == 404
        )


def test_the_form_of_the_party_organisation_is_kept(client, add):
    page = reverse("villages:body", args=[VILLAGE, "party"])
    client.post(page, {"party_form": "general_branch", "term_starts_on": "2021-01-08", "version": "0"})
    content = client.get(reverse("villages:village", args=[VILLAGE])).context["benches"][0].body
    assert content.party_form == "general_branch"
    committee = client.get(reverse("villages:body", args=[VILLAGE, "committee"])).context["form"]
    assert "party_form" not in committee.fields
