"""Settings, driven by the environment. Without any variable they mean local use: plain http on this machine.

`PRODUCTION=1` demands SECRET_KEY and ALLOWED_HOSTS and turns HTTPS on. `ARCHIVE_HOME` is the folder of the
SQLite database, the search index and the originals; `DATABASE_URL` names a PostgreSQL database instead.
"""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from xunshi_site import environment
from xunshi_site.bounds import BoundedConnection
from xunshi_site.limits.budgets import BUDGETS

BASE_DIR = Path(__file__).resolve().parent.parent
ARCHIVE_HOME = environment.folder("ARCHIVE_HOME", BASE_DIR / "var")
INDEX_DIR = ARCHIVE_HOME / "index"
# Whether answers of the index are kept while it does not change (reports/search/remembering.py).
RESULT_CACHE = environment.flag("RESULT_CACHE", default=True)
# Megabytes of whole pages that each process keeps while the archive does not change (reports/views/kept.py).
PAGE_CACHE = environment.number("PAGE_CACHE", 32)
ORIGINALS_DIR = ARCHIVE_HOME / "originals"

PRODUCTION = environment.flag("PRODUCTION")
DEBUG = environment.flag("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PRODUCTION=1 与 DEBUG=1 不能同时设置。PRODUCTION=1 and DEBUG=1 exclude each other.")
SECRET_KEY = environment.secret_key(ARCHIVE_HOME, production=PRODUCTION)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "PRODUCTION=1 需要设置 ALLOWED_HOSTS（网站域名，逗号分隔）。Set ALLOWED_HOSTS to the site's host names."
        )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.trusted_origins(ALLOWED_HOSTS) if PRODUCTION else []

# Whose X-Forwarded-For, X-Forwarded-Proto and X-Request-ID are believed. A public site must say it: without its proxy
# among them every visitor would have one address, and every https request would look like http.
if PRODUCTION and not environment.words("TRUSTED_PROXIES"):
    raise ImproperlyConfigured(
        "PRODUCTION=1 需要设置 TRUSTED_PROXIES（反向代理的地址或网段，没有代理写 none）。"
        "Set TRUSTED_PROXIES to the addresses or networks of the proxies in front, or to none."
    )
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
# Who may see /metrics and the details of /readyz.
INSIDE_ADDRESSES = environment.networks("INSIDE_ADDRESSES", [] if PRODUCTION else ["127.0.0.0/8", "::1"])

INSTALLED_APPS = [
    "xunshi_site.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "axes",
    "reports",
    "xunshi_site.limits",
]
MIDDLEWARE = [
    "xunshi_site.addresses.TrustedProxies",
    "xunshi_site.observed.Observed",
    "django.middleware.security.SecurityMiddleware",
    "reports.api.door.ApiDoor",
    "csp.middleware.CSPMiddleware",
    "xunshi_site.headers.FurtherHeaders",
    "xunshi_site.bounds.Bounds",
    "xunshi_site.replicas.Replicas",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reports.views.conditional.ConditionalPages",
    "xunshi_site.limits.middleware.Limits",
    "axes.middleware.AxesMiddleware",
    "reports.views.lost_index.LostIndex",
    "xunshi_site.turns.Turns",
]
ROOT_URLCONF = "xunshi_site.urls"
WSGI_APPLICATION = "xunshi_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.views.context.archive",
            ]
        },
    }
]

# SQLite: readers never wait for the writer (WAL), a writer waits up to 20 s for the other, and every
# write transaction takes its lock at its start, so that it cannot fail half way (design.md §8). Each thread keeps 16 MB
# of pages: with 64 the system's own cache held them once more, and no page was faster (docs/performance.md).
SQLITE_OPTIONS = {
    "factory": BoundedConnection,
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;",
}
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{ARCHIVE_HOME / 'archive.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
# PostgreSQL: what pages ask again and again is planned once for a connection (reports/models/prepared.py).
POSTGRESQL_OPTIONS = {"prepare_threshold": 5} if environment.flag("DATABASE_PREPARES", default=True) else {}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {}).update(POSTGRESQL_OPTIONS)
REPLICA_URLS = environment.words("DATABASE_REPLICA_URLS")
if REPLICA_URLS and DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_REPLICA_URLS: 只有 PostgreSQL 才有副本。Only PostgreSQL has replicas; set DATABASE_URL."
    )
for _number, _url in enumerate(REPLICA_URLS, 1):
    _replica = dj_database_url.parse(_url, conn_max_age=600, conn_health_checks=True)
    _replica.setdefault("OPTIONS", {}).update(POSTGRESQL_OPTIONS)
    DATABASES[f"replica{_number}"] = _replica
DATABASE_ROUTERS = ["xunshi_site.replicas.ReplicaRouter"] if REPLICA_URLS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Five wrong passwords for a name lock it for an hour to the address that they come from, so that a stranger cannot lock
# an editor out. Guessing from many addresses is slowed by the limits of logins for each of them.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "xunshi_site.addresses.login_address"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = environment.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Only what was collected is served, under `make run` as in production; a page rendered before the first collectstatic
# gives the plain name of a file, never a 500.
WHITENOISE_USE_FINDERS = False
WHITENOISE_MANIFEST_STRICT = False

# A working day: who forgets to log out on a shared computer is logged out at night.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "xunshi_site.errors.forbidden"
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The same for the archive's pages and the admin: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "upgrade-insecure-requests": PRODUCTION,
    }
}
if PRODUCTION:
    # The prefix binds a cookie to this very host: no neighbouring one can set it.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

RATE_LIMITS = environment.rates("RATE_LIMITS", BUDGETS)
CACHE_URL = environment.redis_url("CACHE_URL")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
LARGEST_BODY = 64 * 1024 * 1024

# Lines for people on a terminal, JSON for what collects the logs of a public site; LOG_FORMAT chooses the other.
LOG_FORMAT = environment.one_of("LOG_FORMAT", ("text", "json"), "json" if PRODUCTION else "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "xunshi_site.observed.RequestId"}},
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": ["asctime", "levelname", "name", "message", "request_id"],
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "json_ensure_ascii": False,
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {
        # Each request has a line on a public site; on a terminal only what failed.
        "archive.requests": {"level": "INFO" if PRODUCTION or DEBUG else "CRITICAL"},
        # 4xx have their line already.
        "django.request": {"level": "ERROR"},
        # Scanners ask for made-up hosts all day, and are refused: not worth a traceback each.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Django leaves it to the server to drop the body of an answer to HEAD; gunicorn does, with a warning each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
