"""Timelines, worked out from the order of a list: no row is counted that need not be."""

from itertools import pairwise

from admit.model.airmeets import Airmeet
from admit.model.presences import Door
from admit.model.timelines import Bar, Timeline, divide
from admit.store import presences, registrations
from admit.store.database import Transaction


async def of_registrations(tx: Transaction, airmeet: Airmeet) -> Timeline | None:
    """None if there are none. The caller has decided that the airmeet may be read.

    Rows lie in the order of their time, so a search finds where each bar begins, and the numbers of two beginnings tell
    how many lie between. Only where some were taken back the rows themselves are counted.
    """
    first, last = await registrations.find_ends(tx, airmeet.airmeet_id)
    if first is None or last is None:
        return None
    days, starts = divide(first.registered_at, last.registered_at, airmeet.timezone)
    edges = [first.seq]
    for start in starts[1:]:
        edges.append(await registrations.find_seq_since(tx, airmeet.airmeet_id, start, edges[-1], last.seq + 1))
    edges.append(last.seq + 1)
    is_dense = last.seq == airmeet.registration_count
    counts = [
        high - low if is_dense else await registrations.count_between(tx, airmeet.airmeet_id, low, high)
        for low, high in pairwise(edges)
    ]
    return Timeline(days=days, bars=[Bar(start, count) for start, count in zip(starts, counts, strict=True)])


async def of_arrivals(tx: Transaction, airmeet: Airmeet, door: Door) -> Timeline | None:
    """When people came for the first time; None if nobody has. Numbered without a gap, so that nothing is counted."""
    first = await presences.find_arrived_at(tx, airmeet.airmeet_id, 1)
    last = await presences.find_arrived_at(tx, airmeet.airmeet_id, door.came_count)
    if first is None or last is None:
        return None
    days, starts = divide(first, last, airmeet.timezone)
    edges = [1]
    for start in starts[1:]:
        edges.append(await presences.find_arrival_since(tx, airmeet.airmeet_id, start, edges[-1], door.came_count + 1))
    edges.append(door.came_count + 1)
    counts = [high - low for low, high in pairwise(edges)]
    return Timeline(days=days, bars=[Bar(start, count) for start, count in zip(starts, counts, strict=True)])
