"""A table of states becomes a trigger: the database refuses what the table does not hold."""

from collections.abc import Collection, Mapping
from typing import Any

import pgtrigger

from electionadmin.unignorable import Unignorable


def moves(
    transitions: Mapping[Any, Collection[str]], *, beginnings: Collection[str], what: str, keeps: str
) -> Unignorable:
    """A trigger on a model's `state`.

    Args:
        transitions: From each state to those that may follow.
        beginnings: States in which a row may be inserted; a row is never deleted once it is in another.
        what: The thing in the message of the refusal.
        keeps: Column that never changes.

    """
    pairs = ", ".join(f"('{_(before)}', '{_(after)}')" for before, then in transitions.items() for after in then)
    first = ", ".join(f"'{_(state)}'" for state in beginnings)
    return Unignorable(
        name=f"{what}_moves",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ({first}) THEN
                    RAISE check_violation USING MESSAGE = format('a {what} does not begin as %s', NEW.state);
                END IF;
                RETURN NEW;
            ELSIF TG_OP = 'DELETE' THEN
                RAISE check_violation USING MESSAGE = 'a {what} stays on record';
            END IF;
            IF NEW.{keeps} <> OLD.{keeps} THEN
                RAISE check_violation USING MESSAGE = 'a {what} keeps its {keeps}';
            END IF;
            IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (VALUES {pairs}) THEN
                RAISE check_violation USING MESSAGE = format('a {what} does not go from %s to %s', OLD.state, NEW.state);
            END IF;
            RETURN NEW;
        """,
    )


def _(state: str) -> str:
    """The stored value of a choice."""
    return str(getattr(state, "value", state))
