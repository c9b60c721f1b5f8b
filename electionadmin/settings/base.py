"""What local and production settings share."""

from pathlib import Path
from typing import Any

import pghistory
import pgtrigger
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    # First: its triggers are in place before the trail guards their functions.
    "pgtrigger",
    "electionadmin",
    "accounts",
    "protect",
    "factors",
    "jobs",
    "sheets",
    "people",
    "villages",
    "elections",
    "candidates",
    "vetting",
    "rolls",
    "ballots",
    "filings",
    "staff",
    "oversight",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "pghistory",
    "axes",
    "django_otp",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Townships sit behind slow lines; Django pads the answers so that their length gives nothing away.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.never_cached",
    "accounts.middleware.whole_page_sign_in",
    "protect.middleware.keep_typed",
    "accounts.middleware.session_limits",
    "accounts.middleware.scope",
    "accounts.middleware.SignInSteps",
    "accounts.middleware.TrailMiddleware",
    "oversight.middleware.downloads",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "protect.middleware.UnreadableFiles",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "electionadmin.urls"
WSGI_APPLICATION = "electionadmin.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.office",
                "elections.context_processors.cycle",
                "accounts.navigation.rail",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "electionadmin.templatetags.ui",
                "accounts.templatetags.access",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.DutyBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # it looks for guardian's own backend by name; ours is a subclass
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "accounts.passwords.OneTimePasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.CharacterKinds"},
    {"NAME": "accounts.passwords.NotUsedBefore"},
]
PASSWORD_CHARACTER_KINDS = 3  # of four; 0 switches the rule off
PASSWORD_HISTORY = 5  # passwords that may not come back; 0 switches the rule off
PASSWORD_MAX_AGE_DAYS = 90  # 0 switches the rule off
ONE_TIME_PASSWORD_DAYS = 14
ACCOUNT_UNUSED_DAYS = 90
# Roles that may not be exercised with a password alone in any county; a county adds its own on its page.
SECOND_FACTOR_ROLES: list[str] = []
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A township sits behind one address: lock the account and the pair of account and address, never an address alone.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked"

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
FORMAT_MODULE_PATH = ["electionadmin.formats"]
USE_TZ = True

# Static and uploaded files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static"]
MEDIA_ROOT = BASE_DIR / "var" / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "protect.storage.EncryptedStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Nothing on a page comes from elsewhere, and nothing runs that is not a file of ours.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = 0
SECURE_REFERRER_POLICY = "same-origin"

# Audit trail: every event carries its own context, so that nothing in the trail is ever updated.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False, db_constraint=False)
# Triggers are read from the models and put in place at the end of `migrate`, those that changed alone: as operations of
# migrations, each of several hundred would have Django build all its models anew.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")
# Outside the database, better still on another machine's disk: a restored database does not take it back.
TRAIL_SEAL_LOG = BASE_DIR / "var" / "seals.log"

# Documents: faces made by scripts/fonts.sh; a key file (PKCS #12) signs each PDF where one is named.
DOCUMENT_FONTS = BASE_DIR / "var" / "fonts"
DOCUMENT_KEY_FILE = ""
DOCUMENT_KEY_PASSWORD = ""

# What was typed when the session had ended is kept so long, encrypted, for the same user in the same browser.
KEPT_SECONDS = 60 * 60
CSRF_FAILURE_VIEW = "protect.views.token_refused"

# Jobs
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A page that asks for a job does not wait for a Redis that is away or hangs: the sweeper rings again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "health_check_interval": 5,
}
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "jobs.sweep": {"task": "jobs.sweep", "schedule": 5.0, "options": {"expires": 15}},
    "oversight.seal": {"task": "oversight.seal", "schedule": 60.0, "options": {"expires": 50}},
    "oversight.verify": {"task": "oversight.verify", "schedule": crontab(hour="4", minute="40")},
    "elections.compact_counts": {"task": "elections.compact_counts", "schedule": crontab(hour="4", minute="25")},
    "accounts.clear_sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour="4", minute="10")},
    # Asked for each hour: a morning on which the server was away is made up for.
    "elections.digests": {
        "task": "elections.digests",
        "schedule": crontab(hour="6-20", minute="30"),
        "options": {"expires": 1800},
    },
    "vetting.remind": {"task": "vetting.remind", "schedule": crontab(hour="8", minute="30")},
    "jobs.clean_up": {"task": "jobs.clean_up", "schedule": crontab(minute="17"), "options": {"expires": 3600}},
}
# Digests go by e-mail only where a county has a mail server of its own.
DIGEST_EMAIL = False
JOBS_HEARTBEAT_SECONDS = 2.0
JOBS_PULSE_SECONDS = 5.0
JOBS_RING_AGAIN_SECONDS = 5.0
JOBS_STALE_SECONDS = 15.0
JOBS_MAX_ATTEMPTS = 5
JOBS_KEEP_DAYS = 30
JOBS_EXTRA_HANDLERS: list[str] = []
JOBS_PULSE_FILE = ""  # touched with each pulse, for the health check of a worker's container
REFUSE_UNFIT = False
# How many proxies stand between a user's machine and the web server; each names the one before it.
TRUSTED_PROXIES = 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A line for every ring of a bell would bury what matters.
    "loggers": {
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
