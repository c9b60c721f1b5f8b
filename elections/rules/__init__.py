"""Pure rules that more than one room judges by: no database, no clock, integers only."""
