"""Daily digests and reminders: what needs a user, told him once a day."""
