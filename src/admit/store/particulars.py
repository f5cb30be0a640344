"""What only an airmeet's own pages tell. Apart from its row, which every call of the API reads and some rewrite."""

from admit.model.airmeets import Admission, Particulars, Stage
from admit.store.database import Transaction

FIND_PARTICULARS = """
SELECT description, admission, stage, stage_url
FROM airmeet_particulars
WHERE airmeet_id = :airmeet_id
"""

SAVE_PARTICULARS = """
INSERT INTO airmeet_particulars (airmeet_id, description, admission, stage, stage_url)
VALUES (:airmeet_id, :description, :admission, :stage, :stage_url)
ON CONFLICT (airmeet_id) DO UPDATE
SET description = :description, admission = :admission, stage = :stage, stage_url = :stage_url
"""


async def get(tx: Transaction, airmeet_id: str) -> Particulars:
    """The usual ones, unless others were saved."""
    row = await tx.one(FIND_PARTICULARS, {"airmeet_id": airmeet_id})
    if row is None:
        return Particulars()
    description, admission, stage, stage_url = row
    return Particulars(description, Admission(admission), Stage(stage), stage_url)


async def save(tx: Transaction, airmeet_id: str, particulars: Particulars) -> None:
    await tx.run(
        SAVE_PARTICULARS,
        {
            "airmeet_id": airmeet_id,
            "description": particulars.description,
            "admission": particulars.admission,
            "stage": particulars.stage,
            "stage_url": particulars.stage_url,
        },
    )
