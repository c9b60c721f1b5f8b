"""Settings from the environment; a secret may stand in a file that `NAME_FILE` points to."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Value of `name`, or of the file named by `name`_FILE; raises ImproperlyConfigured when there is neither nor a default."""
    path = os.environ.get(f"{name}_FILE")
    value = _content(name, path) if path else os.environ.get(name, default)
    if value is None or (not value and default is None):
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE) in the environment.")
    return value


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def integer(name: str, default: int) -> int:
    """Whole number in `name`."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def boolean(name: str, default: bool) -> bool:
    """`1 true yes on` or `0 false no off` in `name`."""
    value = text(name, "true" if default else "false").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def words(name: str, default: str | None = "") -> list[str]:
    """Comma-separated words in `name`, blanks dropped; without a default there must be some."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def pairs(name: str, default: str | None = "") -> dict[str, str]:
    """`key:value,key:value` in `name`, in order; without a default there must be some."""
    result = {}
    for word in words(name, default):
        key, separator, value = word.partition(":")
        if not separator:
            raise ImproperlyConfigured(f"{name} must read key:value,key:value.")
        result[key] = value
    return result


def database(name: str) -> dict[str, Any]:
    """The PostgreSQL database whose address stands in `name`, as an entry of DATABASES."""
    try:
        found: dict[str, Any] = {**dj_database_url.parse(text(name), conn_max_age=60, conn_health_checks=True)}
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not the address of a database: postgresql://…") from error
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must be the address of a PostgreSQL database: postgresql://…")
    return {"OPTIONS": {}, **found}
