"""Settings of the test run: the site's own, in a throw-away home, untouched by the caller's environment.

`TEST_DATABASE=postgresql` (set by tests/suite.py for one of its two workers) takes the database that
`TEST_DATABASE_URL` names; anything else means SQLite, in a file, because WAL and locks do not exist in memory.
"""

import os
import tempfile

for _name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "DATABASE_PREPARES",
    "DATABASE_URL",
    "DEBUG",
    "INSIDE_ADDRESSES",
    "DATABASE_REPLICA_URLS",
    "LOG_FORMAT",
    "PAGE_CACHE",
    "PRODUCTION",
    "RATE_LIMITS",
    "RESULT_CACHE",
    "SECRET_KEY",
    "STATIC_ROOT",
    "TRUSTED_PROXIES",
):
    os.environ.pop(_name, None)

# Made by the first process of a run; its workers and their children share it, by this variable.
MADE_HERE = "TEST_HOME" not in os.environ
if MADE_HERE:
    os.environ["TEST_HOME"] = tempfile.mkdtemp(prefix="xunshi-tests-")
os.environ["ARCHIVE_HOME"] = os.environ["TEST_HOME"]
if os.environ.get("TEST_DATABASE") == "postgresql":
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from xunshi_site.settings import *  # noqa: E402, F403
from xunshi_site.settings import ARCHIVE_HOME, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(ARCHIVE_HOME / "test.sqlite3")}
else:
    # No test asks anything five times: what may be prepared is, at once.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 0
# A test that renders a page needs no collectstatic before it; tests/test_serving.py tries the real storage.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = ARCHIVE_HOME / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
# The tests of limits turn them on; any other test may ask as often as it likes.
RATE_LIMITS = None
# Tests change rows behind the back of the archive's version; those of kept pages turn it on.
PAGE_CACHE = 0
# Users of tests log in often; a slow hash protects nobody here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
