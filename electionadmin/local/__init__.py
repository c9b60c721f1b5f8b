"""The one-command run: PostgreSQL, Redis, worker and web server of a machine that has none of its own."""
