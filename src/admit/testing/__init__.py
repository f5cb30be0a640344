"""The real server for other people's tests: seeded, its clock to be moved, and failing when it is told to.

With pytest, `pip install 'admit[testing]'` brings the fixture `admit_server`. AdmitServer serves without it, too.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admit.testing.server import AdmitServer

__all__ = ["AdmitServer"]


def __getattr__(name: str) -> object:
    """The server is loaded for who asks for it: pytest loads the plugin beside this where there is none, too."""
    if name not in __all__:
        raise AttributeError(f"module 'admit.testing' has no attribute {name!r}")
    return getattr(import_module("admit.testing.server"), name)
