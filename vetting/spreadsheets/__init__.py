"""Spreadsheets of the vetting."""

from vetting.spreadsheets import opinions

__all__ = ["opinions"]
