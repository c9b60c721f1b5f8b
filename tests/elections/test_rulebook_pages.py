"""Pages of the rulebooks: every value with its article."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from elections.rulebooks import rulebook, rulebooks
from elections.rulebooks.words import WORDS
from tests.factories import make_officer

pytestmark = pytest.mark.django_db


def test_every_rulebook_is_listed_and_opens(client):
    client.force_login(make_officer(Role.OBSERVER))
    listed = client.get(reverse("elections:rulebook_list")).content.decode()
    for book in rulebooks():
        assert book.title in listed
        assert client.get(reverse("elections:rulebook", args=[book.id])).status_code == 200


def test_a_rulebook_cites_an_article_for_each_value(client):
    client.force_login(make_officer(Role.COUNTY_LEADER))
    page = client.get(reverse("elections:rulebook", args=["cn-2026-zhejiang"])).content.decode()
    book = rulebook("cn-2026-zhejiang")
    assert book.parent is not None
    assert book.parent.title in page
    assert all(value.basis in page for value in book.values.values())


def test_an_unknown_rulebook_does_not_exist(client):
    client.force_login(make_officer(Role.COUNTY_LEADER))
    assert client.get(reverse("elections:rulebook", args=["cn-1998"])).status_code == 404


def test_every_choice_of_the_rulebooks_has_its_words():
    words = {
        (name, word)
        for book in rulebooks()
        for (_body, name), value in book.values.items()
        for word in (value.value if isinstance(value.value, tuple) else (value.value,))
        if isinstance(word, str)
    }
    assert not {(name, word) for name, word in words if (name, word) not in WORDS and word not in WORDS}
