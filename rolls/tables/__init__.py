"""Lists of the rolls, screen by screen."""
