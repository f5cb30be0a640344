"""What only an airmeet's own pages tell. Apart from its row, which every call of the API reads and some rewrite."""

from admit.model.airmeets import Admission, Particulars, Stage
from admit.model.errors import AirmeetUnknown
from admit.model.events import Revision
from admit.store.database import Transaction

FIND_PARTICULARS = """
SELECT description, admission, stage, stage_url
FROM airmeet_particulars
WHERE airmeet_id = :airmeet_id
"""

SAVE_PARTICULARS = """
INSERT INTO airmeet_particulars (airmeet_id, description, admission, stage, stage_url, revision, revised_at)
VALUES (:airmeet_id, :description, :admission, :stage, :stage_url, 1, :now)
ON CONFLICT (airmeet_id) DO UPDATE
SET
    description = :description, admission = :admission, stage = :stage, stage_url = :stage_url,
    revision = airmeet_particulars.revision + 1, revised_at = :now
"""

FIND_REVISION = """
SELECT COALESCE(p.revision, 0), COALESCE(p.revised_at, a.created_at)
FROM airmeets a
LEFT JOIN airmeet_particulars p ON p.airmeet_id = a.airmeet_id
WHERE a.airmeet_id = :airmeet_id
"""


async def get(tx: Transaction, airmeet_id: str) -> Particulars:
    """The usual ones, unless others were saved."""
    row = await tx.one(FIND_PARTICULARS, {"airmeet_id": airmeet_id})
    if row is None:
        return Particulars()
    description, admission, stage, stage_url = row
    return Particulars(description, Admission(admission), Stage(stage), stage_url)


async def get_revision(tx: Transaction, airmeet_id: str) -> Revision:
    """How often they were saved, and when last. Raises AirmeetUnknown."""
    row = await tx.one(FIND_REVISION, {"airmeet_id": airmeet_id})
    if row is None:
        raise AirmeetUnknown
    return Revision(*row)


async def save(tx: Transaction, airmeet_id: str, particulars: Particulars) -> None:
    """With every change of the airmeet's row, too: each one is a revision."""
    await tx.run(
        SAVE_PARTICULARS,
        {
            "airmeet_id": airmeet_id,
            "description": particulars.description,
            "admission": particulars.admission,
            "stage": particulars.stage,
            "stage_url": particulars.stage_url,
            "now": tx.now,
        },
    )
