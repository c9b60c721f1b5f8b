"""Papers that a county signs."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilingsConfig(AppConfig):
    """Room of the documents."""

    name = "filings"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Read the catalogue: every module of `filings/documents/` registers its kinds."""
        from filings import checks, documents  # models are ready now

        del checks
        for module in sorted(iter_modules(documents.__path__), key=lambda module: module.name):
            import_module(f"filings.documents.{module.name}")
