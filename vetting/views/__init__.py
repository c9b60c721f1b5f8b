"""Pages of the vetting."""
