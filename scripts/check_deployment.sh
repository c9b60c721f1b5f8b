#!/usr/bin/env bash
# Django's checks of a deployment and our own, on the production settings with keys drawn for this run; no database needed.
set -euo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=electionadmin.settings.production
export SECRET_KEY ENCRYPTION_KEYS INDEX_KEY
SECRET_KEY=$(openssl rand -hex 32)
ENCRYPTION_KEYS=check:$(openssl rand -hex 16)
INDEX_KEY=$(openssl rand -hex 32)
export ALLOWED_HOSTS=county.example DATABASE_URL=postgresql://nowhere REDIS_URL=redis://nowhere MEDIA_ROOT=/nowhere
exec python manage.py check --deploy --fail-level WARNING
