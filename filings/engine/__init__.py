"""HTML to PDF: what a county prints (GB/T 9704-2012), by WeasyPrint, with nothing but packaged files and faces."""

from filings.engine.errors import Unprintable
from filings.engine.render import A4, Page, Printed, render

__all__ = ["A4", "Page", "Printed", "Unprintable", "render"]
