"""The conclusion that answers allow, and who is recused: every combination that matters, and what must hold of all."""

import datetime
import itertools
import random

import pytest

from vetting.rules import (
    CLEAR,
    NOT_QUALIFIED,
    PENDING,
    PROBLEM,
    QUALIFIED,
    UNKNOWN,
    Answered,
    Case,
    Law,
    Reviewer,
    Township,
    conclude,
    needs_consultation,
    recused,
)

DAY = datetime.date(2026, 11, 2)
AGREED = Township(opinion="agree", signed_on=DAY)
LAW = Law(review="联审依据", age="时效依据", bars={"crime": "法第十八条"}, valid_days=30)


def verdict(*answers, township=AGREED, sent=True, on=DAY):
    return conclude(Case(township=township, sent=sent, answers=answers), on=on, law=LAW)


def clear(signed_on=DAY, **more):
    return Answered(department="公安", answer=CLEAR, signed_on=signed_on, **more)


def problem(**more):
    return Answered(
        **{"department": "法院", "answer": PROBLEM, "signed_on": DAY, "bar": "N09", "basis": "清单N09"} | more
    )


def law(**more):
    return problem(**{"bar": "N03", "statutory": True, "basis": "法第十八条"} | more)


@pytest.mark.parametrize(
    ("answers", "outcome", "code"),
    [
        ((clear(), clear()), QUALIFIED, ""),
        ((clear(), Answered(department="法院")), PENDING, ""),
        ((clear(), clear(signed_on=None)), PENDING, ""),
        ((clear(), problem()), PENDING, ""),
        ((clear(), problem(documented=True)), PENDING, ""),
        ((clear(), problem(decision="proven")), NOT_QUALIFIED, "N09"),
        ((clear(), problem(decision="unfounded")), QUALIFIED, ""),
        ((clear(), problem(decision="accepted")), QUALIFIED, ""),
        ((clear(), problem(decision="proven", signed_on=None)), PENDING, ""),
        ((clear(), law()), PENDING, ""),
        ((clear(), law(documented=True)), NOT_QUALIFIED, "N03"),
        ((clear(), law(documented=True, decision="accepted")), NOT_QUALIFIED, "N03"),
        ((clear(), law(decision="accepted")), NOT_QUALIFIED, "N03"),
        ((clear(), law(documented=True, decision="unfounded")), QUALIFIED, ""),
        ((clear(), law(documented=True, signed_on=None)), PENDING, ""),
        ((problem(decision="proven"), law(documented=True)), NOT_QUALIFIED, "N03"),
        ((clear(), Answered(department="信访", answer=UNKNOWN, signed_on=DAY)), PENDING, ""),
        ((clear(), Answered(department="信访", answer=UNKNOWN, signed_on=DAY, decision="unfounded")), QUALIFIED, ""),
    ],
)
def test_the_conclusion_follows_from_the_answers(answers, outcome, code):
    found = verdict(*answers)
    assert (found.outcome, found.code) == (outcome, code)


def test_nobody_passes_who_was_not_sent():
    assert verdict(sent=False).outcome == PENDING


@pytest.mark.parametrize("opinion", ["", "refuse"])
def test_nobody_passes_without_the_township(opinion):
    township = Township(opinion=opinion, refused_for="PLEDGE" if opinion else "", signed_on=DAY)
    found = verdict(clear(), township=township)
    assert (found.outcome, found.code) == ((NOT_QUALIFIED, "PLEDGE") if opinion else (PENDING, ""))


def test_it_holds_from_the_oldest_signature_on():
    answers = (clear(signed_on=DAY - datetime.timedelta(days=9)), clear())
    fresh = verdict(*answers, on=DAY + datetime.timedelta(days=21))
    assert (fresh.as_of, fresh.stale) == (DAY - datetime.timedelta(days=9), False)
    assert verdict(*answers, on=DAY + datetime.timedelta(days=22)).stale
    assert fresh.findings[-1].detail == "30/30"


def test_the_findings_name_numbers_and_basis():
    found = {
        finding.rule: finding
        for finding in verdict(clear(), Answered(department="法院"), law(documented=True)).findings
    }
    assert found["departments_answered"].detail == "2/3"
    assert found["answers_signed"].detail == "2/3"
    assert {rule: finding.basis for rule, finding in found.items()} == {
        "township_opinion": "联审依据",
        "departments_answered": "联审依据",
        "answers_signed": "联审依据",
        "problem": "法第十八条",
        "review_age": "时效依据",
    }


def test_what_must_hold_of_every_case():
    """No combination of answers lets somebody pass with one missing, unsigned, unknown, or barred by the law."""
    chance = random.Random(3)
    kinds = list(
        itertools.product(
            ("", CLEAR, PROBLEM, UNKNOWN),
            (None, DAY),
            (False, True),
            (False, True),
            ("", "proven", "unfounded", "accepted"),
        )
    )
    for _ in range(3_000):
        answers = [
            Answered(
                department=f"部门{place}",
                answer=answer,
                signed_on=signed if answer else None,
                bar="N02" if answer == PROBLEM else "",
                statutory=statutory and answer == PROBLEM,
                documented=documented,
                decision=decision if answer in (PROBLEM, UNKNOWN) else "",
            )
            for place, (answer, signed, statutory, documented, decision) in enumerate(chance.choices(kinds, k=4))
        ]
        found = verdict(*answers)
        if found.outcome == QUALIFIED:
            assert all(answer.answer and answer.signed_on for answer in answers)
            assert not any(answer.statutory and answer.decision != "unfounded" for answer in answers)
            assert not any(needs_consultation(answer) for answer in answers)
            assert not any(answer.answer == PROBLEM and answer.decision in ("", "proven") for answer in answers)
        if found.outcome == NOT_QUALIFIED:
            assert found.code
        assert verdict(*reversed(answers)).outcome == found.outcome


@pytest.mark.parametrize(
    ("reviewer", "why"),
    [
        (Reviewer(declared=False), "undeclared"),
        (Reviewer(declared=True), ""),
        (Reviewer(declared=True, person=7), "self"),
        (Reviewer(declared=True, person=1, relatives={7}), "relative"),
        (Reviewer(declared=True, village="140431100201"), "village"),
        (Reviewer(declared=True, person=1, village="140431100299", relatives={8}), ""),
    ],
)
def test_who_is_recused(reviewer, why):
    assert recused(reviewer, person=7, villages={"140431100201", ""}) == why
