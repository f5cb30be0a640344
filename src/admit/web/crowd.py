"""Who is at an event, in words: the same on a page and in what an open page is told."""

import math
from collections.abc import Sequence

from admit.model.airmeets import Status
from admit.model.people import Details
from admit.web.templates import environment

MINUTE = 60
PEOPLE = environment.get_template("attendee/people.html")


def people(inside: Sequence[Details]) -> str:
    """HTML."""
    return PEOPLE.render(people=inside)


def count_sentence(count: int) -> str:
    return "1 person is here" if count == 1 else f"{count:,} people are here"


def place_sentence(status: Status, before: int, rate: float) -> str:
    """For who waits while `before` others are in front of them."""
    if status is Status.CREATED:
        return "The doors are still closed. This page lets you in by itself once they open."
    if status is Status.PAUSED:
        return "The event is paused for the moment. This page lets you in by itself once it goes on."
    if before == 0:
        return "You are next."
    are = "There is 1 person" if before == 1 else f"There are {before:,} people"
    return f"{are} in front of you. It is your turn in about {_span(before / rate)}."


def _span(seconds: float) -> str:
    if seconds < MINUTE:
        whole = math.ceil(seconds)
        return "a second" if whole == 1 else f"{whole} seconds"
    minutes = math.ceil(seconds / MINUTE)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
