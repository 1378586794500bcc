"""The feature's entry in the house's registry; every module of this folder adds what it answers."""

from handlers.kit.feature import Feature

feature = Feature("agreements")
