"""Reading JSON: each value is checked where it stands, and a refusal names the key."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elections.rulebooks import Rulebook, UnknownRulebookError, rulebook

LARGEST = 10**100
"""No figure is as large; without a limit one could be too long to print."""


class RecordError(ValueError):
    """A count record is refused as input. `key` is the path of the key at fault, `reason` what to write instead."""

    def __init__(self, key: str, reason: str | Promise, **values: str) -> None:
        super().__init__(key, reason)
        self.key = key
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        reason = str(self.reason) % self.values if self.values else str(self.reason)
        return f"{self.key}: {reason}" if self.key else reason

    def within(self, at: str) -> "RecordError":
        """The same refusal, of a record that stands at `at`."""
        return RecordError(f"{at}.{self.key}" if self.key else at, self.reason, **self.values)


def table(value: object, at: str, *, required: Collection[str], optional: Collection[str] = ()) -> dict[str, object]:
    """A JSON object with all of the required keys and none that is unknown."""
    if not isinstance(value, dict):
        raise RecordError(at, _("must be an object"))
    for key in value:
        if key not in required and key not in optional:
            raise RecordError(under(at, str(key)), _("unknown key"))
    for key in required:
        if key not in value:
            raise RecordError(under(at, key), _("missing"))
    return value


def listing(value: object, at: str) -> list[object]:
    """A JSON array."""
    if not isinstance(value, list):
        raise RecordError(at, _("must be a list"))
    return value


def integer(value: object, at: str) -> int:
    """A whole number, 0 or more; true and false are none."""
    if type(value) is not int:
        raise RecordError(at, _("must be a whole number"))
    if value < 0:
        raise RecordError(at, _("must not be negative"))
    if value >= LARGEST:
        raise RecordError(at, _("is too large"))
    return value


def flag(value: object, at: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise RecordError(at, _("must be true or false"))
    return value


def text(value: object, at: str) -> str:
    """A text that is not blank and can be written down."""
    if not isinstance(value, str) or not value.strip():
        raise RecordError(at, _("must be a text"))
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise RecordError(at, _("the text holds half a character")) from None
    return value


def choice(value: object, at: str, choices: Collection[str]) -> str:
    """One of the choices."""
    if not isinstance(value, str) or value not in choices:
        raise RecordError(at, _("must be one of: %(choices)s"), choices=", ".join(choices))
    return value


def under(at: str, key: str) -> str:
    """Path of a key within what stands at `at`."""
    return f"{at}.{key}" if at else key


def parse_rulebook(value: object) -> Rulebook:
    """The rulebook of this id."""
    try:
        return rulebook(text(value, "rulebook"))
    except UnknownRulebookError:
        raise RecordError("rulebook", _("unknown rulebook; write for example cn-2026")) from None
