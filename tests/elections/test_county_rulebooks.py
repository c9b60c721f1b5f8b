"""A county's own parameters: tighter, cited, versioned; a decision keeps the version it was made under."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.county_rulebooks import CountyRulebook, book_of
from elections.county_services import Setting, set_county_rulebook
from elections.models import Cycle
from elections.rulebooks import UnknownRulebookError
from elections.services import change_cycle
from tests.elections.county import ADMIN, tighten
from tests.factories import COUNTY, make_cycle, make_division, make_officer

pytestmark = pytest.mark.django_db
VC = "village_committee"


def _refused(*values, field: str, **more):
    with pytest.raises(ValidationError) as refused:
        tighten(*values, **more)
    assert set(refused.value.error_dict) == {field}
    assert not CountyRulebook.objects.exists()
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("name", "value"),
    [("roll_days", 25), ("proxy_max", 2), ("turnout", ">= 2/3"), ("proxy_scope", "near_relatives"), ("size_odd", True)],
)
def test_a_county_tightens(name, value):
    book = tighten((VC, name, value)).book()
    assert str(book.need(VC, name).value) == str(value)
    assert "县发" in book.need(VC, name).basis
    assert book.need(VC, "win").rulebook == "cn-2026"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("roll_days", 15),
        ("proxy_max", 4),
        ("turnout", "> 1/3"),
        ("win", ">= 1/2"),
        ("relatives", ["spouse"]),
        ("voting_age", 17),
    ],
)
def test_a_county_never_loosens_and_is_told_which_article_binds(name, value):
    message = _refused((VC, name, value), field=f"{VC}.{name}")
    assert "第" in message


@pytest.mark.parametrize(
    ("setting", "field"),
    [
        (Setting(VC, "roll_days", "many", "第三条"), f"{VC}.roll_days"),
        (Setting(VC, "turnout", "50%", "第三条"), f"{VC}.turnout"),
        (Setting(VC, "roll_days", 25, " "), f"{VC}.roll_days"),
        (Setting(VC, "no_such", 25, "第三条"), f"{VC}.no_such"),
        (Setting("senate", "roll_days", 25, "第三条"), "senate.roll_days"),
    ],
)
def test_what_is_no_value_or_not_cited(setting, field):
    with pytest.raises(ValidationError) as refused:
        set_county_rulebook(
            scope=ADMIN,
            county=make_division(COUNTY),
            base="cn-2026-shanxi",
            title="参数",
            document="县发",
            reason="议定",
            settings=[setting],
        )
    assert set(refused.value.error_dict) == {field}


def test_nothing_set_and_no_reason_are_refused():
    _refused(field="__all__")
    _refused((VC, "roll_days", 25), field="reason", reason=" ")


@pytest.mark.parametrize("base", ["cn-2026-henan", "cn-1990"])
def test_it_stands_on_the_countrys_or_its_own_provinces_rulebook(base):
    _refused((VC, "roll_days", 25), field="base", base=base)


def test_a_new_version_leaves_the_old_one():
    first, second = tighten((VC, "roll_days", 25)), tighten((VC, "roll_days", 22), reason="改为二十二日")
    assert (first.version, second.version) == (1, 2)
    assert (book_of(first.key).count(VC, "roll_days"), book_of(second.key).count(VC, "roll_days")) == (25, 22)
    assert [level.id for level in book_of(second.key).levels()] == [second.key, "cn-2026-shanxi", "cn-2026"]


def test_nobody_changes_or_deletes_a_version():
    book = tighten((VC, "roll_days", 25))
    for act in (
        lambda: CountyRulebook.objects.filter(pk=book.pk).update(values=[]),
        lambda: CountyRulebook.objects.filter(pk=book.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_cycle_may_name_it():
    cycle = make_cycle()
    book = tighten((VC, "roll_days", 25), base="cn-2026")
    cycle.rulebook = book.key
    change_cycle(scope=ADMIN, cycle=cycle)
    assert Cycle.objects.get().law().count(VC, "roll_days") == 25


def test_another_countys_is_not_in_force_here():
    other = make_division("140430")
    scope = Scope((Grant(Role.COUNTY_ADMIN, "140430", ""),))
    book = set_county_rulebook(
        scope=scope,
        county=other,
        base="cn-2026",
        title="参数",
        document="县发",
        reason="议定",
        settings=[Setting(VC, "roll_days", 25, "三")],
    )
    cycle = make_cycle()
    cycle.rulebook = book.key
    with pytest.raises(ValidationError):
        change_cycle(scope=ADMIN, cycle=cycle)


@pytest.mark.parametrize("role", [Role.COUNTY_ORGANISER, Role.COUNTY_LEADER, Role.AUDITOR])
def test_only_the_administrator_sets_it(role):
    with pytest.raises(Http404):
        tighten((VC, "roll_days", 25), scope=Scope((Grant(role, COUNTY, ""),)))


def test_an_unknown_key_is_unknown():
    with pytest.raises(UnknownRulebookError):
        book_of("cn-2026-140431-1-00000000")


@pytest.fixture
def admin(client):
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    return client


def test_the_page_stores_a_version_and_shows_it(admin):
    address = reverse("elections:county_rulebook", args=["cn-2026-shanxi"])
    assert admin.get(address).status_code == 200
    typed = {
        "title": "沁源县参数",
        "document": "县发〔2026〕12号",
        "reason": "议定",
        f"{VC}.proxy_max": "2",
        f"{VC}.proxy_max.basis": "第三条",
    }
    made = admin.post(address, typed)
    book = CountyRulebook.objects.get()
    assert made.url == reverse("elections:rulebook", args=[book.key])
    page = admin.get(made.url).content.decode()
    assert "第三条" in page
    assert book.key in admin.get(reverse("elections:rulebook_list")).content.decode()
    assert 'value="2"' in admin.get(address).content.decode()  # the next version starts from this one


def test_the_page_says_at_the_value_what_is_looser_and_keeps_what_was_typed(admin):
    address = reverse("elections:county_rulebook", args=["cn-2026-shanxi"])
    typed = {
        "title": "参数",
        "document": "县发",
        "reason": "议定",
        f"{VC}.proxy_max": "5",
        f"{VC}.proxy_max.basis": "第三条",
    }
    page = admin.post(address, typed)
    assert "第十八条" in str(page.context["form"].errors[f"{VC}.proxy_max"])
    assert 'value="5"' in page.content.decode()
    assert not CountyRulebook.objects.exists()


def test_a_new_cycle_is_offered_the_countys_versions(admin):
    book = tighten((VC, "roll_days", 25))
    assert book.key in admin.get(reverse("elections:cycle_open")).content.decode()
