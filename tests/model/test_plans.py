"""What an organizer decides about an airmeet."""

import msgspec
import pytest

from admit.lib.clock import Timestamp
from admit.model.airmeets import Admission, Particulars, Plan, Stage
from admit.model.errors import InputWrong

PLAN = Plan(
    name="Open evening",
    timezone="Europe/London",
    starts_at=Timestamp("2027-03-20T23:00:00.000Z"),
    ends_at=Timestamp("2027-03-21T01:30:00.000Z"),
)


@pytest.mark.parametrize(
    "now, starts_at, ends_at",
    [
        # London's clocks go forward on 28 March 2027: what starts at 23:00 lasts as long, to 02:30.
        ("2027-03-01T00:00:00.000Z", "2027-03-27T23:00:00.000Z", "2027-03-28T01:30:00.000Z"),
        # From then on 23:00 in London is 22:00 in UTC.
        ("2027-03-27T23:00:00.000Z", "2027-04-03T22:00:00.000Z", "2027-04-04T00:30:00.000Z"),
        ("2027-11-01T00:00:00.000Z", "2027-11-06T23:00:00.000Z", "2027-11-07T01:30:00.000Z"),
    ],
)
def test_it_is_repeated_on_the_same_clocks_time_whole_weeks_later_and_in_the_future(
    now: str, starts_at: str, ends_at: str
) -> None:
    again = PLAN.repeated(Timestamp(now))
    assert again == msgspec.structs.replace(PLAN, starts_at=Timestamp(starts_at), ends_at=Timestamp(ends_at))


def test_where_the_calendar_ends_the_date_is_left_to_the_organizer() -> None:
    last = msgspec.structs.replace(
        PLAN, starts_at=Timestamp("9999-12-30T18:00:00.000Z"), ends_at=Timestamp("9999-12-30T19:00:00.000Z")
    )
    assert last.repeated(Timestamp("2026-11-24T04:30:00.000Z")) == last


def test_a_difference_is_named_in_the_words_of_the_form() -> None:
    other = Plan(
        name="Open night",
        timezone="UTC",
        starts_at=Timestamp("2027-03-20T23:00:00.001Z"),
        ends_at=Timestamp("2027-03-21T01:30:00.001Z"),
        particulars=Particulars("Hello", Admission.INVITED, Stage.PLAYER, "https://stage.example/"),
    )
    assert PLAN.differences(PLAN) == []
    names = ["name", "time zone", "start", "end", "description", "access", "stage"]
    assert other.differences(PLAN) == PLAN.differences(other) == names


def test_text_is_trimmed_and_a_line_ends_in_one_way() -> None:
    given = Particulars(description=" \r\nCafe\u0301\r\n\tand\rtea \n", stage_url=" https://stage.example/ ")
    cleaned = msgspec.structs.replace(PLAN, name=" Open evening ", particulars=given).cleaned()
    assert (cleaned.name, cleaned.particulars) == (
        "Open evening",
        Particulars(description="Café\n\tand\ntea", stage_url="https://stage.example/"),
    )


@pytest.mark.parametrize(
    "particulars, sentence",
    [
        (Particulars(description="x" * 10_001), "description is longer than 10000 characters."),
        (Particulars(description="x\x1b"), "description contains a control character."),
        (
            Particulars(stage_url="https://stage.example/" + "x" * 1_979),
            "stage must be an address that begins with https:// or http://, or empty.",
        ),
    ],
)
def test_every_fault_has_a_sentence(particulars: Particulars, sentence: str) -> None:
    with pytest.raises(InputWrong) as refused:
        msgspec.structs.replace(PLAN, name="", ends_at=PLAN.starts_at, particulars=particulars).cleaned()
    assert refused.value.sentences == ("name is empty.", "end must come after start.", sentence)
