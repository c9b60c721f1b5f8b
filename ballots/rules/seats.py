"""Who is elected and what must follow, post by post, the highest first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ballots.rules.record import Post, Record
from ballots.rules.terms import Terms
from ballots.rules.women import women_first
from electionadmin.findings import Finding, Severity
from elections.rules.allocation import Allocation, Standing, Tie, allocate, in_order
from elections.rules.verdict import Elected, NextVote


@dataclass(slots=True)
class Seats:
    """The count while it goes down the posts. `waiting` are names in a vote still open."""

    record: Record
    terms: Terms
    elected: list[Elected] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    _results: list[tuple[Post, list[Standing], Allocation, int]] = field(default_factory=list)
    _blocked_at: dict[str, set[str]] = field(default_factory=dict)
    held: int = 0

    def fill(self) -> None:
        """Go through the posts."""
        posts = [post for post in self.record.posts if post.seats]
        for post in posts:
            self._fill_post(post, last=post is posts[-1])

    def next_votes(self) -> Iterator[NextVote]:
        """The votes that must follow: ties first, then the seats nobody had the votes for."""
        names = {one.name for one in self.elected}
        for post, standings, allocation, kept_back in self._results:
            for tie in allocation.ties:
                yield NextVote("tie_vote", post.name, tie.seats, tie.names)
            tied = {name for tie in allocation.ties for name in tie.names}
            away = names | tied | self._blocked_at[post.name]
            if allocation.left:
                yield self._second_round(post, standings, allocation.left, away, women=post.women)
            if kept_back:
                yield self._second_round(post, standings, kept_back, away, women=True)

    def _fill_post(self, post: Post, *, last: bool) -> None:
        standings = self._standings(post)
        self._tell_carried(post, standings)
        running = [one for one in standings if self._has_enough(post, one)]
        running = self._majority_first(post, running)
        above = {one.name for one in self.elected}
        for one in running:
            if one.name in above:
                self._tell(
                    "seat.two_posts", True, "info", self.terms.next_basis, f"{post.name} {one.name}: higher post kept"
                )
        running = [one for one in running if one.name not in above]
        kept_back = 0
        if last and self.terms.women_rule == "women_first" and self.record.round != "tie":
            allocation, kept_back = self._women_first(post, running)
        else:
            allocation = self._allocate(running, post.seats, ())
        self._take(post, allocation)
        self._results.append((post, standings, allocation, kept_back))

    def _standings(self, post: Post) -> list[Standing]:
        """Votes for a post, with those for higher posts added where the rules carry them down; highest first."""
        own = {tally.name: tally.votes for tally in self.record.tallies if tally.post == post.name}
        totals = dict(own)
        if self.terms.carry_down:
            names = [one.name for one in self.record.posts]
            higher = set(names[: names.index(post.name)])
            for tally in self.record.tallies:
                if tally.post in higher:
                    totals[tally.name] = totals.get(tally.name, 0) + tally.votes
        return in_order(Standing(name, votes, own.get(name, 0)) for name, votes in totals.items())

    def _has_enough(self, post: Post, one: Standing) -> bool:
        threshold = self.terms.threshold.on(post)
        ok = threshold.reached(one.votes)
        self._tell("seat.votes", ok, "info", threshold.basis, threshold.compared(f"{post.name} {one.name}", one.votes))
        if ok and post.women and self.record.sexes.get(one.name) != "F":
            self._tell("women.post", False, "info", self.terms.women_basis, f"{post.name} {one.name}: kept for a woman")
            return False
        return ok

    def _majority_first(self, post: Post, running: list[Standing]) -> list[Standing]:
        first = self.terms.first and self.terms.first.on(post)
        ahead = [one for one in running if first and first.reached(one.votes)]
        if not first or not running:
            return running
        top = running[0]
        self._tell(
            "seat.majority_first",
            bool(ahead),
            "info",
            first.basis,
            first.compared(f"{post.name} {top.name}", top.votes),
        )
        return ahead or running

    def _women_first(self, post: Post, running: list[Standing]) -> tuple[Allocation, int]:
        result = women_first(
            running,
            post.seats,
            allocate=self._allocate,
            sexes=self.record.sexes,
            seated_before=[*(one.name for one in self.elected), *(one.name for one in self.record.seated)],
            waiting=self.waiting,
        )
        self._tell("women.first", result.ok, "warn", self.terms.women_basis, f"{post.name}: {result.detail}")
        return result.allocation, result.kept_back

    def _allocate(self, running: list[Standing], seats: int, beside: Collection[str]) -> Allocation:
        sitting = {one.name for one in self.elected} | {one.name for one in self.record.seated} | set(beside)
        return allocate(running, seats, kin=self.terms.kin, sitting=sitting, waiting=self.waiting)

    def _take(self, post: Post, allocation: Allocation) -> None:
        """Take a post's allocation over and tell what decided it."""
        terms = self.terms
        for one in in_order(allocation.seated):
            self.elected.append(Elected(one.name, post.name, one.votes))
        for one, rival in allocation.blocked:
            self._tell(
                "relatives.apart", False, "warn", terms.kin_basis, f"{post.name} {one.name} {one.votes}: {rival} stays"
            )
        given = len(allocation.seated) + len(allocation.held) + sum(tie.seats for tie in allocation.ties)
        for one in allocation.surplus:
            detail = f"{post.name} {one.name} {one.votes}: seats given before {given}"
            self._tell("seat.surplus", True, "info", terms.threshold.basis, detail)
        for tie in allocation.ties:
            self._tell_tie(post, tie)
        for one in allocation.held:
            self._tell(
                "seat.held", False, "warn", terms.tie_basis, f"{post.name} {one.name or '—'} {one.votes}: 1 seat held"
            )
        self.held += len(allocation.held)
        self.waiting.update(name for tie in allocation.ties for name in tie.names)
        self.waiting.update(one.name for one in allocation.held)
        self._blocked_at[post.name] = {one.name for one, _ in allocation.blocked}

    def _second_round(
        self, post: Post, standings: list[Standing], seats: int, away: set[str], *, women: bool
    ) -> NextVote:
        """Those not elected with most votes, one more than seats, and all who equal the last of them."""
        able = [
            one for one in standings if one.name not in away and (not women or self.record.sexes.get(one.name) == "F")
        ]
        wanted = seats + self.terms.extra
        last = able[wanted - 1].votes if len(able) > wanted else 0
        chosen = tuple(one.name for one in able if one.votes >= last)
        sign = ">=" if len(chosen) >= wanted else "<"
        detail = f"{post.name}: seats left {seats}, candidates {len(chosen)} {sign} {wanted}"
        self._tell("seat.left", False, "warn", self.terms.next_basis, detail)
        return NextVote("second_round", post.name, seats, chosen)

    def _tell_carried(self, post: Post, standings: list[Standing]) -> None:
        for one in standings:
            if one.votes != one.own:
                detail = f"{post.name} {one.name} {one.own} + {one.votes - one.own} = {one.votes}"
                self._tell("seat.carried_down", True, "info", self.terms.carry_basis, detail)

    def _tell_tie(self, post: Post, tie: Tie) -> None:
        rule, basis = ("relatives.tie", self.terms.kin_basis) if tie.kinship else ("seat.tie", self.terms.tie_basis)
        detail = f"{post.name} {', '.join(tie.names)}: {len(tie.names)} with {tie.votes} votes > seats {tie.seats}"
        self._tell(rule, False, "warn", basis, detail)

    def _tell(self, rule: str, ok: bool, severity: Severity, basis: str, detail: str) -> None:
        self.findings.append(Finding(rule, ok, severity, basis, detail))
