"""The tests of POST and DELETE /attendee, through both clients."""

from tests.web.test_attendees import *  # noqa: F403 (its tests, to be run again with this folder's alice)
