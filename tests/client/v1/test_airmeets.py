"""The tests of GET /airmeets, through both clients."""

from tests.web.test_airmeets import *  # noqa: F403 (its tests, to be run again with this folder's alice)
