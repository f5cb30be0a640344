"""The tests of cursors, through both clients."""

from tests.web.test_cursors import *  # noqa: F403 (its tests, to be run again with this folder's alice)
