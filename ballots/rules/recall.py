"""Recall: whether a motion is admitted, and whether the vote on it carries (OLVC 2025 art. 19, 2018 art. 16)."""

from collections.abc import Iterator, Mapping
from typing import cast

from django.utils.translation import gettext_lazy as _

from ballots.rules.figures import contradictions, excess
from ballots.rules.record import METHODS, Papers, Post, Record, Tally, parse_papers
from ballots.rules.terms import TURNOUTS
from electionadmin.findings import Finding
from elections.rulebooks import Rulebook, Share, Value
from elections.rules.comparisons import at_most, blocked, rulebook_finding, share_finding
from elections.rules.fields import RecordError, choice, integer, listing, parse_rulebook, table, text
from elections.rules.verdict import Verdict

_RECALLED_BODIES = ("village_committee", "residents_committee", "supervisory_committee")
_MOVERS = {"voters": "recall_movers", "representatives": "recall_movers_representatives"}


def judge_recall_motion(raw: object, *, book: Rulebook | None = None) -> Verdict:
    """Whether enough electors or representatives moved the recall. Raises RecordError."""
    read = table(raw, "", required=("kind", "rulebook", "body", "motion"))
    body = choice(read["body"], "body", _RECALLED_BODIES)
    book = book or parse_rulebook(read["rulebook"])
    motion = table(read["motion"], "motion", required=(), optional=_MOVERS)
    if not motion:
        raise RecordError("motion", _("must have voters or representatives"))
    findings = [rulebook_finding(book)]
    admitted = False
    for movers, figures in motion.items():
        at = f"motion.{movers}"
        figure = table(figures, at, required=("signed", "of"))
        signed = (f"{at}.signed", integer(figure["signed"], f"{at}.signed"))
        of = (f"{at}.of", integer(figure["of"], f"{at}.of"))
        value = book.need(body, _MOVERS[movers])
        findings.append(at_most("figures.motion", signed, of, basis=value.basis))
        moved = share_finding("recall.motion", value.value, signed, of, value.basis)
        findings.append(Finding(moved.rule, moved.ok, "info", moved.basis, moved.detail))
        admitted = admitted or moved.ok
    if blocked(findings):
        return Verdict("refused", findings=tuple(findings), extra={"admitted": False})
    return Verdict("complete", findings=tuple(findings), extra={"admitted": admitted})


def judge_recall(raw: object, *, book: Rulebook | None = None) -> Verdict:
    """Whether a recall carries, for each person voted on. Raises RecordError."""
    record, opposed = _parse(raw, book)
    win = record.rulebook.need(record.body, "recall_win")
    findings = [rulebook_finding(record.rulebook), *contradictions(record), *_opposed(record, opposed, win.basis)]
    if blocked(findings):
        return Verdict("refused", findings=tuple(findings), extra={"recalled": []})
    findings += excess(record)
    took_part = _turnout(record.rulebook, record.body, record.method)
    returned = ("papers.returned", record.papers.returned)
    findings.append(share_finding("turnout", took_part.value, returned, ("electors", record.electors), took_part.basis))
    if blocked(findings):
        return Verdict("void", findings=tuple(findings), extra={"recalled": []})
    recalled = []
    for tally in sorted(record.tallies, key=lambda one: (one.name, one.post)):
        ok = cast("Share", win.value).reached(tally.votes, returned[1])
        detail = cast("Share", win.value).compared(_label(tally), tally.votes, *returned)
        findings.append(Finding("recall.votes", ok, "info", win.basis, detail))
        if ok:
            recalled.append({"name": tally.post, "post": tally.name, "votes": tally.votes})
    return Verdict("complete", findings=tuple(findings), extra={"recalled": recalled})


def _turnout(book: Rulebook, body: str, method: str) -> Value:
    return (book.get(body, "recall_turnout") if method == "voters" else None) or book.need(body, TURNOUTS[method])


def _label(tally: Tally) -> str:
    return f"{tally.post} {tally.name}"


def _parse(raw: object, book: Rulebook | None) -> tuple[Record, Mapping[str, int]]:
    """The record; each person is a question of its own, so the name stands where a post does in an election."""
    read = table(
        raw, "", required=("kind", "rulebook", "body", "electors", "papers", "votes"), optional=("method", "overrides")
    )
    body = choice(read["body"], "body", _RECALLED_BODIES)
    method = choice(read.get("method", "voters"), "method", METHODS)
    if body == "village_committee" and method != "voters":
        raise RecordError("method", _("villagers vote on a recall themselves"))
    overrides = table(read.get("overrides", {}), "overrides", required=(), optional=("excess_comparator",))
    comparators = {key: choice(value, f"overrides.{key}", ("voters", "issued")) for key, value in overrides.items()}
    papers = parse_papers(read["papers"])
    tallies, opposed = _votes(read["votes"])
    record = Record(
        rulebook=book or parse_rulebook(read["rulebook"]),
        body=body,
        method=method,
        round=1,
        electors=integer(read["electors"], "electors"),
        posts=tuple(Post(tally.post, 1) for tally in tallies),
        papers=papers,
        tallies=tallies,
        overrides=comparators,
    )
    _require_comparator(record, papers)
    return record, opposed


def _require_comparator(record: Record, papers: Papers) -> None:
    comparator = record.overrides.get("excess_comparator") or record.rulebook.choice(record.body, "excess_comparator")
    if comparator in ("voters", "issued") and getattr(papers, str(comparator)) is None:
        raise RecordError(f"papers.{comparator}", _("missing; the rules compare the papers with it"))


def _votes(value: object) -> tuple[tuple[Tally, ...], Mapping[str, int]]:
    tallies: dict[str, Tally] = {}
    opposed: dict[str, int] = {}
    for index, item in enumerate(listing(value, "votes")):
        at = f"votes[{index}]"
        read = table(item, at, required=("name", "post", "for"), optional=("against",))
        name = text(read["name"], f"{at}.name")
        if name in tallies:
            raise RecordError(f"{at}.name", _("the name stands here twice"))
        tallies[name] = Tally(text(read["post"], f"{at}.post"), name, integer(read["for"], f"{at}.for"))
        opposed[name] = integer(read.get("against", 0), f"{at}.against")
    if not tallies:
        raise RecordError("votes", _("must hold at least one name"))
    return tuple(tallies.values()), opposed


def _opposed(record: Record, opposed: Mapping[str, int], basis: str) -> Iterator[Finding]:
    for tally in record.tallies:
        against = opposed[tally.post]
        if against:
            label = f"{_label(tally)} for {tally.votes} + against {against} ="
            yield at_most(
                "figures.votes",
                (label, tally.votes + against),
                ("papers.returned", record.papers.returned),
                basis=basis,
            )
