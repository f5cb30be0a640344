"""What people are told while they wait."""

import pytest

from admit.model.airmeets import Status
from admit.web.crowd import count_sentence, place_sentence


@pytest.mark.parametrize(
    "before, rate, sentence",
    [
        (0, 200, "You are next."),
        (1, 200, "There is 1 person in front of you. It is your turn in about a second."),
        (500, 100, "There are 500 people in front of you. It is your turn in about 5 seconds."),
        (60, 1, "There are 60 people in front of you. It is your turn in about a minute."),
        (12_000, 100, "There are 12,000 people in front of you. It is your turn in about 2 minutes."),
    ],
)
def test_a_place_in_the_queue_is_told_with_the_time_it_takes(before: int, rate: float, sentence: str) -> None:
    assert place_sentence(Status.ONGOING, before, rate) == sentence


def test_a_door_that_is_closed_names_no_place() -> None:
    for status, word in ((Status.CREATED, "closed"), (Status.PAUSED, "paused")):
        assert place_sentence(status, 7, 1.0).split(".")[0].endswith((word, f"{word} for the moment"))


def test_people_are_counted_in_words() -> None:
    assert [count_sentence(count) for count in (0, 1, 2, 1_000)] == [
        "0 people are here",
        "1 person is here",
        "2 people are here",
        "1,000 people are here",
    ]
