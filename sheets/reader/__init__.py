"""Reading of files that nobody has vetted, in a process of its own with limits. Nothing here knows Django or the project."""
