#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "electionadmin.settings.local")
    from django.core.management import execute_from_command_line

    from electionadmin import trail

    with trail.command(sys.argv):
        execute_from_command_line(sys.argv)
