"""Changes of the rolls."""
