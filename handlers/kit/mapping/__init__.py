"""Mappings: a small file that says how the lines of somebody's sheet become KPI results, and the results."""

from handlers.kit.mapping.file import Columns, Kpi, Listed, Mapping, MappingUnreadable, OnTime, read_mapping
from handlers.kit.mapping.measure import Measurement, Measurements, MissingColumn, Unusable, measure
from handlers.kit.mapping.tables import MissingKey, UnknownKey, WrongMapping, WrongValue

__all__ = [
    "Columns",
    "Kpi",
    "Listed",
    "Mapping",
    "MappingUnreadable",
    "Measurement",
    "Measurements",
    "MissingColumn",
    "MissingKey",
    "OnTime",
    "UnknownKey",
    "Unusable",
    "WrongMapping",
    "WrongValue",
    "measure",
    "read_mapping",
]
