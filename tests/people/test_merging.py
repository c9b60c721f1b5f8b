"""Two records of one person become one: everything follows, what cannot is named, and there is a way back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from people.models import Attachment, CvEntry, Kin, Kinship, Merge, Person
from people.queries import near_relatives_of, persons, possible_duplicates
from people.services import Conflicting, merge, part, preview
from tests.factories import COUNTY, VILLAGE, make_attachment, make_division, make_person, seat
from villages.models import BodyKind, Post

pytestmark = pytest.mark.django_db
WOMAN, MAN = "11010519491231002X", "110101199003077774"
OTHER = "140431100202"


def make_one(officer, scope, kept, lost, **chosen):
    return merge(scope=scope, user=officer, kept=kept, lost=lost, chosen=chosen, reason="同一人，录入两次")


@pytest.fixture
def pair(village):
    make_division(OTHER)
    kept = make_person(village_code=VILLAGE, id_number=WOMAN, ethnicity="汉族")
    return kept, make_person(village_code=VILLAGE, telephone="13812345678", education=40, native_place="山西沁源")


def test_everything_follows_and_what_only_one_says_is_taken_from_him(officer, scope, pair):
    kept, lost = pair
    member = seat(lost, make_division(OTHER))
    CvEntry.objects.create(person=lost, starts_on="2001-01-01", text="务农")
    link = Kinship.objects.create(person=lost, kind=Kin.CHILD, name="王小")
    file = make_attachment(lost)
    record = make_one(officer, scope, kept, lost)
    kept.refresh_from_db()
    assert (kept.id_number, kept.telephone, kept.education, kept.native_place) == (WOMAN, "13812345678", 40, "山西沁源")
    for row in (member, link, file):
        row.refresh_from_db()
        assert row.person == kept
    assert kept.cv.count() == 1
    assert not Person.objects.filter(pk=lost.pk).exists()
    assert record.chosen == {
        "id_number": "kept",
        "telephone": "lost",
        "ethnicity": "kept",
        "native_place": "lost",
        "education": "lost",
    }
    assert (record.lost_pk, record.merged_by, len(record.moved)) == (lost.pk, "TOWNSHIP_LIAISON", 4)


def test_no_secret_stands_in_the_record(officer, scope, pair):
    record = make_one(officer, scope, *pair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM people_merge AS m WHERE id = %s", [record.pk])
        [(row,)] = cursor.fetchall()
    assert "13812345678" not in row
    assert WOMAN not in row


def test_parting_puts_everything_back_where_it_was(officer, scope, pair):
    kept, lost = pair
    member = seat(lost, make_division(OTHER))
    for person in pair:
        CvEntry.objects.create(person=person, starts_on="2001-01-01", text="务农")
        make_attachment(person, shade=person.pk % 200)
    record = make_one(officer, scope, kept, lost)
    assert kept.cv.count() == 1
    assert kept.attachments.filter(kind="photograph").count() == 1
    again, left = part(scope=scope, merge=record, reason="两个人")
    kept.refresh_from_db()
    member.refresh_from_db()
    assert left == []
    assert (again.pk, again.telephone, member.person_id) == (lost.pk, "13812345678", lost.pk)
    assert (kept.telephone, kept.education, kept.id_number) == ("", None, WOMAN)
    assert [person.cv.count() for person in (kept, again)] == [1, 1]
    assert again.attachments.get().kind == "photograph"
    with pytest.raises(ValidationError):
        part(scope=scope, merge=record, reason="再一次")


def test_what_has_changed_since_stays_and_is_named(officer, scope, pair):
    kept, lost = pair
    entry = CvEntry.objects.create(person=lost, starts_on="2001-01-01", text="务农")
    record = make_one(officer, scope, kept, lost)
    Person.objects.filter(pk=kept.pk).update(native_place="山西沁县")
    entry.delete()
    _again, left = part(scope=scope, merge=record, reason="两个人")
    assert len(left) == 2
    kept.refresh_from_db()
    assert kept.native_place == "山西沁县"


def test_a_later_merger_is_parted_first(officer, scope, pair):
    kept, lost = pair
    first = make_one(officer, scope, kept, lost)
    third = make_person(village_code=VILLAGE)
    second = make_one(officer, scope, kept, third)
    with pytest.raises(ValidationError):
        part(scope=scope, merge=first, reason="两个人")
    part(scope=scope, merge=second, reason="两个人")
    part(scope=scope, merge=first, reason="两个人")
    assert Person.objects.count() == 3


def test_where_both_say_something_somebody_chooses(officer, scope, village):
    kept = make_person(village_code=VILLAGE, id_number=WOMAN, education=40)
    lost = make_person(village_code=VILLAGE, id_number=MAN, education=50)
    with pytest.raises(ValidationError) as refused:
        make_one(officer, scope, kept, lost)
    assert set(refused.value.message_dict) == {"id_number", "education"}
    make_one(officer, scope, kept, lost, id_number="lost", education="kept")
    kept.refresh_from_db()
    assert (kept.id_number, kept.sex, kept.education) == (MAN, "M", 40)


def test_both_on_one_body_is_a_conflict_and_nothing_is_done(officer, scope, pair):
    kept, lost = pair
    body = make_division(VILLAGE)
    seat(kept, body, BodyKind.PARTY, Post.MEMBER)
    CvEntry.objects.create(person=lost, starts_on="2001-01-01", text="务农")
    seat(lost, body, BodyKind.PARTY, Post.MEMBER)
    [conflict] = preview(scope=scope, kept=kept, lost=lost).conflicts
    assert conflict.why == "This person sits on the body already. Change the post there."
    with pytest.raises(Conflicting):
        make_one(officer, scope, kept, lost)
    assert lost.cv.count() == 1
    assert not Merge.objects.exists()


def test_relatives_of_both_are_kept_once_and_contradictions_named(officer, scope, pair):
    kept, lost = pair
    child, other = make_person("王小"), make_person("王大")
    Kinship.objects.create(person=kept, relative=child, kind=Kin.CHILD)
    Kinship.objects.create(person=child, relative=lost, kind=Kin.PARENT)
    Kinship.objects.create(person=kept, relative=other, kind=Kin.SIBLING)
    wrong = Kinship.objects.create(person=lost, relative=other, kind=Kin.PARENT)
    assert len(preview(scope=scope, kept=kept, lost=lost).conflicts) >= 1
    wrong.delete()
    make_one(officer, scope, kept, lost)
    assert [(r.name, r.kind) for r in near_relatives_of([kept])[kept.pk]] == [("王小", "child"), ("王大", "sibling")]


def test_relatives_of_each_other_are_not_one(officer, scope, pair):
    Kinship.objects.create(person=pair[0], relative=pair[1], kind=Kin.SIBLING)
    with pytest.raises(Conflicting):
        make_one(officer, scope, *pair)


def test_only_within_the_divisions_and_the_county(officer, scope, pair):
    stranger = make_person(village_code="140431200201")
    with pytest.raises(Http404):
        make_one(officer, scope, pair[0], stranger)
    both = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""), Grant(Role.COUNTY_ORGANISER, "140432", "")))
    with pytest.raises(ValidationError):
        make_one(officer, both, pair[0], make_person(county_code="140432"))


def test_possible_duplicates(officer, scope, village):
    def names(*rows):
        Person.objects.all().delete()
        for row in rows:
            make_person(village_code=VILLAGE, **row)
        return possible_duplicates(persons(scope)).count()

    assert names({"id_number": WOMAN}, {}) == 2
    assert names({"birth_date": date(1970, 1, 1)}, {"birth_date": date(1970, 1, 1)}) == 2
    assert names({"birth_date": date(1970, 1, 1)}, {"birth_date": date(1971, 1, 1)}) == 0
    assert names({"id_number": WOMAN}, {"id_number": MAN}) == 0
    assert names({}) == 0


def test_the_pages_lead_from_the_list_to_one_record_and_back(client, officer, pair):
    kept, lost = pair
    page = client.get(reverse("people:duplicate_list"))
    assert {person.pk for person in page.context["listing"].page.object_list} == {kept.pk, lost.pk}
    assert [other.pk for other in client.get(reverse("people:duplicates", args=[kept.pk])).context["others"]] == [
        lost.pk
    ]
    url = reverse("people:merge", args=[kept.pk, lost.pk])
    assert WOMAN not in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).context["form"].errors["reason"]
    assert client.post(url, {"reason": "同一人"}).status_code == 302
    record = Merge.objects.get()
    assert client.get(reverse("people:merge_list")).context["listing"].page.object_list[0] == record
    url = reverse("people:merge_record", args=[record.pk])
    assert client.post(url, {"reason": "两个人"}).status_code == 302
    assert Person.objects.filter(pk=lost.pk).exists()


def test_a_merger_keeps_a_trace_of_the_row_given_up(officer, scope, pair):
    lost = pair[1]
    make_one(officer, scope, *pair)
    events = Person.pgh_event_model.objects.filter(pgh_obj_id=lost.pk).order_by("pgh_id")
    assert list(events.values_list("pgh_label", flat=True)) == ["insert", "delete"]
    assert Attachment.objects.count() == 0
