"""The same dates in the English pages: one county reads one kind of date."""

from electionadmin.formats.zh_Hans.formats import *  # noqa: F403
