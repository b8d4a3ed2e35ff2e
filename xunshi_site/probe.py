"""Asks this machine's site whether it is ready; the exit code says so. The container calls it with `-m`.

Django is not loaded: the question comes every half minute.
"""

from __future__ import annotations

import http.client
import os
import sys

SECONDS = 5


def ready(port: int, host: str) -> bool:
    """Whether /readyz answers 200 on `port` of this machine when asked under the name `host`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    # The site answers to its own names only; `.example.org` includes example.org.
    first_host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".*") or "localhost"
    sys.exit(0 if ready(int(os.environ.get("PORT") or 8000), first_host) else 1)
