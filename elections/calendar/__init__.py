"""The calendar: from the election day back and forward to every deadline."""
