"""The feature that the modules of this folder register with."""

from handlers.kit.feature import Feature

feature = Feature("audit")
