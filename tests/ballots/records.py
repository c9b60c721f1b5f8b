"""Builds count records in a few words, and looks at verdicts."""

from typing import Any

from ballots.rules import judge


def record(
    votes: dict[str, dict[str, int]] | None = None,
    *,
    seats: dict[str, int] | None = None,
    women: str = "",
    men: str = "",
    **changes: Any,
) -> dict[str, Any]:
    """A valid village record: 900 on the roll, 500 papers returned and issued; `votes` is post → name → votes.

    `women` and `men` hold names of one letter whose sex is recorded. `papers` in `changes` is added to the papers.
    """
    votes = votes or {"director": {"A": 300, "B": 150}}
    raw: dict[str, Any] = {
        "rulebook": "cn-2026",
        "body": "village_committee",
        "round": 1,
        "electors": 900,
        "posts": [{"post": post, "seats": (seats or {}).get(post, 1)} for post in votes],
        "papers": {"returned": 500, "issued": 500} | changes.pop("papers", {}),
        "votes": [
            {"name": name, "post": post, "for": number}
            | ({"sex": "F"} if name in women else {"sex": "M"} if name in men else {})
            for post, names in votes.items()
            for name, number in names.items()
        ],
    }
    return raw | changes


def party(votes: dict[str, int], *, seats: int = 1, **changes: Any) -> dict[str, Any]:
    """A Party record: 45 due, 40 present, 40 papers."""
    raw = record({"committee_member": votes}, seats={"committee_member": seats})
    return raw | {"body": "party_committee", "electors": 45, "present": 40, "papers": {"returned": 40}} | changes


def verdict_of(raw: dict[str, Any]) -> dict[str, Any]:
    """The verdict as JSON."""
    return judge(raw).as_dict()


def elected(verdict: dict[str, Any]) -> set[tuple[str, str]]:
    """Names and posts."""
    return {(one["name"], one["post"]) for one in verdict["elected"]}


def following(verdict: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    """The votes that must follow, with the candidates' letters in one word."""
    return sorted((n["kind"], n["post"], n["seats"], "".join(sorted(n["candidates"]))) for n in verdict["next"])


def failed(verdict: dict[str, Any]) -> set[str]:
    """Codes of the rules that do not hold."""
    return {finding["rule"] for finding in verdict["findings"] if not finding["ok"]}
