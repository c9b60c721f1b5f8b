"""Pages of divisions, villages and members."""
