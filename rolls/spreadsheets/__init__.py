"""The table of the rolls that is imported."""

from rolls.spreadsheets.entries import RollSheet

__all__ = ["RollSheet"]
