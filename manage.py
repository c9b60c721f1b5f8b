#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    # An auditor's recount needs neither database nor settings: it is answered before Django starts. What cannot be
    # judged goes on to the command itself, which has the words for it.
    if sys.argv[1:2] == ["recount"] and not any(argument.startswith("-") for argument in sys.argv[2:]):
        from ballots.files import print_verdicts

        if sys.argv[2:] and print_verdicts(sys.argv[2:]):
            sys.exit(0)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.local")
    from django.core.management import execute_from_command_line

    from electionadmin import trail

    with trail.command(sys.argv):
        execute_from_command_line(sys.argv)
