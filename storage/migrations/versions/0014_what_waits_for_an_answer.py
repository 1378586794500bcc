"""Results and proposals that wait for the other company are found among all that do not."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TO_ANSWER = sa.text("state IN ('submitted', 'restated', 'disputed') AND replaced_by IS NULL AND NOT imported")
ASKED = sa.text("state IN ('imported', 'proposed') AND (sponsor_by IS NULL) <> (vendor_by IS NULL)")


def upgrade() -> None:
    op.create_index(
        "ix_kpi_results_to_answer",
        "kpi_results",
        ["workspace", "vendor_id"],
        sqlite_where=TO_ANSWER,
        postgresql_where=TO_ANSWER,
    )
    op.create_index(
        "ix_kpi_definitions_asked",
        "kpi_definitions",
        ["workspace", "vendor_id"],
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )
