"""Keys, encrypted fields, masking, and the record of every look at what is masked."""
