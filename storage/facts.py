"""What the body of an entry says of some facts, asked in SQL. A body is canonical JSON, in which a key can stand in one way alone."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Named(FunctionElement[int]):
    """The number that a body has under a key; 0 where it has none."""

    type = BigInteger()
    inherit_cache = True
    key = ""


class VendorNamed(Named):
    """The vendor that an entry names itself."""

    inherit_cache = True
    key = "vendor"


class OldNamed(Named):
    """Whom or what an entry names as what was before."""

    inherit_cache = True
    key = "old"


@compiles(Named, "sqlite")
def _in_sqlite(its: Named, compiler: SQLCompiler, **more: Any) -> str:
    body, key = compiler.process(its.clauses, **more), f'"{its.key}":'
    return f"CAST(substr({body}, instr({body}, '{key}') + {len(key)}, 12) AS INTEGER)"


@compiles(Named, "postgresql")
def _in_postgresql(its: Named, compiler: SQLCompiler, **more: Any) -> str:
    body = compiler.process(its.clauses, **more)
    return f"CAST(coalesce(substring({body} from '\"{its.key}\":([0-9]+)'), '0') AS BIGINT)"
