"""Expiries: what is kept for a time only."""

from admit.store import expiries
from admit.store.database import Transaction


async def is_any_expired(tx: Transaction) -> bool:
    return await expiries.is_any_expired(tx)


async def forget(tx: Transaction) -> None:
    await expiries.delete_expired(tx)
