"""Forms of the rolls, screen by screen."""
