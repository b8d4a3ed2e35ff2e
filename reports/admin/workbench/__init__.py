"""The editors' workbench: a report's source beside its structure, and every correction where it is seen to be needed.

`page` answers requests; `contents` reads what is shown; `fields` are the forms; `meanwhile` tells a second editor what
the first one did; `acts` turns a form that came in into corrections.
"""

from reports.admin.workbench.page import workbench

__all__ = ["workbench"]
