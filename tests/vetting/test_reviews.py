"""A person's review in township and county: opinions, conclusions, rounds, what is told, who looks at what."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import scope_of
from protect.models import Reveal
from tests.factories import TOWNSHIP, make_officer
from tests.vetting.factories import (
    ORGANISER,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_review,
    make_reviewer,
    problem,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.models import Conclusion, Opinion, Review, Told, TownshipReview
from vetting.models.reviews import TownshipAnswer
from vetting.queries.cases import conclusions_of
from vetting.services.conclusions import issue_conclusions

pytestmark = pytest.mark.django_db


@pytest.fixture
def liaison():
    return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)


@pytest.fixture
def open_review():
    publish_bars()
    return make_review(agreed=False)


def township_payload(**changes):
    values = {"version": "0", "opinion": "", "refused_for": "", "signer": "", "signed_on": ""}
    values |= dict.fromkeys(("form_complete", "age_met", "residence_met", "pledge_signed"), "True")
    values |= {f"answer_N{number:02}": "clear" for number in range(1, 16)}
    values |= {f"facts_N{number:02}": "" for number in range(1, 16)}
    return values | changes


SIGNED = {"opinion": "agree", "signer": "赵镇长", "signed_on": "2026-11-02"}


def send(client, review, **changes):
    return client.post(reverse("vetting:township", args=[review.pk]), township_payload(**changes))


def test_the_township_answers_every_bar_and_signs(client, liaison, open_review):
    client.force_login(liaison)
    assert send(client, open_review, **SIGNED).status_code == 302
    township = TownshipReview.objects.get()
    assert (township.opinion, township.signer, township.entered_by) == ("agree", "赵镇长", liaison)
    assert township.answers.count() == 15


def test_half_of_it_is_kept_for_later(client, liaison, open_review):
    client.force_login(liaison)
    assert send(client, open_review, answer_N03="", pledge_signed="").status_code == 302
    township = TownshipReview.objects.get()
    assert (township.pledge_signed, township.opinion, township.answers.count()) == (None, "", 14)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (SIGNED | {"answer_N03": ""}, "answer_N03"),
        (SIGNED | {"answer_N03": "unknown"}, "answer_N03"),
        ({"answer_N03": "problem"}, "facts_N03"),
        (SIGNED | {"pledge_signed": "False"}, "opinion"),
        (SIGNED | {"pledge_signed": ""}, "opinion"),
        (SIGNED | {"signer": ""}, "signer"),
        (SIGNED | {"signed_on": "2999-01-01"}, "signed_on"),
        (SIGNED | {"opinion": "refuse"}, "refused_for"),
        (SIGNED | {"opinion": "refuse", "refused_for": "PLEDGE"}, "refused_for"),
        (SIGNED | {"opinion": "refuse", "refused_for": "N03"}, "refused_for"),
        (SIGNED | {"refused_for": "N03"}, "refused_for"),
        (SIGNED | {"opinion": "perhaps"}, "opinion"),
    ],
)
def test_a_refused_form_says_where_and_writes_nothing(client, liaison, open_review, changes, field):
    client.force_login(liaison)
    response = send(client, open_review, **changes)
    assert field in response.context["form"].errors
    assert response.context["form"]["signer"].value() == changes.get("signer", "")
    assert not TownshipReview.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"refused_for": "PLEDGE", "pledge_signed": "False"},
        {"refused_for": "N14", "answer_N14": "problem", "facts_N14": "连续两年不称职"},
    ],
)
def test_a_refusal_names_its_code(client, liaison, open_review, changes):
    client.force_login(liaison)
    assert send(client, open_review, **(SIGNED | {"opinion": "refuse"} | changes)).status_code == 302
    verdict = conclusions_of([open_review.pk])[open_review.pk]
    assert (verdict.outcome, verdict.code) == ("not_qualified", changes["refused_for"])


@pytest.mark.parametrize(
    "first", [{"answer_N03": ""}, {"answer_N03": "problem", "facts_N03": "2024年受到处罚"}, {"pledge_signed": "False"}]
)
def test_two_in_one_township_do_not_overwrite_each_other(client, liaison, open_review, first):
    client.force_login(liaison)
    send(client, open_review, **first)
    late = send(client, open_review, **SIGNED)  # still from version 0
    assert late.context["form"].differences
    assert TownshipReview.objects.get().opinion == ""
    assert "problem" not in first.values() or TownshipAnswer.objects.get(answer="problem").facts == "2024年受到处罚"


def test_once_sent_the_townships_review_stays(client, liaison):
    batch = make_batch()
    review = Review.objects.get(entry__batch=batch)
    client.force_login(liaison)
    version = str(review.township_review.version)
    response = send(client, review, **SIGNED, version=version, pledge_signed="False")
    assert "stays as it is" in response.content.decode()
    assert TownshipReview.objects.get().pledge_signed is True


def test_another_townships_person_does_not_exist(client, open_review):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, "140431101"))
    assert client.get(reverse("vetting:township", args=[open_review.pk])).status_code == 404
    assert send(client, open_review, **SIGNED).status_code == 404


def conclude(review, name="结论"):
    return issue_conclusions(scope=ORGANISER, user=make_organiser(name), reviews=[review.pk])


def refused_batch(document="（2012）刑初47号"):
    """A batch whose only person the police report for a crime, with a document."""
    batch = make_batch()
    sheet = sheet_of(batch)
    reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
    answer(sheet, reviewer, **problem(bar="N03", facts="因故意伤害罪被判刑", document_number=document))
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    answer_all(batch)
    return batch


def test_a_clean_person_is_qualified_with_the_day_and_the_law_of_it():
    batch = make_batch()
    answer_all(batch)
    [conclusion] = conclude(Review.objects.get())
    assert (conclusion.outcome, conclusion.code, conclusion.as_of) == ("qualified", "", timezone.localdate())
    assert conclusion.rulebook == "cn-2026"
    assert {finding["rule"] for finding in conclusion.findings} >= {"departments_answered", "answers_signed"}
    assert conclude(Review.objects.get(), "再") == []  # nothing new follows


def test_without_the_signatures_nothing_is_concluded():
    batch = make_batch()
    answer_all(batch, sign=False)
    assert conclude(Review.objects.get()) == []


def test_a_proven_bar_of_the_law_refuses_at_once():
    refused_batch()
    [conclusion] = conclude(Review.objects.get())
    assert (conclusion.outcome, conclusion.code) == ("not_qualified", "N03")


def test_an_unproven_one_waits_for_the_consultation():
    refused_batch(document="")
    assert conclude(Review.objects.get()) == []
    assert conclusions_of([Review.objects.get().pk]).popitem()[1].consult


def test_the_database_changes_no_conclusion():
    refused_batch()
    [conclusion] = conclude(Review.objects.get())
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Conclusion.objects.filter(pk=conclusion.pk).update(outcome="qualified", code="")


def test_an_objection_is_looked_at_by_another_officer():
    refused_batch()
    first = Review.objects.get()
    [before] = conclude(first, "甲")
    with pytest.raises(ValidationError):
        services.review_again(
            scope=ORGANISER, user=before.officer, review=make_review("别人"), kind="objection"
        )  # no conclusion yet
    again = services.review_again(scope=ORGANISER, user=before.officer, review=first, kind="objection")
    with pytest.raises(ValidationError):
        services.review_again(scope=ORGANISER, user=before.officer, review=first, kind="objection")
    TownshipReview.objects.create(
        review=again,
        bar_list=before.bar_list,
        form_complete=True,
        age_met=True,
        residence_met=True,
        pledge_signed=True,
        opinion="agree",
        signer="赵镇长",
        signed_on=timezone.localdate(),
    )
    batch = make_batch(reviews=[again], user=make_organiser("二"))
    answer_all(batch)
    assert issue_conclusions(scope=ORGANISER, user=before.officer, reviews=[again.pk]) == []
    [after] = conclude(again, "乙")
    assert after.outcome == "qualified"
    row = {"review": again, "number": 2, "outcome": "qualified", "as_of": timezone.localdate(), "rulebook": "cn-2026"}
    with pytest.raises(IntegrityError, match="another officer"), transaction.atomic():
        Conclusion.objects.create(**row, bar_list=before.bar_list, officer=before.officer)


def test_the_person_is_told_the_code_and_nothing_else(client, liaison):
    refused_batch()
    review = Review.objects.get()
    client.force_login(liaison)
    address = reverse("vetting:tell", args=[review.pk])
    assert client.get(address).status_code == 404  # nothing is concluded
    conclude(review)
    page = client.get(address).content.decode()
    assert "N03" in page
    for secret in ("故意伤害", "刑初47号"):
        assert secret not in page + client.get(reverse("vetting:review", args=[review.pk])).content.decode()
    late = client.post(address, {"told_on": "2999-01-01", "way": "当面"})
    assert "told_on" in late.context["form"].errors
    assert client.post(address, {"told_on": "2026-11-20", "way": "乡镇书记当面告知"}).status_code == 302
    told = Told.objects.get()
    assert (told.code, told.told_by, told.told_on) == ("N03", liaison, datetime.date(2026, 11, 20))


def test_details_are_shown_by_duty_for_a_reason_and_on_record(client, liaison):
    refused_batch()
    opinion = Opinion.objects.get(answer="problem")
    address = reverse("vetting:opinion", args=[opinion.pk])
    for stranger in (liaison, make_officer(Role.AUDITOR), make_officer(Role.COUNTY_ADMIN)):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "想看看"}).status_code == 404
    leader = make_officer(Role.COUNTY_LEADER)
    client.force_login(leader)
    assert "故意伤害" not in client.get(address).content.decode()
    assert "故意伤害" not in client.post(address, {"reason": " "}).content.decode()
    assert not Reveal.objects.filter(user=leader).exists()
    assert "故意伤害" in client.post(address, {"reason": "准备会诊"}).content.decode()
    look = Reveal.objects.get(user=leader)
    assert (look.reason, look.field, look.object_pk) == ("准备会诊", "facts", str(opinion.pk))


def test_a_clear_opinion_has_no_detail(client):
    answer_all(make_batch())
    client.force_login(make_organiser("看"))
    assert client.get(reverse("vetting:opinion", args=[Opinion.objects.first().pk])).status_code == 404


def test_the_page_leads_from_one_step_to_the_next(client, liaison):
    batch = refused_batch()
    review = Review.objects.get()
    officer = make_organiser("看")
    client.force_login(officer)
    address = reverse("vetting:review", args=[review.pk])
    page = client.get(address)
    assert len(page.context["board"]) == 4
    assert page.context["may_conclude"]
    assert client.post(reverse("vetting:conclude", args=[review.pk])).status_code == 302
    assert Conclusion.objects.get().officer == officer
    assert not client.get(address).context["may_conclude"]
    again = client.post(reverse("vetting:again", args=[review.pk]), {"kind": "objection"})
    following = Review.objects.get(round=2)
    assert again.url == reverse("vetting:review", args=[following.pk])
    assert [found.round for found in client.get(again.url).context["rounds"]] == [1, 2]
    assert client.post(reverse("vetting:again", args=[review.pk]), {"kind": "whim"}, follow=True).status_code == 200
    assert batch.entries.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_more_persons(client, count, django_assert_max_num_queries):
    publish_bars()
    for number in range(count):
        make_review(f"王{'甲乙丙'[number]}")
    client.force_login(make_organiser("看"))
    with django_assert_max_num_queries(13):
        page = client.get(reverse("vetting:person_list"))
    assert len(page.context["listing"].page.object_list) == count


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"township": "open"}, 1),
        ({"township": "agree"}, 1),
        ({"outcome": "pending"}, 2),
        ({"outcome": "untold"}, 0),
        ({"q": "小红"}, 1),
    ],
)
def test_the_filters_of_the_list(client, asked, found):
    publish_bars()
    make_review("王小明", agreed=False)
    make_review("李小红")
    client.force_login(make_organiser("看"))
    assert client.get(reverse("vetting:person_list"), asked).context["listing"].page.paginator.count == found


def test_who_may_not_conclude(client, liaison):
    refused_batch()
    review = Review.objects.get()
    client.force_login(liaison)
    assert client.post(reverse("vetting:conclude", args=[review.pk])).status_code == 404
    with pytest.raises(Http404):
        issue_conclusions(scope=scope_of(liaison), user=liaison, reviews=[review.pk])
