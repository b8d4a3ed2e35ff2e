"""The archive of the views' tests, asked with ill will."""

from tests.views.conftest import shown

__all__ = ["shown"]
