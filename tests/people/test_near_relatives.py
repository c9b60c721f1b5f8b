"""Near relatives: one link read from both sides, and what follows from two."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from people import kinship
from people.models import Kin, Kinship
from people.queries import near_relatives_of, related_pairs
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def link(person, relative, kind):
    return Kinship.objects.create(person=person, relative=relative, kind=kind)


def said(person):
    return [(relative.name, relative.kind) for relative in near_relatives_of([person])[person.pk]]


@pytest.mark.parametrize(
    ("kind", "back"),
    [
        (Kin.SPOUSE, Kin.SPOUSE),
        (Kin.PARENT, Kin.CHILD),
        (Kin.CHILD, Kin.PARENT),
        (Kin.SIBLING, Kin.SIBLING),
        (Kin.PATERNAL_GRANDPARENT, Kin.SONS_CHILD),
        (Kin.MATERNAL_GRANDPARENT, Kin.DAUGHTERS_CHILD),
        (Kin.SONS_CHILD, Kin.PATERNAL_GRANDPARENT),
        (Kin.DAUGHTERS_CHILD, Kin.MATERNAL_GRANDPARENT),
    ],
)
def test_one_link_is_read_from_both_sides(kind, back):
    one, other = make_person("王一"), make_person("王二")
    link(one, other, kind)
    assert said(one) == [("王二", kind)]
    assert said(other) == [("王一", back)]
    assert kinship.turned(kinship.turned(kind)) == kind


@pytest.mark.parametrize(
    ("sex", "grandparent", "grandchild"),
    [("M", Kin.PATERNAL_GRANDPARENT, Kin.SONS_CHILD), ("F", Kin.MATERNAL_GRANDPARENT, Kin.DAUGHTERS_CHILD)],
)
def test_a_parents_parent_is_a_grandparent_by_the_parents_line(sex, grandparent, grandchild):
    old, middle, young = make_person("王老"), make_person("王中", sex=sex), make_person("王小")
    link(young, middle, Kin.PARENT)
    link(middle, old, Kin.PARENT)
    assert said(young) == [("王中", Kin.PARENT), ("王老", grandparent)]
    assert said(old) == [("王中", Kin.CHILD), ("王小", grandchild)]
    [_entered, followed] = near_relatives_of([young])[young.pk]
    assert followed.through == middle


def test_children_of_one_parent_are_siblings_and_a_spouses_are_not_followed():
    father, one, other, wife = (make_person(name) for name in ("王父", "王大", "王二", "李妻"))
    link(one, father, Kin.PARENT)
    link(father, other, Kin.CHILD)
    link(one, wife, Kin.SPOUSE)
    assert said(one) == [("王父", Kin.PARENT), ("李妻", Kin.SPOUSE), ("王二", Kin.SIBLING)]
    assert said(wife) == [("王大", Kin.SPOUSE)]
    assert {(a, b, relative.relation) for a, b, relative in related_pairs([one, other, wife])} == {
        (one.pk, other.pk, "sibling"),
        (one.pk, wife.pk, "spouse"),
    }


def test_what_is_entered_goes_before_what_follows():
    father, one, other = (make_person(name) for name in ("王父", "王大", "王二"))
    link(one, father, Kin.PARENT)
    link(other, father, Kin.PARENT)
    link(one, other, Kin.SIBLING)
    [parent, sibling] = near_relatives_of([one])[one.pk]
    assert (parent.through, sibling.through) == (None, None)


def test_a_relative_not_on_record_is_named():
    one, son = make_person("王一"), make_person("王小")
    Kinship.objects.create(person=one, kind=Kin.PARENT, name="王老汉", sex="M")
    link(one, son, Kin.CHILD)
    assert said(one) == [("王老汉", Kin.PARENT), ("王小", Kin.CHILD)]
    assert near_relatives_of([one])[one.pk][0].title == "father"
    assert related_pairs([one]) == []


@pytest.mark.parametrize("number", [1, 3])
def test_two_queries_however_many(django_assert_num_queries: DjangoAssertNumQueries, number):
    people = [make_person(name) for name in ("王一", "王二", "王三", "王四")[: number + 1]]
    for one, other in itertools.pairwise(people):
        link(one, other, Kin.CHILD)
    with django_assert_num_queries(2):
        found = near_relatives_of(people)
    assert set(found) == {person.pk for person in people}


def test_no_two_are_linked_twice_and_nobody_to_himself():
    one, other = make_person("王一"), make_person("王二")
    link(one, other, Kin.CHILD)
    again = Kinship(person=other, relative=one, kind=Kin.SIBLING)
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    assert set(refused.value.message_dict) == {"relative"}
    for wrong in (
        again,
        Kinship(person=one, relative=one, kind=Kin.SIBLING),
        Kinship(person=one, kind=Kin.CHILD),
        Kinship(person=one, relative=other, name="王二", kind=Kin.CHILD),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
