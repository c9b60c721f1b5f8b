"""The rules one record is judged by: the rulebook's values for its body, method and round, and the record's own."""

from dataclasses import dataclass, replace
from typing import cast

from ballots.rules.record import OVERRIDES, Post, Record
from elections.rulebooks import RELATIONS, Rulebook, Share, Value

TURNOUTS = {"voters": "turnout", "households": "turnout_households", "representatives": "turnout_representatives"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """The votes somebody needs: `share` of `base`; without a share (a tie is voted on again) more votes than others."""

    share: Share | None
    base_key: str
    base: int
    basis: str

    def on(self, post: Post) -> "Threshold":
        """The same on the papers of a post with a ballot of its own; the base of the Party is those present."""
        return replace(self, base=post.papers.returned) if post.papers and self.base_key != "present" else self

    def reached(self, votes: int) -> bool:
        """Whether the votes are enough; no vote at all never is."""
        return votes > 0 and (self.share is None or self.share.reached(votes, self.base))

    def compared(self, label: str, votes: int) -> str:
        """The integers compared."""
        if self.share is None:
            return f"{label} {votes} {'>' if votes else '='} 0"
        return self.share.compared(label, votes, self.base_key, self.base)


@dataclass(frozen=True, slots=True)
class Terms:
    """All that the seats depend on. `first` is the threshold of those who go before, where the rules know one."""

    threshold: Threshold
    first: Threshold | None
    carry_down: bool
    carry_basis: str
    women_rule: str
    women_basis: str
    kin: dict[str, frozenset[str]]
    kin_basis: str
    tie_basis: str
    next_basis: str
    extra: int


def setting(record: Record, name: str) -> Value:
    """A value of the rulebook, or the record's own in its place."""
    value = record.rulebook.need(record.body, name)
    own = record.overrides.get(name)
    if name not in OVERRIDES or own is None:
        return value
    return replace(value, value=own, basis=f"记录所载省级参数 overrides.{name}（{value.basis}）")


def terms_of(record: Record) -> Terms:
    """Resolve the rules for a record."""
    book, body = record.rulebook, record.body
    threshold, first = _thresholds(record)
    carry, women = setting(record, "carry_down"), setting(record, "women_rule")
    together = book.need(body, "relatives_rule")
    resolved = together.value != "report"
    return Terms(
        threshold=threshold,
        first=first,
        carry_down=carry.value == "count",
        carry_basis=carry.basis,
        women_rule=cast("str", women.value),
        women_basis=women.basis,
        kin=kinship(record, book.chosen(body, "relatives")) if resolved else {},
        kin_basis=together.basis,
        tie_basis=book.need(body, "tie").basis,
        next_basis=book.need(body, "second_round_win").basis,
        extra=book.count(body, "second_round_extra"),
    )


def kinship(record: Record, barred: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Who may not sit with whom. A relation in words of the record's own counts; one the rules leave out does not."""
    kin: dict[str, set[str]] = {}
    for one, other, relation in record.relatives:
        if relation in barred or relation not in RELATIONS:
            kin.setdefault(one, set()).add(other)
            kin.setdefault(other, set()).add(one)
    return {name: frozenset(others) for name, others in kin.items()}


def turnout_of(record: Record) -> Value | None:
    """The turnout or quorum demanded of this vote; None when the rules demand none of a later round."""
    book, body = record.rulebook, record.body
    if record.party:
        return book.need(body, "quorum")
    if record.round != 1 and not setting(record, "second_round_turnout").value:
        return None
    if record.kind == "by_election":
        value = _by_election(book, body, record.method)
        if value:
            return value
    return book.need(body, TURNOUTS[record.method])


def _by_election(book: Rulebook, body: str, method: str) -> Value | None:
    return book.get(body, "by_election_representatives" if method == "representatives" else "by_election_turnout")


def _thresholds(record: Record) -> tuple[Threshold, Threshold | None]:
    book, body = record.rulebook, record.body
    if record.party:
        base_key, base = "present", cast("int", record.present)
    else:
        base_key, base = "papers.returned", record.papers.returned

    def at(name: str) -> Threshold:
        value = book.need(body, name)
        return Threshold(cast("Share", value.value), base_key, base, value.basis)

    if record.round == 1:
        return at("win"), None
    if record.round == "tie":
        return Threshold(None, base_key, base, book.need(body, "tie").basis), None
    ahead = None if record.party else setting(record, "second_round_majority_first")
    first = replace(at("win"), basis=ahead.basis) if ahead and ahead.value else None
    return at("second_round_win"), first
