"""The tests: as the local run, but loud about what a template does not know and quick to hash passwords."""

from electionadmin.settings.local import *  # noqa: F403
from electionadmin.settings.local import TEMPLATES


class _Undefined(str):
    """Fails the page that prints a variable its view did not give."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, missing: object) -> str:
        raise AssertionError(f"undefined template variable: {missing}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = _Undefined("%s")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "accounts.passwords.OneTimePasswordHasher"]
