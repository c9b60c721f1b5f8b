"""The tables of the villages that are imported and exported."""

from villages.spreadsheets.divisions import DivisionSheet

__all__ = ["DivisionSheet"]
