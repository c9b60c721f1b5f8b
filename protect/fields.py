"""A text that the database sees encrypted only."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.serializers.base import SerializationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup, Transform

from protect.crypto import decrypt, encrypt

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class EncryptedCharField(CharField):
    """A character field stored as SM4-GCM cipher text; `max_length` limits the plain text.

    Nothing can be found by it: keep a blind index beside it (`protect.crypto.blind_index`). The empty text is stored
    as it is.

    Args:
        context: Name bound to every value, `app.model.field` by convention; it must never change, also not when the
            model is renamed. History tables keep it, so that their copies can be opened.

    """

    def __init__(self, *args: Any, context: str, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django's, with the context."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "context": self.context}

    def get_internal_type(self) -> str:
        """Cipher text is longer than the text: no limit in the database."""
        return "TextField"

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        """The plain text."""
        return decrypt(value, context=self.context) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """The cipher text."""
        text = super().get_prep_value(value)
        return encrypt(text, context=self.context) if text else text

    def get_lookup(self, lookup_name: str) -> "type[Lookup[Any]] | None":
        """Whether there is a value is all that can be asked."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: search its blind index instead of “{lookup_name}”.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> type[Transform] | None:
        """None."""
        raise FieldError(f"{self.name} is encrypted: the database cannot work on it (“{lookup_name}”).")

    def value_to_string(self, obj: models.Model) -> str:
        """Refused: a fixture would hold the plain text."""
        raise SerializationError(f"{self.name} is encrypted and not written to fixtures; use pg_dump.")
