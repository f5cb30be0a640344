"""Admit: the guest list and the door for online events.

`admit.Client`, `admit.AsyncClient` and `admit.Person` are those of `admit.client`, where the exceptions are, too.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from admit.client import AsyncClient, Client, Person

__version__ = "0.1.0"
__all__ = ["AsyncClient", "Client", "Person", "__version__"]


def __getattr__(name: str) -> object:
    """The client is loaded for who asks for it: the server has no use for httpx."""
    if name not in __all__:
        raise AttributeError(f"module 'admit' has no attribute {name!r}")
    return getattr(import_module("admit.client"), name)
