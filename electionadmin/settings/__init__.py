"""Settings: `local` for the one-command run and the tests, `production` for the county's server."""
