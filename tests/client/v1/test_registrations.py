"""The tests of POST /user and GET /registrations, through both clients."""

from tests.web.test_registrations import *  # noqa: F403 (its tests, to be run again with this folder's alice)
