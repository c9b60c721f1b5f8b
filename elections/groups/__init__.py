"""Working groups, liaisons and informants: who runs the renewal, and how he is reached."""
