"""Tables in and out: workbooks read, checked and loaded for every room, and written for them."""
