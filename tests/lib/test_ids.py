"""Identifiers and secrets."""

import os
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admit.lib import ids
from admit.lib.clock import Timestamp, epoch_seconds


def test_ids_are_uuids_that_sort_by_the_time_they_were_made() -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(each).version for each in made} == {7}


def test_ids_of_one_instant_sort_as_they_were_made_and_between_those_of_other_instants() -> None:
    earlier, now, later = (Timestamp(f"2026-11-24T04:30:00.{ms}Z") for ms in ("000", "001", "002"))
    made = [ids.new_id_at(now) for _ in range(1000)]
    assert made == sorted(set(made))
    assert {(each.version, each.variant) for each in map(uuid.UUID, made)} == {(7, uuid.RFC_4122)}
    assert {uuid.UUID(each).int >> 80 for each in made} == {epoch_seconds(now) * 1000 + 1}
    assert ids.new_id_at(earlier) < ids.earliest_id_at(now) < made[0]
    assert made[-1] < ids.earliest_id_at(later) < ids.new_id_at(later)


def test_an_access_key_does_not_tell_when_it_was_made() -> None:
    assert uuid.UUID(ids.new_access_key()).version == 4


def test_a_secret_has_256_bits_behind_a_prefix_that_scanners_know() -> None:
    secrets = {ids.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(re.fullmatch(r"admit_sk_[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_an_entry_code_has_192_bits_and_needs_no_escape_in_a_url() -> None:
    codes = {ids.new_entry_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", code) for code in codes)


def test_processes_that_are_forked_give_out_different_entry_codes() -> None:
    ids.new_entry_code()
    given, taken = os.pipe()
    child = os.fork()
    if not child:
        os.write(taken, ids.new_entry_code().encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(given, 64).decode() != ids.new_entry_code()


@given(st.uuids())
def test_a_uuid_is_known_in_either_letter_case(value: uuid.UUID) -> None:
    assert ids.canonical_uuid(str(value)) == ids.canonical_uuid(str(value).upper()) == str(value)


@given(st.uuids())
def test_only_the_form_with_four_hyphens_is_a_uuid(value: uuid.UUID) -> None:
    for written in (value.hex, f"{{{value}}}", value.urn, f" {value}", f"{value}\n", str(value)[:-1], f"{value}0"):
        assert ids.canonical_uuid(written) is None


@pytest.mark.parametrize("text", ["", "nothing", "018f0000-0000-7000-8000-00000000dea\uff11", "-" * 36])
def test_other_text_is_no_uuid(text: str) -> None:
    assert ids.canonical_uuid(text) is None
