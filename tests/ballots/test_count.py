"""Cases of counting, each with the rule it comes from."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.ballots.records import elected, failed, following, party, record, verdict_of

SECOND, TIE = "second_round", "tie_vote"


@dataclass(frozen=True)
class Case:
    """A record and what must come of it; `elected` is `name:post` words, `next` as records.following gives it."""

    source: str
    raw: dict[str, Any]
    status: str
    elected: str = ""
    next: tuple[tuple[str, str, int, str], ...] = ()
    fails: str = ""
    cites: str = ""


def one(votes: dict[str, int], *, seats: int = 1, **changes: Any) -> dict[str, Any]:
    """A record of members alone."""
    return record({"member": votes}, seats={"member": seats}, **changes)


TURNOUT = (
    Case(
        "OLVC-2025 art. 18: half of the roll is not more than half",
        record(papers={"returned": 450}),
        "void",
        fails="turnout",
        cites="第十八条",
    ),
    Case("OLVC-2025 art. 18: one more than half", record(papers={"returned": 451}), "complete", "A:director"),
    Case("OLVC-2018 art. 15: the old article is cited", record(rulebook="cn-2018"), "complete", "A:director", cites="第十五条"),
    Case("3.10: households more than half: 450 of 900 is not", record(body="residents_committee", method="households", papers={"returned": 450}), "void", fails="turnout"),
    Case("3.10: households more than half: 451 of 900", record(body="residents_committee", method="households", papers={"returned": 451}), "complete", "A:director"),
    Case("3.10: two thirds of the representatives is not more", one({"A": 40}, body="residents_committee", method="representatives", electors=90, papers={"returned": 60, "issued": 60}), "void", fails="turnout"),
    Case("3.10: voters are the default", record(body="residents_committee", papers={"returned": 450}), "void", fails="turnout", cites="城市居民委员会组织法"),
    Case("1.5, OLVC-2025 arts. 37 and 30: two thirds of the representatives suffice", one({"A": 40}, body="supervisory_committee", method="representatives", electors=90, papers={"returned": 60, "issued": 60}), "complete", "A:member", cites="第三十七条"),
    Case("3.6: law silent, the safest default demands turnout in round 2", one({"A": 200}, round=2, papers={"returned": 450}), "void", fails="turnout"),
    Case("3.6: a province may not demand it", one({"A": 200}, round=2, papers={"returned": 450}, overrides={"second_round_turnout": False}), "complete", "A:member"),
    Case("3.6: round 1 demands it whatever the override", record(papers={"returned": 450}, overrides={"second_round_turnout": False}), "void", fails="turnout"),
    Case("3.6: nobody voted", one({"A": 0}, electors=0, papers={"returned": 0, "issued": 0}), "void", fails="turnout"),
)  # fmt: skip

CONTRADICTIONS = (
    Case("count.md: more papers than electors", record(electors=499), "refused", fails="figures.roll"),
    Case("count.md: as many papers as electors is possible", record(electors=500), "complete", "A:director"),
    Case("count.md: more votes for a name than papers", one({"A": 501}, seats=2), "refused", fails="figures.votes"),
    Case("count.md: a name on every paper is possible", one({"A": 500}), "complete", "A:member"),
    Case("count.md: more choices than papers × seats", one({"A": 400, "B": 400, "C": 201}, seats=2), "refused", fails="figures.choices"),
    Case("count.md: as many choices as papers × seats", one({"A": 400, "B": 400, "C": 200}, seats=2), "complete", "A:member B:member"),
    Case("count.md: one seat, choices and spoiled papers exceed the papers", record({"director": {"A": 300, "B": 191}}, papers={"spoiled": 10}), "refused", fails="figures.choices_spoiled"),
    Case("count.md: one seat, choices and spoiled papers make up the papers", record({"director": {"A": 300, "B": 190}}, papers={"spoiled": 10}), "complete", "A:director"),
    Case("count.md: several seats, spoiled papers are not set against choices", one({"A": 499, "B": 499}, seats=2, papers={"spoiled": 10}), "complete", "A:member B:member"),
    Case("11.4: more spoiled papers than papers", one({"A": 300}, seats=2, papers={"spoiled": 501}), "refused", fails="figures.spoiled"),
    Case("11.4: more blank papers than papers", one({"A": 300}, papers={"blank": 501}), "refused", fails="figures.blank"),
    Case("11.4: spoiled and blank together exceed: a local label may explain it", one({"A": 300}, seats=2, papers={"spoiled": 300, "blank": 300}), "further_vote", "A:member", ((SECOND, "member", 1, ""),), fails="figures.spoiled_blank"),
    Case("11.4: more signed in than on the roll", record(papers={"voters": 901}), "refused", fails="figures.voters"),
    Case("11.4: more issued than printed", record(papers={"printed": 499}), "refused", fails="figures.printed"),
    Case("2.3: more present than due", party({"A": 30}, present=46), "refused", fails="figures.present"),
    Case("count.md: contradictions come before excess papers", record(electors=400, papers={"issued": 450}), "refused", fails="figures.roll"),
    Case("count.md: contradictions come before turnout", one({"A": 401}, papers={"returned": 400}), "refused", fails="figures.votes"),
    Case("count.md: Party papers above those due contradict", party({"A": 30}, papers={"returned": 46}), "refused", fails="figures.roll"),
)  # fmt: skip

EXCESS = (
    Case("ZJ 27, SH 19, BJ 28: more papers than voters", record(papers={"voters": 499}), "void", fails="papers.excess"),
    Case("count.md: voters, where given, decide and not the issued", record(papers={"voters": 500, "issued": 490}), "complete", "A:director", fails="papers.excess"),
    Case("HEN 35: an override compares with the issued", record(papers={"voters": 500, "issued": 490}, overrides={"excess_comparator": "issued"}), "void", fails="papers.excess"),
    Case("ZJ 27: an override compares with the voters", record(papers={"voters": 500, "issued": 490}, overrides={"excess_comparator": "voters"}), "complete", "A:director"),
    Case("8.4: fewer papers than issued is fine", record(papers={"issued": 600}), "complete", "A:director"),
    Case("count.md: excess comes before turnout, both are void", one({"A": 300}, papers={"returned": 400, "issued": 399}), "void", fails="papers.excess"),
    Case("2.3: Party papers above those present", party({"A": 30}, papers={"returned": 41}), "void", fails="papers.excess"),
    Case("2.3: Party, older forms: papers above the issued are checked too", party({"A": 30}, papers={"returned": 40, "issued": 39}), "void", fails="papers.excess"),
    Case("HEN 35: Henan's rulebook compares with the issued", record(rulebook="cn-2026-henan", papers={"voters": 500, "issued": 499}), "void", fails="papers.excess", cites="第三十五条"),
    Case("ZJ 27: Zhejiang's rulebook compares with the voters", record(rulebook="cn-2026-zhejiang", papers={"voters": 499}), "void", fails="papers.excess", cites="第二十七条"),
)  # fmt: skip

SEATS = (
    Case("18: half of the papers is not more than half", record({"director": {"A": 250, "B": 200}}), "further_vote", "", ((SECOND, "director", 1, "AB"),)),
    Case("18: the base is all papers, blanks included (8.1)", record({"director": {"A": 240, "B": 100}}, papers={"blank": 100}), "further_vote", "", ((SECOND, "director", 1, "AB"),)),
    Case("3.6: more over half than seats: by votes", one({"A": 300, "B": 290, "C": 280}, seats=2), "complete", "A:member B:member"),
    Case("3.6: fewer over half than seats: second round, one candidate more than seats", one({"A": 300, "B": 200, "C": 150, "D": 100}, seats=2), "further_vote", "A:member", ((SECOND, "member", 1, "BC"),)),
    Case("3.6: second round: equal votes at the end of the list all stand", one({"A": 300, "B": 200, "C": 150, "D": 150}, seats=2), "further_vote", "A:member", ((SECOND, "member", 1, "BCD"),)),
    Case("18: nobody got a vote", one({"A": 0, "B": 0}), "further_vote", "", ((SECOND, "member", 1, "AB"),)),
    Case("18: no names at all", record({"director": {}}), "further_vote", "", ((SECOND, "director", 1, ""),)),
    Case("18: a post without seats elects nobody", record({"director": {"A": 300}, "deputy": {}}, seats={"deputy": 0}), "complete", "A:director"),
    Case("3.7: one winner for two posts keeps the higher", record({"director": {"A": 300}, "member": {"A": 400, "B": 260, "C": 255}}, seats={"member": 2}), "complete", "A:director B:member C:member"),
    Case("3.7: the freed seat without another over half", record({"director": {"A": 300}, "member": {"A": 400, "B": 90}}), "further_vote", "A:director", ((SECOND, "member", 1, "B"),)),
    Case("3.6: elected for a lower post, not a candidate for the higher again", record({"director": {"A": 200, "B": 200}, "member": {"B": 300}}), "further_vote", "B:member", ((SECOND, "director", 1, "A"),)),
)  # fmt: skip

TIES = (
    Case("ZJ 28, SH 20, BJ 29, HEN 36: three equal for two seats", one({"A": 260, "B": 260, "C": 260}, seats=2), "further_vote", "", ((TIE, "member", 2, "ABC"),)),
    Case("8.16: all the tied vote again, those above are elected", one({"A": 300, "B": 260, "C": 260, "D": 260}, seats=3), "further_vote", "A:member", ((TIE, "member", 2, "BCD"),)),
    Case("count.md: equal votes with seats for all are no tie", one({"A": 260, "B": 260}, seats=2), "complete", "A:member B:member"),
    Case("count.md: equal votes under the threshold are no tie", one({"A": 300, "B": 200, "C": 200}, seats=2), "further_vote", "A:member", ((SECOND, "member", 1, "BC"),)),
    Case("3.6: the repeated vote: more votes win, no half needed", one({"A": 200, "B": 190}, round="tie"), "complete", "A:member"),
    Case("3.6: the repeated vote ends equal", one({"A": 200, "B": 200}, round="tie"), "further_vote", "", ((TIE, "member", 1, "AB"),)),
    Case("3.6: nobody is elected without a vote", one({"A": 0, "B": 5}, seats=2, round="tie"), "further_vote", "B:member", ((SECOND, "member", 1, "A"),)),
    Case("3.6: round 2: equal at a third", one({"A": 170, "B": 170}, round=2), "further_vote", "", ((TIE, "member", 1, "AB"),)),
    Case("3.6: a seat below that hangs on a tie above is held", record({"director": {"A": 200, "B": 200}, "member": {"A": 260, "C": 240}}, round=2), "further_vote", "", ((TIE, "director", 1, "AB"),), fails="seat.held"),
)  # fmt: skip

SECOND_ROUND = (
    Case("18: a third is enough", one({"A": 100, "B": 99}, round=2, electors=550, papers={"returned": 300, "issued": 300}), "complete", "A:member"),
    Case("18: less than a third is not", one({"A": 100, "B": 99}, round=2, electors=550, papers={"returned": 301, "issued": 301}), "further_vote", "", ((SECOND, "member", 1, "AB"),)),
    Case("18: more votes win among those at a third", one({"A": 170, "B": 171, "C": 159}, round=2), "complete", "B:member"),
    Case("18: the base is all papers of that round, spoiled ones too", one({"A": 166}, round=2, papers={"spoiled": 100}), "further_vote", "", ((SECOND, "member", 1, "A"),)),
    Case("HEN 38: over half come first", one({"A": 260, "B": 200}, seats=2, round=2, rulebook="cn-2026-henan"), "further_vote", "A:member", ((SECOND, "member", 1, "B"),), cites="第三十八条"),
    Case("HEN 38: nobody over half, then at a third", one({"A": 240, "B": 200}, seats=2, round=2, rulebook="cn-2026-henan"), "complete", "A:member B:member"),
    Case("2.3: the Party's second vote wants more than half too", party({"A": 20}, round=2), "further_vote", "", ((SECOND, "committee_member", 1, "A"),)),
    Case("2.3: the quorum holds in every round", party({"A": 30}, round=2, present=35, papers={"returned": 35}, overrides={"second_round_turnout": False}), "void", fails="quorum"),
    Case("SH 21: three elected, seats may stay empty", one({"A": 300, "B": 300, "C": 300, "D": 100}, seats=4, rulebook="cn-2026-shanghai", papers={"voters": 500}), "further_vote", "A:member B:member C:member", ((SECOND, "member", 1, "D"),), cites="第二十一条"),
)  # fmt: skip

CARRY = (
    Case("3.6 adding down: director's votes count for deputy", record({"director": {"A": 260, "B": 200}, "deputy": {"B": 60, "C": 240}}, overrides={"carry_down": "count"}), "complete", "A:director B:deputy"),
    Case("3.6: without adding down the same votes elect nobody", record({"director": {"A": 260, "B": 200}, "deputy": {"B": 60, "C": 240}}), "further_vote", "A:director", ((SECOND, "deputy", 1, "BC"),)),
    Case("3.6: never upward", record({"director": {"A": 240}, "deputy": {"A": 200, "B": 260}}, overrides={"carry_down": "count"}), "further_vote", "A:deputy", ((SECOND, "director", 1, ""),)),
    Case("3.6: from both higher posts to member", record({"director": {"A": 300, "B": 100}, "deputy": {"B": 100, "C": 300}, "member": {"B": 60}}, overrides={"carry_down": "count"}), "complete", "A:director C:deputy B:member"),
    Case("3.6: who is elected above carries nothing down", record({"director": {"A": 300}, "deputy": {"A": 10, "B": 260}}, overrides={"carry_down": "count"}), "complete", "A:director B:deputy"),
    Case("HEN 25: at nomination only: nothing is added in the count", record({"director": {"A": 260, "B": 200}, "deputy": {"B": 60, "C": 240}}, rulebook="cn-2026-henan"), "further_vote", "A:director", ((SECOND, "deputy", 1, "BC"),)),
)  # fmt: skip

WOMEN = (
    Case("SD-E-2011 25 (i): over half = seats, a woman among them", one({"A": 300, "B": 290}, seats=2, men="A", women="B", overrides={"women_rule": "women_first"}), "complete", "A:member B:member"),
    Case("SD-E-2011 25 (ii): more over half than seats: the woman first", one({"A": 300, "B": 290, "C": 280, "D": 270}, seats=3, men="ABC", women="D", overrides={"women_rule": "women_first"}), "complete", "A:member B:member D:member", cites="women_rule"),
    Case("SD-E-2011 25 (ii): a woman seated by votes changes nothing", one({"A": 300, "B": 290, "C": 280}, seats=2, men="AC", women="B", overrides={"women_rule": "women_first"}), "complete", "A:member B:member"),
    Case("SD-E-2011 25 (ii): of two women the one with more votes", one({"A": 300, "B": 290, "C": 280, "D": 270, "E": 260}, seats=3, men="ABC", women="DE", overrides={"women_rule": "women_first"}), "complete", "A:member B:member D:member"),
    Case("SD-E-2011 25 (ii): two women with equal votes vote again", one({"A": 300, "B": 290, "C": 280, "D": 270, "E": 270}, seats=3, men="ABC", women="DE", overrides={"women_rule": "women_first"}), "further_vote", "A:member B:member", ((TIE, "member", 1, "DE"),)),
    Case("SD-E-2011 25 (iii): over half = seats, no woman: a seat kept back", one({"A": 300, "B": 290, "C": 100}, seats=2, men="AB", women="C", overrides={"women_rule": "women_first"}), "further_vote", "A:member", ((SECOND, "member", 1, "C"),)),
    Case("SD-E-2011 25 (iv): fewer than seats: a second round, nothing kept back", one({"A": 300, "B": 200, "C": 100}, seats=2, men="AB", women="C", overrides={"women_rule": "women_first"}), "further_vote", "A:member", ((SECOND, "member", 1, "BC"),)),
    Case("SD-E-2011 25 (iv): in the second round the woman first", one({"A": 200, "B": 170}, round=2, men="A", women="B", overrides={"women_rule": "women_first"}), "complete", "B:member"),
    Case("SD-E-2011 25: a woman elected director is a woman elected", record({"director": {"A": 300}, "member": {"B": 290, "D": 285, "C": 280}}, seats={"member": 2}, women="AC", men="BD", overrides={"women_rule": "women_first"}), "complete", "A:director B:member D:member"),
    Case("SD-E-2011 25 by Shandong's own rulebook", one({"A": 300, "C": 290, "B": 280}, seats=2, men="AC", women="B", rulebook="cn-2026-shandong"), "complete", "A:member B:member", cites="第二十五条"),
    Case("SD-E-2011 25: the woman seated already is known from `seated`", one({"A": 200, "B": 170}, round=2, men="A", women="B", seated=[{"name": "W", "post": "director", "sex": "F"}], overrides={"women_rule": "women_first"}), "complete", "A:member"),
    Case("SD-E-2011 25: a woman stands in a tie above: the seat that may be a woman's is held", record({"director": {"A": 200, "B": 200}, "member": {"C": 300, "D": 290}}, seats={"member": 2}, round=2, women="A", men="BCD", overrides={"women_rule": "women_first"}), "further_vote", "C:member", ((TIE, "director", 1, "AB"),), fails="seat.held women.first"),
    Case("SD-E-2011 25 (ii): the woman goes before a relative with equal votes", one({"A": 300, "B": 260, "C": 260, "D": 255}, seats=3, women="C", men="ABD", relatives=[["B", "C", "sibling"]], overrides={"women_rule": "women_first"}), "complete", "A:member C:member D:member", fails="relatives.apart"),
    Case("SD-E-2011 25 and 3.7: the only woman is kept out by a relative with more votes", one({"A": 300, "B": 290, "C": 260}, seats=2, women="C", men="AB", relatives=[["A", "C", "child"]], overrides={"women_rule": "women_first"}), "further_vote", "A:member", ((SECOND, "member", 1, ""),)),
    Case("SD-E-2011 25: in a tie vote more votes win, woman or man", one({"A": 250, "B": 200}, round="tie", women="B", men="A", overrides={"women_rule": "women_first"}), "complete", "A:member"),
    Case("count.md: women_rule none: nobody is seated differently, a finding warns", one({"A": 300, "B": 150}, men="A", women="B"), "complete", "A:member", fails="women.elected", cites="第八条"),
    Case("ZJ 21, 29: in the women's column only women are seated", record({"director": {"A": 310}, "woman": {"B": 310, "C": 260}}, men="B", women="C", posts=[{"post": "director", "seats": 1}, {"post": "woman", "seats": 1, "women": True}], papers={"returned": 600, "issued": 600}, overrides={"women_rule": "column"}), "further_vote", "A:director", ((SECOND, "woman", 1, "C"),), fails="women.post"),
    Case("BJ 3: a reserved post goes to the woman over half", record({"woman": {"B": 240, "C": 260}}, men="B", women="C", posts=[{"post": "woman", "seats": 1, "women": True}], overrides={"women_rule": "reserved_post"}), "complete", "C:woman"),
    Case("ZJ 29: the column is kept until it is filled", record({"woman": {"B": 100, "C": 200}}, women="BC", posts=[{"post": "woman", "seats": 1, "women": True}], overrides={"women_rule": "column"}), "further_vote", "", ((SECOND, "woman", 1, "BC"),)),
)  # fmt: skip

RELATIVES = (
    Case("ZJ 31, HEN 8: the higher post stays", record({"director": {"A": 260}, "member": {"B": 400, "C": 280, "D": 260}}, seats={"member": 2}, relatives=[["A", "B", "spouse"]]), "complete", "A:director C:member D:member", fails="relatives.apart"),
    Case("ZJ 31: the freed seat goes to a further vote when nobody is over half", record({"director": {"A": 260}, "member": {"B": 400, "C": 90}}, relatives=[["A", "B", "spouse"]]), "further_vote", "A:director", ((SECOND, "member", 1, "C"),)),
    Case("ZJ 31: equal votes within a post: the two vote again, the next moves up", one({"A": 300, "B": 300, "C": 280}, seats=2, relatives=[["A", "B", "sibling"]]), "further_vote", "C:member", ((TIE, "member", 1, "AB"),), fails="relatives.tie"),
    Case("ZJ 31: round two fills from a third", one({"A": 200, "B": 180, "C": 170}, seats=2, round=2, relatives=[["A", "B", "parent"]]), "complete", "A:member C:member"),
    Case("ZJ 31: a relative kept out bars nobody", one({"A": 300, "B": 290, "C": 280}, seats=2, relatives=[["A", "B", "sibling"], ["B", "C", "sibling"]]), "complete", "A:member C:member"),
    Case("3.7: relatives of whom only one has the votes", one({"A": 300, "B": 200, "C": 280}, seats=2, relatives=[["A", "B", "spouse"]]), "complete", "A:member C:member"),
    Case("3.7: grandparents are near relatives by the Civil Code from 2026", one({"A": 300, "B": 290}, seats=2, relatives=[["A", "B", "grandparent"]]), "further_vote", "A:member", ((SECOND, "member", 1, ""),), cites="第八条"),
    Case("9: Zhejiang under the old law leaves grandparents out", one({"A": 300, "B": 290}, seats=2, rulebook="cn-2018-zhejiang", papers={"voters": 500}, relatives=[["A", "B", "grandparent"]]), "complete", "A:member B:member", fails="relatives.together"),
    Case("9: Zhejiang under the new law does not", one({"A": 300, "B": 290}, seats=2, rulebook="cn-2026-zhejiang", papers={"voters": 500}, relatives=[["A", "B", "grandparent"]]), "further_vote", "A:member", ((SECOND, "member", 1, ""),)),
    Case("3.7: a relation in other words counts", one({"A": 300, "B": 290}, seats=2, relatives=[["A", "B", "兄弟"]]), "further_vote", "A:member", ((SECOND, "member", 1, ""),)),
    Case("3.7: a seat below waits for a relative's tie above", record({"director": {"A": 200, "B": 200}, "member": {"C": 240, "D": 180}}, round=2, relatives=[["A", "C", "parent"]]), "further_vote", "", ((TIE, "director", 1, "AB"),), fails="seat.held"),
    Case("3.7: a relative who sits already keeps one out", one({"A": 250, "B": 200}, round=2, seated=[{"name": "W", "post": "director"}], relatives=[["W", "A", "child"]]), "complete", "B:member"),
    Case("2.3: the Party's regulation knows no such rule: reported", party({"A": 30, "B": 25}, seats=2, relatives=[["A", "B", "spouse"]]), "complete", "A:committee_member B:committee_member", fails="relatives.together"),
)  # fmt: skip

PARTY = (
    Case("2.3: quorum of exactly four fifths", party({"A": 19}, present=36, papers={"returned": 36}), "complete", "A:committee_member"),
    Case("2.3: one fewer", party({"A": 19}, present=35, papers={"returned": 35}), "void", fails="quorum"),
    Case("2.3: more than half of those present, not of the papers", party({"A": 20}, papers={"returned": 39}), "further_vote", "", ((SECOND, "committee_member", 1, "A"),)),
    Case("2.3: nor of those due", party({"A": 21}), "complete", "A:committee_member"),
    Case("2.3: more winners than seats: by votes", party({"A": 30, "B": 25, "C": 22}, seats=2), "complete", "A:committee_member B:committee_member"),
    Case("2.3: tie at the last seat", party({"A": 30, "B": 25, "C": 25}, seats=2), "further_vote", "A:committee_member", ((TIE, "committee_member", 1, "BC"),)),
    Case("2.4: a failed election is real: nobody elected", party({"A": 20, "B": 20}, seats=1), "further_vote", "", ((SECOND, "committee_member", 1, "AB"),)),
    Case("2.3: nobody present", party({"A": 0}, electors=0, present=0, papers={"returned": 0}), "void", fails="quorum"),
)  # fmt: skip

BY_ELECTION = (
    Case("23: by the procedure of art. 18", one({"A": 251}, kind="by_election"), "complete", "A:member", cites="第二十三条"),
    Case("23, 30: by the representatives: two thirds suffice", one({"A": 21}, kind="by_election", method="representatives", electors=60, papers={"returned": 40, "issued": 40}), "complete", "A:member"),
    Case("23, 30: fewer than two thirds do not", one({"A": 21}, kind="by_election", method="representatives", electors=60, papers={"returned": 39, "issued": 39}), "void", fails="turnout"),
)  # fmt: skip

CASES = (
    *TURNOUT,
    *CONTRADICTIONS,
    *EXCESS,
    *SEATS,
    *TIES,
    *SECOND_ROUND,
    *CARRY,
    *WOMEN,
    *RELATIVES,
    *PARTY,
    *BY_ELECTION,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.source)
def test_count(case: Case):
    verdict = verdict_of(case.raw)

    assert verdict["status"] == case.status
    assert elected(verdict) == {tuple(word.split(":")) for word in case.elected.split()}
    assert following(verdict) == sorted(case.next)
    assert set(case.fails.split()) <= failed(verdict)
    assert any(case.cites in finding["basis"] for finding in verdict["findings"])


def test_every_case_has_its_own_source():
    assert len({case.source for case in CASES}) == len(CASES) >= 60
