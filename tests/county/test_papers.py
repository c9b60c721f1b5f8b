"""Every kind of document of the demonstration county: complete facts become a paper, a missing one a finding."""

import dataclasses
import re
from copy import copy
from io import BytesIO
from typing import Any

import pypdf
import pytest

from filings.engine.fonts import ALLOWED
from filings.kinds import Kind, kinds
from filings.papers import Issue, Paper
from filings.services import paper_of
from filings.wording import words_of
from tests.county.conftest import County
from tests.factories import COUNTY
from tests.filings.papers import DAY

# They count when they are asked, for they are of the day on which they are made (test_figures.py).
COUNTED = ("report-township", "report-county", "progress-township", "progress-county")
TYPED = {"period": "2026年12月5日8时至18时", "reference": "沁河发〔2026〕31号", "signer": "李卫国"}
_TRIED = 60
every_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)


def typed_for(kind: Kind) -> dict[str, str]:
    """What the maker types for one document, besides what the county's wording says."""
    return {name: text for name, text in TYPED.items() if name in kind.asks}


def whole_paper(kind: Kind) -> Paper:
    """The first document of a kind for which the county knows everything."""
    words = words_of(COUNTY)
    things = kind.subject.rows(kind.among)[:_TRIED]
    papers = [paper_of(kind, thing, words=words, typed=typed_for(kind)) for thing in things]
    whole = next((paper for paper in papers if not paper.gaps), None)
    assert whole is not None, {gap.detail for paper in papers for gap in paper.gaps}
    return whole


@every_kind
def test_complete_facts_become_a_paper_in_allowed_faces_that_says_whose_it_is(county: County, kind: Kind):
    paper = whole_paper(kind)
    printed = paper.print(Issue(paper.number(), paper.facts.dated or DAY))
    pages = pypdf.PdfReader(BytesIO(printed.pdf)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert "".join(str(getattr(paper.facts, "name", paper.facts.issuer)).split()) in text
    assert "None" not in text
    assert {face for page in pages for face in _faces(page)} <= ALLOWED


def _faces(page: Any) -> set[str]:
    found = page["/Resources"].get("/Font", {})
    names = [str(found[name].get_object()["/BaseFont"]) for name in found]
    return {re.sub(r"^/[A-Z]{6}\+|-(Bold|Regular)$", "", name) for name in names}


@every_kind
def test_a_missing_fact_is_a_finding_that_names_it(county: County, kind: Kind):
    facts = whole_paper(kind).facts
    for field in dataclasses.fields(facts):
        value = getattr(facts, field.name)
        if field.metadata["optional"] or isinstance(value, int):
            continue
        lacking = copy(facts)
        object.__setattr__(lacking, field.name, () if isinstance(value, tuple) else None)
        assert [gap.detail for gap in kind.gaps(lacking)] == [field.metadata["label"]]


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.code not in COUNTED], ids=lambda kind: kind.code)
def test_facts_are_taken_from_what_was_loaded_at_once(county: County, kind: Kind, django_assert_num_queries):
    words, things = words_of(COUNTY), list(kind.subject.rows(kind.among)[:3])
    with django_assert_num_queries(0):
        for thing in things:
            assert paper_of(kind, thing, words=words, typed=typed_for(kind)).facts.issuer


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.wording], ids=lambda kind: kind.code)
def test_every_passage_has_a_name_for_the_page_of_wordings(kind: Kind):
    assert all(kind.label_of(passage) for passage in kind.wording)
