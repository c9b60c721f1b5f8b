"""Persons of a county: names, ID numbers, sort and search keys."""
