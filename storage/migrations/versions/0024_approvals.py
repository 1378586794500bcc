"""Approvals, which never change, and the codes they are signed with. What both companies agreed before is taken over as far as the
rows say who and when: the sentence people read then was not kept, nor their role. A version of a KPI and of
credit terms keeps why it takes the place of what was agreed."""

import sqlalchemy as sa
from alembic import op

from storage import guards
from storage.types import Key, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_approvals()
    _create_codes()
    for table in ("kpi_definitions", "credit_terms"):
        op.add_column(table, sa.Column("why", sa.Text(), server_default="", nullable=False))
    for statement in _taken_over(op.get_bind().dialect.name):
        op.execute(statement)
    for statement in guards.create_for_approvals(op.get_bind().dialect.name):
        op.execute(statement)


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("version", sa.String(80), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("vendor_id", Key, sa.ForeignKey("vendors.id"), nullable=False),
        sa.Column("study_id", Key),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("party", sa.String(32), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("door", sa.String(32), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
    )
    op.create_index("ix_approvals_workspace_subject", "approvals", ["workspace", "subject"])
    op.create_index("ix_approvals_workspace_vendor_id", "approvals", ["workspace", "vendor_id"])


def _create_codes() -> None:
    op.create_table(
        "approval_codes",
        sa.Column("id", Key, primary_key=True),
        sa.Column("workspace", Key, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", Key, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("binding", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment()),
    )
    columns = ["workspace", "person_id", "made_at"]
    op.create_index("ix_approval_codes_workspace_person_id_made_at", "approval_codes", columns)
    op.create_index("ix_approval_codes_made_at", "approval_codes", ["made_at"])


# --- what was agreed before ----------------------------------------------------------------------------------------------

_INTO = (
    "INSERT INTO approvals (workspace, subject, version, deed, vendor_id, study_id, meaning, person_id, name, role, party, company, "
    "zone, given_at, door, proof) "
    "SELECT its.workspace, {subject}, {version}, {deed}, its.vendor_id, {study}, {meaning} || {before}, p.id, p.name, '', "
    "CASE WHEN {ours} THEN 'sponsor' ELSE 'vendor:' || its.vendor_id END, CASE WHEN {ours} THEN w.name ELSE v.name END, "
    "COALESCE(p.zone, w.zone), its.{at}, '', '' FROM {table} its "
    "JOIN people p ON p.id = its.{by} JOIN workspaces w ON w.id = its.workspace JOIN vendors v ON v.id = its.vendor_id "
    "{more} WHERE its.{at} IS NOT NULL{only} ORDER BY its.id"
)
_BEFORE = "' (agreed before Parley kept the sentence that was read)'"


def _taken_over(dialect: str) -> list[str]:
    amount = "printf('%.2f', its.amount)" if dialect == "sqlite" else "CAST(its.amount AS TEXT)"
    credit = f"{amount} || ' ' || its.currency"
    return [
        *(_of_kpis(side) for side in ("sponsor", "vendor")),
        *(_of_terms(side) for side in ("sponsor", "vendor")),
        *(_of_credits(state, credit) for state in ("agreed", "waived")),
        _of_excusals(),
    ]


def _of_kpis(side: str) -> str:
    return _statement(
        table="kpi_definitions",
        subject="'definition:' || its.id",
        version="CAST(its.version AS TEXT)",
        deed=_DEED.format(side=side),
        study="its.study_id",
        meaning="its.code || ' ' || its.name || ', version ' || its.version",
        ours="1 = 1" if side == "sponsor" else "1 = 0",
        by=f"{side}_by",
        at=f"{side}_at",
    )


def _of_terms(side: str) -> str:
    return _statement(
        table="credit_terms",
        subject="'terms:' || its.id",
        version="CAST(its.version AS TEXT)",
        deed=_DEED.format(side=side),
        meaning="'The credit terms, version ' || its.version",
        ours="1 = 1" if side == "sponsor" else "1 = 0",
        by=f"{side}_by",
        at=f"{side}_at",
    )


def _of_credits(state: str, credit: str) -> str:
    return _statement(
        table="service_credits",
        subject="'credit:' || its.id",
        version=credit,
        deed=f"'{state}'",
        meaning=f"'Service credit C-' || its.id || ' of ' || {credit}",
        before="' (decided before Parley kept the sentence that was read)'",
        ours="1 = 0" if state == "agreed" else "1 = 1",
        by="changed_by",
        at="changed_at",
        only=f" AND its.state = '{state}'",
    )


def _of_excusals() -> str:
    return _statement(
        table="excusals",
        subject="'excusal:' || its.id",
        version="'1'",
        deed="'agreed'",
        study="d.study_id",
        meaning="'Time that does not count in ' || its.subject || ', ' || d.code",
        ours="p.vendor_id IS NULL",
        by="answered_by",
        at="answered_at",
        more="JOIN kpi_definitions d ON d.id = its.definition_id",
        only=" AND its.state = 'agreed'",
    )


_DEED = (
    "CASE WHEN its.proposed_by = its.{side}_by AND its.proposed_at = its.{side}_at THEN 'proposed' ELSE 'agreed' END"
)


def _statement(**parts: str) -> str:
    usual = {"study": "NULL", "before": _BEFORE, "more": "", "only": ""}
    return _INTO.format(**usual | parts)
