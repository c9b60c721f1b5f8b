"""Count records in files, and the verdicts on them as lines of JSON."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from ballots.rules import RecordError, judge, judge_many


class UnreadableError(ValueError):
    """A file could not be judged; the message names the file, the key where there is one, and what is wrong.

    The message is put together when it is read, so that raising the error needs no language.
    """

    def __str__(self) -> str:
        return ": ".join(str(part) for part in self.args)


def judge_file(path: Path) -> dict[str, Any] | list[dict[str, Any]]:
    """Verdict on the record in a file, or the list of verdicts where the file holds an array. Raises UnreadableError."""
    try:
        raw = read_json(path.read_bytes())
        if isinstance(raw, list):
            return [verdict.as_dict() for verdict in judge_many(raw)]
        return judge(raw).as_dict()
    except OSError as error:
        raise UnreadableError(path, error.strerror) from None
    except RecordError as error:
        raise UnreadableError(path, error) from None


def verdict_lines(names: Sequence[str], *, indent: bool = False) -> str:
    """One JSON document for each file, each from a line of its own. Raises UnreadableError if any cannot be judged."""
    answers = [judge_file(Path(name)) for name in names]
    return "\n".join(json.dumps(answer, ensure_ascii=False, indent=2 if indent else None) for answer in answers)


def print_verdicts(names: Sequence[str]) -> bool:
    """Print what `manage.py recount` prints for these files, without starting Django; False if any cannot be judged.

    Django's start takes longer than judging thousands of records. Refusals are left to the command, which has a language.
    """
    try:
        lines = verdict_lines(names)
    except UnreadableError:
        return False
    speak_utf8()
    sys.stdout.write(lines + "\n")
    return True


def speak_utf8() -> None:
    """JSON is UTF-8 whatever the terminal's language."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def read_json(content: bytes) -> Any:
    """Strict JSON: no key twice, no NaN or Infinity. Raises RecordError."""
    try:
        return json.loads(content, object_pairs_hook=_each_key_once, parse_constant=_refuse_constant)
    except RecordError:
        raise
    except RecursionError:
        raise RecordError("", _("the file is nested too deeply")) from None
    except ValueError as error:
        raise RecordError("", f"JSON: {error}") from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        keys = [key for key, _value in pairs]
        raise RecordError(next(key for key in keys if keys.count(key) > 1), _("the key stands here twice"))
    return read


def _refuse_constant(name: str) -> Any:
    raise RecordError(name, _("must be a whole number"))
