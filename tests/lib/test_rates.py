"""How often something may be tried."""

from admit.lib.rates import Allowance

AN_HOUR = 3600


def test_so_many_tries_are_free_and_the_next_one_waits() -> None:
    allowance = Allowance(burst=3, refill_seconds=AN_HOUR)
    assert [allowance.take("eve") for _ in range(3)] == [0.0] * 3
    assert [0 < allowance.take("eve") <= AN_HOUR for _ in range(3)] == [True] * 3
    assert allowance.take("ada") == 0.0


def test_looking_at_the_wait_is_no_try() -> None:
    allowance = Allowance(burst=1, refill_seconds=AN_HOUR)
    assert [allowance.wait("eve") for _ in range(3)] == [0.0] * 3
    allowance.take("eve")
    assert 0 < allowance.wait("eve") <= AN_HOUR


def test_what_was_spent_comes_back() -> None:
    allowance = Allowance(burst=1, refill_seconds=0.0)
    assert [allowance.take("eve") for _ in range(3)] == [0.0] * 3
