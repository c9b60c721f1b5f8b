"""What must hold of a roll: pure decisions over dates, figures and the rulebook's values."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from electionadmin.findings import Finding
from elections.rulebooks import Rulebook

CIVIL_CODE: Final = "《民法典》第二百零一条"
# A meeting of representatives needs two thirds of them, a village meeting half of the adults; both decide by more than half.
MEETINGS: Final = {
    "cn-2018": ("《村民委员会组织法》（2018年修正）第二十二条", "《村民委员会组织法》（2018年修正）第二十六条"),
    "cn-2026": ("《村民委员会组织法》（2025年修正）第二十六条", "《村民委员会组织法》（2025年修正）第三十条"),
}
_VILLAGE_CLASSES: Final = ("resident", "absent", "outsider")
_COMMUNITY_CLASSES: Final = ("household", "living", "worker")


@dataclass(frozen=True, slots=True)
class Law:
    """A rulebook and its chapter for the body that is elected."""

    book: Rulebook
    chapter: str

    def count(self, name: str) -> int:
        """A number of the rulebook."""
        return self.book.count(self.chapter, name)

    def chosen(self, name: str) -> tuple[str, ...]:
        """A list of the rulebook."""
        return self.book.chosen(self.chapter, name)

    def choice(self, name: str) -> str:
        """A choice of the rulebook."""
        return self.book.choice(self.chapter, name)

    def flag(self, name: str) -> bool:
        """A yes or no of the rulebook."""
        return self.book.flag(self.chapter, name)

    def basis(self, name: str) -> str:
        """Instrument and article of a value."""
        return self.book.need(self.chapter, name).basis

    @property
    def national(self) -> str:
        """Id of the national rulebook it rests on."""
        return [*self.book.levels()][-1].id

    @property
    def community(self) -> bool:
        """Whether a residents' committee is elected."""
        return self.chapter == "residents_committee"

    def classes(self) -> tuple[str, ...]:
        """The bases on which somebody may be registered."""
        return (*(_COMMUNITY_CLASSES if self.community else _VILLAGE_CLASSES), *self.chosen("voter_extra_classes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is said of one registered voter; `resolution_on` is the day of the meeting that agreed, None without one."""

    basis: str
    birth_date: date | None
    declared_on: date | None = None
    here_since: date | None = None
    confirmed_on: date | None = None
    resolution_on: date | None = None


def registration_problems(said: Registration, *, law: Law, election_day: date | None, today: date) -> dict[str, str]:
    """What keeps somebody off the roll, by field, with the article; empty when nothing does.

    OLVC-2025, art. 16: (b) by own declaration; (c) after a year, on application, agreed to by a meeting. URC-2025,
    art. 16: by own declaration; community workers after six months, confirmed.
    """
    if said.basis not in law.classes():
        return {"basis": _("Nobody is registered here on this basis. Choose one of the list.")}
    problems = _age_problem(said, law, election_day)
    for field, day in (("declared_on", said.declared_on), ("here_since", said.here_since)):
        if day is not None and day > today:
            problems[field] = _("This day is still to come. Give a day that has come.")
    return _evidence_problems(said, law) | problems


def _age_problem(said: Registration, law: Law, election_day: date | None) -> dict[str, str]:
    age = law.count("voting_age")
    if said.birth_date is None:
        return {"birth_date": _("Type the date of birth: the age on the election day depends on it.")}
    if election_day is not None and not of_age(said.birth_date, election_day, age):
        message = _(
            "Born on %(born)s, not yet %(age)s on the election day %(day)s (%(basis)s). Choose why the person is not listed."
        )
        values = {"born": said.birth_date, "age": age, "day": election_day, "basis": law.basis("voting_age")}
        return {"birth_date": message % values}
    return {}


def _evidence_problems(said: Registration, law: Law) -> dict[str, str]:
    basis = {"basis": law.basis("worker_months" if said.basis == "worker" else "voting_age")}
    problems: dict[str, str] = {}
    if said.basis not in ("resident", "worker") and said.declared_on is None:
        problems["declared_on"] = (
            _(
                "Type the day of the person's own declaration or application: without it nobody is registered (%(basis)s)."
            )
            % basis
        )
    if said.basis == "outsider":
        problems |= _long_enough(said.here_since, said.declared_on, law, "residence_months")
        if said.resolution_on is None:
            problems["resolution"] = (
                _(
                    "Choose the resolution of the meeting that agreed (%(basis)s); record it first, or choose “application not yet decided”."
                )
                % basis
            )
        elif said.declared_on is not None and said.resolution_on < said.declared_on:
            problems["resolution"] = _("The meeting was held before the application. Correct one of the two dates.")
    if said.basis == "worker":
        problems |= _long_enough(said.here_since, said.confirmed_on, law, "worker_months")
        if said.confirmed_on is None:
            problems["confirmed_on"] = (
                _("Type the day on which the election committee confirmed it (%(basis)s).") % basis
            )
    return problems


def _long_enough(since: date | None, until: date | None, law: Law, parameter: str) -> dict[str, str]:
    months = law.count(parameter)
    values = {"months": months, "basis": law.basis(parameter)}
    if since is None:
        return {"here_since": _("Type since when: %(months)s months are needed (%(basis)s).") % values}
    if until is not None and add_months(since, months) > until:
        values |= {"since": since, "until": until}
        return {"here_since": _("From %(since)s to %(until)s are less than %(months)s months (%(basis)s).") % values}
    return {}


def resolution_problems(*, meeting: str, due: int, present: int, agreed: int, law: Law) -> dict[str, str]:
    """Whether a meeting could decide and did: OLVC-2025, arts. 26 and 30."""
    of_villagers, of_representatives = MEETINGS[law.national]
    village = meeting == "village"
    enough = present * 2 > due if village else present * 3 >= due * 2
    values = {
        "present": present,
        "due": due,
        "agreed": agreed,
        "basis": of_villagers if village else of_representatives,
    }
    if not enough:
        share = _("more than half") if village else _("two thirds")
        message = _(
            "%(present)s of %(due)s were present; %(share)s are needed (%(basis)s). The meeting could not decide."
        )
        return {"present": message % {**values, "share": share}}
    if agreed * 2 <= present:
        return {"agreed": _("%(agreed)s of %(present)s agreed; more than half are needed (%(basis)s).") % values}
    return {}


def of_age(born: date, day: date, age: int) -> bool:
    """Whether somebody has completed `age` years on a day; on the birthday itself he has."""
    return add_months(born, 12 * age) <= day


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def latest_publication(election_day: date, law: Law) -> date:
    """The last day on which the roll may be published (OLVC-2025, art. 17)."""
    return election_day - timedelta(days=law.count("roll_days"))


def publication_findings(*, published_on: date, election_day: date, law: Law) -> list[Finding]:
    """Twenty days before the election day; the Civil Code does not count the day on which a period begins."""
    needed, days = law.count("roll_days"), (election_day - published_on).days
    detail = f"{published_on} → {election_day}: {days} %s {needed}"
    return [
        Finding(
            "roll.days", days >= needed, "block", law.basis("roll_days"), detail % (">=" if days >= needed else "<")
        ),
        Finding(
            "roll.days_without_first", days > needed, "warn", CIVIL_CODE, detail % (">" if days > needed else "<=")
        ),
    ]


def last_objection_day(published_on: date, law: Law) -> date:
    """The last day for objections: day 1 is the day after publication."""
    return published_on + timedelta(days=law.count("objection_days"))


def decision_due(received_on: date, law: Law) -> date:
    """The last day on which the election committee decides an objection."""
    return received_on + timedelta(days=law.count("decision_days"))


_NUMERALS: Final = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")}
_GROUP: Final = re.compile(
    r"第?([0-9]{1,3}|[一二三四五六七八九]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)(村民|居民)?小?组?"
)


def normal_group(text: str) -> str:
    """`3` for `第三村民小组`, `3组`, `三组`, `３`; a name of another kind stays as it is."""
    plain = "".join(text.split()).translate({0xFF10 + digit: str(digit) for digit in range(10)})
    match = _GROUP.fullmatch(plain)
    if not match:
        return plain
    written = match[1]
    return str(int(written)) if written.isdigit() else str(_numeral(written))


def _numeral(text: str) -> int:
    tens, _ten, ones = text.rpartition("十")
    if not _ten:
        return int("".join(str(_NUMERALS[numeral]) for numeral in text))
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def group_order(group: str) -> int:
    """Numbers in their order, other names behind them."""
    return int(group) if group.isdigit() else 1_000_000


def proxy_problems(
    *,
    law: Law,
    method: str,
    relation: str,
    written: bool,
    applied_on: date,
    election_day: date | None,
    held_already: int,
    proxy_is_candidate: bool,
    proxy_gave_own: bool,
    voter_is_proxy: bool,
) -> Mapping[str, str]:
    """What forbids a proxy, by field, with the article (OLVC-2025, art. 18; URC-2025, art. 19)."""
    scope = law.choice("proxy_scope")
    if scope == "none":
        return {"voter": _("This election knows no proxies (%(basis)s).") % {"basis": law.basis("proxy_scope")}}
    if method == "representatives":
        values = {"basis": law.basis("proxy_scope")}
        return {"voter": _("Where residents' representatives elect, nobody votes by proxy (%(basis)s).") % values}
    problems: dict[str, str] = {}
    if not written:
        problems["written"] = _("A proxy is given in writing (%(basis)s). Ask for the signed paper.") % {
            "basis": law.basis("proxy_scope")
        }
    if scope == "near_relatives" and relation == "villager":
        problems["relation"] = _("Only a near relative may be the proxy here (%(basis)s).") % {
            "basis": law.basis("proxy_scope")
        }
    if proxy_is_candidate and law.flag("proxy_candidate_barred"):
        problems["proxy"] = _("A candidate may not be a proxy (%(basis)s). Choose somebody else.") % {
            "basis": law.basis("proxy_candidate_barred")
        }
    elif held_already >= (most := law.count("proxy_max")):
        message = _("This proxy votes for %(held)s others already; more than %(most)s are not allowed (%(basis)s).")
        problems["proxy"] = message % {"held": held_already, "most": most, "basis": law.basis("proxy_max")}
    elif proxy_gave_own:
        problems["proxy"] = _(
            "This proxy has given his own vote to another: a proxy is not passed on. Choose somebody else."
        )
    if voter_is_proxy:
        problems["voter"] = _("This voter is somebody's proxy: a proxy is not passed on. Withdraw that one first.")
    return problems | _late_application(law, applied_on, election_day)


def _late_application(law: Law, applied_on: date, election_day: date | None) -> dict[str, str]:
    if election_day is None:
        return {"applied_on": _("The election has no day yet. Set it first.")}
    last = election_day - timedelta(days=law.count("proxy_apply_days"))
    if applied_on <= last:
        return {}
    message = _("Applied for on %(applied)s; for the election day %(day)s the last day was %(last)s (%(basis)s).")
    values = {"applied": applied_on, "day": election_day, "last": last, "basis": law.basis("proxy_apply_days")}
    return {"applied_on": message % values}
