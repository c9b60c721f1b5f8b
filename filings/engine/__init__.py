"""HTML to PDF: what a county prints (GB/T 9704-2012), by WeasyPrint, with nothing but packaged files and faces."""

from filings.engine.render import A4, Page, Printed, Unprintable, render

__all__ = ["A4", "Page", "Printed", "Unprintable", "render"]
