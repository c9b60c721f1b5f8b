"""The tables of persons that are imported and exported."""

from people.spreadsheets.persons import PersonSheet

__all__ = ["PersonSheet"]
