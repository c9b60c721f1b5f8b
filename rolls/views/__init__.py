"""Pages of the rolls."""
