"""Django's PostgreSQL back end that starts the embedded server on the first connection."""
