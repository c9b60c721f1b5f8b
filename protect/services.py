"""Revealing a masked value; changing the key of the stored ones."""

import logging
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Protocol

import pghistory
import pghistory.models
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import scope_of
from electionadmin.trail import append_only_models
from protect.crypto import decrypt, encrypt, keyring
from protect.fields import EncryptedCharField
from protect.models import RefusedFile, Reveal
from protect.storage import EncryptedStorage, UnreadableFile

logger = logging.getLogger(__name__)

BATCH = 5_000
SHORTEST_REASON = 2
LONGEST_REASON = 200


class Revealable(Protocol):
    """A row of a model with encrypted fields that belongs to a division."""

    pk: Any
    _meta: ClassVar[Any]

    @property
    def division_code(self) -> str:
        """Code of the division whose officers may see it."""


@transaction.atomic
def reveal(*, user: User, obj: Revealable, field: str, reason: str, ip: str | None) -> str:
    """The plain text of an encrypted field, after the look has been recorded.

    Raises Http404 outside the user's scope or duties, ValidationError (key `reason`) without a reason, TypeError
    for a field that is not encrypted.
    """
    scope_of(user).require(Act.REVEAL_PERSONS, obj.division_code)
    if not isinstance(obj._meta.get_field(field), EncryptedCharField):
        raise TypeError(f"{field} is not an encrypted field.")
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        message = _("Type why you need to see it, in %(shortest)d to %(longest)d characters.")
        values = {"shortest": SHORTEST_REASON, "longest": LONGEST_REASON}
        raise ValidationError({"reason": ValidationError(message, code="reason", params=values)})
    record_look(user=user, obj=obj, field=field, reason=reason, ip=ip)
    value: str = getattr(obj, field)
    return value


def record_look(*, user: User, obj: Revealable, field: str, reason: str, ip: str | None) -> Reveal:
    """Record that a user has seen a field of an object; whoever shows it has checked that he may."""
    return Reveal.objects.create(
        user=user,
        app_label=obj._meta.app_label,
        model=obj._meta.model_name,
        object_pk=str(obj.pk),
        object_label=str(obj)[:200],
        division_code=obj.division_code,
        field=field,
        reason=reason,
        ip=ip or None,
    )


def looked_today(*, user: User, obj: Revealable, field: str) -> bool:
    """Whether the user's look at this field of the object is on record today (Chinese time)."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Reveal.objects.filter(
        user=user,
        app_label=obj._meta.app_label,
        model=obj._meta.model_name,
        object_pk=str(obj.pk),
        field=field,
        at__gte=midnight,
    ).exists()


def record_refused_file(*, error: UnreadableFile, user: User | None, where: str) -> RefusedFile:
    """Record that a stored file did not open when `where` (a page or a job) asked for it; also in the log, for the operator."""
    logger.error("%s", error)
    home = scope_of(user).home() if user else None
    return RefusedFile.objects.create(
        user=user,
        name=error.name[:200],
        problem=RefusedFile.Problem.KEY if error.lost_key else RefusedFile.Problem.ALTERED,
        where=where[:500],
        division_code=home.code if home else "",
    )


def encrypted_models() -> Iterator[tuple[type[models.Model], list[EncryptedCharField]]]:
    """Every model with encrypted fields, without the histories and what else is append-only."""
    for model in apps.get_models():
        if model in append_only_models():
            continue
        fields = [field for field in model._meta.local_fields if isinstance(field, EncryptedCharField)]
        if fields and model._meta.managed and not issubclass(model, pghistory.models.Event):
            yield model, fields


def rotate_keys(*, report: Callable[[type[models.Model], int], None], batch: int = BATCH) -> int:
    """Encrypt again with the current key whatever bears another one; how many rows were changed.

    Batch after batch, each in a transaction of its own: it may be stopped at any time and started again, and needs the
    memory of one batch. Histories and documents are append-only and keep their old values: an old key stays in
    ENCRYPTION_KEYS, behind the current one, for as long as they are kept.

    Args:
        report: Called after each batch with the model and its rows changed so far.
        batch: Rows in a transaction.

    """
    total = 0
    with pghistory.context(reason="key rotation"):
        for model, fields in encrypted_models():
            done, last = 0, None
            while True:
                count, last = _rotate_batch(model, fields, last, batch)
                if not count:
                    break
                done += count
                report(model, done)
            total += done
    return total


def rotate_files(*, report: Callable[[str], None]) -> tuple[int, list[UnreadableFile]]:
    """Encrypt every stored file again with the current key; how many were changed, and those that do not open.

    File by file, each replaced in one step: it may be stopped at any time and started again. A file that does not open
    is left as it is and stops nothing. No digest changes: they are of the plain content.

    Args:
        report: Called with the name of each file changed.

    """
    done, refused = 0, []
    storage = EncryptedStorage()
    for name in storage.stored_names():
        try:
            renewed = storage.renew(name)
        except FileNotFoundError:
            continue  # removed meanwhile
        except UnreadableFile as error:
            refused.append(error)
            continue
        if renewed:
            done += 1
            report(name)
    return done, refused


@transaction.atomic
def _rotate_batch(
    model: type[models.Model], fields: list[EncryptedCharField], last: object, batch: int
) -> tuple[int, object]:
    """Change the next rows after the key `last`; their number and the last of their keys."""
    prefix = f"{keyring().current}:"
    with connection.cursor() as cursor:
        cursor.execute(*_select_stale(model, fields, last, prefix, batch))
        rows = cursor.fetchall()
        if rows:
            renewed = [[_renew(row[place], field, prefix) for row in rows] for place, field in enumerate(fields, 1)]
            cursor.execute(_update(model, fields), [[row[0] for row in rows], *renewed])
    return len(rows), rows[-1][0] if rows else last


def _select_stale(
    model: type[models.Model], fields: list[EncryptedCharField], last: object, prefix: str, batch: int
) -> tuple[str, list[Any]]:
    """Statement and values: key and cipher texts of the next rows in which one bears another key."""
    table, key, columns = _names(model, fields)
    stale = " OR ".join(f"({column} <> '' AND NOT starts_with({column}, %s))" for column in columns)
    after = "TRUE" if last is None else f"{key} > %s"
    statement = (
        f"SELECT {', '.join([key, *columns])} FROM {table} WHERE {after} AND ({stale}) "  # noqa: S608 (quoted names)
        f"ORDER BY {key} LIMIT %s FOR UPDATE"
    )
    return statement, [*([] if last is None else [last]), *([prefix] * len(columns)), batch]


def _update(model: type[models.Model], fields: list[EncryptedCharField]) -> str:
    """Statement that takes an array of keys and one of new cipher texts for each field."""
    table, key, columns = _names(model, fields)
    arrays = ", ".join([f"%s::{model._meta.pk.rel_db_type(connection)}[]", *["%s::text[]"] * len(columns)])
    return (
        f"UPDATE {table} SET {', '.join(f'{column} = new.{column}' for column in columns)} "  # noqa: S608 (quoted names)
        f"FROM unnest({arrays}) AS new ({', '.join([key, *columns])}) WHERE {table}.{key} = new.{key}"
    )


def _names(model: type[models.Model], fields: list[EncryptedCharField]) -> tuple[str, str, list[str]]:
    """Quoted names of the table, its key and the fields' columns."""
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(str(model._meta.pk.column)), [quote(str(f.column)) for f in fields]


def _renew(value: str | None, field: EncryptedCharField, prefix: str) -> str | None:
    if not value or value.startswith(prefix):
        return value
    return encrypt(decrypt(value, context=field.context), context=field.context)
