"""A document is made once for the same facts, replaced when they change, withdrawn with a reason, and never changed."""

import datetime
import json
from io import BytesIO

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.models import Election
from filings.checking import check_file, check_number
from filings.facts import sm3
from filings.kinds import kind_of
from filings.models import Document, Standing, Wording
from filings.services import NotWhole, issue, reword, withdraw
from tests.factories import COUNTY

KIND = kind_of("announcement-election-day")
SCOPE = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


def _issue(election, **more):
    return issue(scope=SCOPE, kind=KIND, thing=election, user=None, **more)


def test_the_same_facts_give_the_same_document_with_its_first_date(election):
    first, made = _issue(election, on=datetime.date(2026, 11, 10))
    again, made_again = _issue(election, on=datetime.date(2026, 11, 12))
    assert (made, made_again) == (True, False)
    assert again.number == first.number
    assert again.issued_on == datetime.date(2026, 11, 10)
    assert Document.objects.count() == 1


def test_other_facts_make_a_new_document_that_names_the_old(election):
    first, _made = _issue(election)
    Election.objects.filter(pk=election.pk).update(election_day=datetime.date(2026, 12, 20))
    second, made = _issue(KIND.subjects_below(COUNTY).get())
    assert made
    assert second.replaces == first
    assert check_file(first.pdf).standing is Standing.SUPERSEDED
    assert check_file(second.pdf).standing is Standing.GENUINE
    # Back to the first facts: again a new paper, for the first one has been replaced.
    Election.objects.filter(pk=election.pk).update(election_day=election.election_day)
    third, made = _issue(KIND.subjects_below(COUNTY).get())
    assert made
    assert third.digest == first.digest
    assert len({first.number, second.number, third.number}) == 3


def test_the_paper_carries_number_digest_and_facts(election):
    document, _made = _issue(election)
    reader = pypdf.PdfReader(BytesIO(document.pdf))
    text = reader.pages[0].extract_text()
    assert document.number in text
    assert document.digest[:32] in text
    [attached] = reader.attachments["facts.json"]
    assert sm3(attached) == document.digest
    assert json.loads(attached)["facts"]["election_day"] == "2026-12-14"
    assert sm3(document.pdf) == document.sm3
    assert (document.pages, document.size) == (1, len(document.pdf))


def test_one_byte_more_and_the_register_does_not_know_the_file(election):
    document, _made = _issue(election)
    assert check_file(document.pdf + b"\n").standing is Standing.UNKNOWN


@pytest.mark.parametrize("form", ["{}", " {} ", "文书编号 {}", "{} 9F3C"])
def test_a_number_is_found_as_it_is_typed(election, form):
    document, _made = _issue(election)
    for number in (document.number, document.number.lower(), document.number.replace("-", "")):
        assert check_number(form.format(number)).document == document
    assert check_number("140431-00000-00000").standing is Standing.UNKNOWN
    assert check_number("hello").standing is Standing.UNKNOWN


def test_what_is_missing_is_found_before_anything_is_printed(election):
    Election.objects.filter(pk=election.pk).update(election_day=None)
    with pytest.raises(NotWhole) as refused:
        _issue(KIND.subjects_below(COUNTY).get())
    assert [gap.detail for gap in refused.value.gaps] == ["选举日"]
    assert not Document.objects.exists()


def test_a_withdrawn_document_says_so_and_its_facts_may_be_printed_anew(election, organiser):
    first, _made = _issue(election)
    with pytest.raises(ValidationError):
        withdraw(scope=SCOPE, document=first, user=organiser, reason=" 错 ")
    withdraw(scope=SCOPE, document=first, user=organiser, reason="日期有误，重新发布")
    with pytest.raises(ValidationError):
        withdraw(scope=SCOPE, document=first, user=organiser, reason="日期有误，重新发布")
    assert check_file(first.pdf).standing is Standing.WITHDRAWN
    second, made = _issue(election)
    assert made
    assert second.number != first.number
    assert check_file(first.pdf).standing is Standing.WITHDRAWN


def test_nobody_outside_the_division_makes_it(election):
    elsewhere = Scope((Grant(Role.TOWNSHIP_LIAISON, "140431101", ""),))
    with pytest.raises(Http404):
        issue(scope=elsewhere, kind=KIND, thing=election, user=None)


@pytest.mark.parametrize("statement", ["UPDATE filings_document SET sm3 = ''", "DELETE FROM filings_document"])
def test_the_database_keeps_the_register_as_it_is(election, statement):
    _issue(election)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_stored_file_and_facts_are_encrypted(election):
    document, _made = _issue(election)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, facts FROM filings_document")
        content, facts = cursor.fetchone()
    assert b"%PDF" not in bytes(content)
    assert "城西村" not in facts
    assert document.pdf.startswith(b"%PDF")


def test_a_county_puts_passages_in_its_own_words_version_by_version(election, organiser):
    first, _made = _issue(election)
    texts = {"ordinal": "第2号", "basis": "按照《{term}》的<b>部署</b>"}
    assert reword(scope=SCOPE, county_code=COUNTY, user=organiser, kind=KIND, texts=texts) == 2
    assert reword(scope=SCOPE, county_code=COUNTY, user=organiser, kind=KIND, texts=texts) == 0
    second, made = _issue(election)
    assert made
    assert second.replaces == first
    text = pypdf.PdfReader(BytesIO(second.pdf)).pages[0].extract_text()
    assert "第2号" in text
    assert "按照《第十三届》的<b>部署</b>" in text.replace("\n", "")
    reword(scope=SCOPE, county_code=COUNTY, user=organiser, kind=KIND, texts={"ordinal": "", "basis": ""})
    assert list(Wording.objects.filter(passage="ordinal").values_list("version", "text")) == [(1, "第2号"), (2, "")]
    third, _made = _issue(election)
    assert third.digest == first.digest
    with pytest.raises(ValidationError):
        reword(scope=SCOPE, county_code=COUNTY, user=organiser, kind=KIND, texts={"nothing": "x"})
