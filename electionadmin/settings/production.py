"""The county's server: everything from the environment (docs/production.md), nothing that could be guessed."""

from pathlib import Path
from typing import Any

from electionadmin import env
from electionadmin.settings.base import *  # noqa: F403
from electionadmin.settings.base import BASE_DIR, MIDDLEWARE, SILENCED_SYSTEM_CHECKS, STORAGES
from electionadmin.start import or_refuse

# Web and worker end at once when a check complains (electionadmin/start.py).
REFUSE_UNFIT = True

with or_refuse():
    DEBUG = env.boolean("DEBUG", False)
    SECRET_KEY = env.text("SECRET_KEY")
    ENCRYPTION_KEYS = env.pairs("ENCRYPTION_KEYS", None)
    INDEX_KEY = env.text("INDEX_KEY")
    # The health check of the container asks for itself by this address.
    ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS", None), "127.0.0.1"]
    TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 1)
    SECOND_FACTOR_ROLES = env.words("SECOND_FACTOR_ROLES", "county_admin,county_organiser,county_leader,auditor")
    CELERY_BROKER_URL = env.text("REDIS_URL")
    MEDIA_ROOT = Path(env.text("MEDIA_ROOT"))
    TRAIL_SEAL_LOG = Path(env.text("TRAIL_SEAL_LOG", str(MEDIA_ROOT.parent / "seals.log")))
    DOCUMENT_KEY_FILE = env.text("DOCUMENT_KEY_FILE", "")
    DOCUMENT_KEY_PASSWORD = env.text("DOCUMENT_KEY_PASSWORD", "")
    STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
    JOBS_PULSE_FILE = env.text("JOBS_PULSE_FILE", "")
    # The county's own mail server, for the daily digests; without one they stand in the application alone.
    EMAIL_HOST = env.text("EMAIL_HOST", "")
    EMAIL_PORT = env.integer("EMAIL_PORT", 25)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
    EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)
    DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "webmaster@localhost")
    DIGEST_EMAIL = bool(EMAIL_HOST)
    EMAIL_TIMEOUT = 20
    SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 365 * 24 * 60 * 60)
    DATABASES: dict[str, Any] = {"default": env.database("DATABASE_URL")}

# A database machine that vanished without a word is noticed within a minute.
DATABASES["default"]["OPTIONS"].update(
    connect_timeout=5, keepalives_idle=30, keepalives_interval=10, keepalives_count=3
)

# HTTPS ends at the county's reverse proxy, which says so in this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Preloading concerns names on the internet; a county's server has none.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
MIDDLEWARE = ["electionadmin.web.proxy.client_address", *MIDDLEWARE]

STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "node_modules" / "htmx.org" / "dist")]
STORAGES = STORAGES | {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Collected by the image's builder, read by the application's own user; uploads alone are nobody else's.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
