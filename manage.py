#!/usr/bin/env python
"""Runs the archive's commands: `python manage.py help` lists them."""

import os
import sys

from xunshi_site import huge_pages


def main() -> None:
    huge_pages.begin_anew()
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  not loaded twice
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xunshi_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(f"设置有误 · settings: {refusal}")


if __name__ == "__main__":
    main()
