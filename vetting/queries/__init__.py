"""Reads of the vetting, each in a fixed number of queries."""

from vetting.queries.bars import bar_list_in_force
from vetting.queries.cases import cases_for_consultation, conclusions_of, last_conclusions, reviews

__all__ = ["bar_list_in_force", "cases_for_consultation", "conclusions_of", "last_conclusions", "reviews"]
