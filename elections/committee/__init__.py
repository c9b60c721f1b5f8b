"""The election committee (选委会): formation, exits, succession."""
