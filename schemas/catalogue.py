"""Finds the contract of a relation by its name: `clinical.lab_result` is class `LabResult` of `schemas.clinical*`."""

import importlib
import pkgutil
from functools import cache

import schemas
from schemas.base import Contract

LAYERS = ("raw", "reference", "staging", "clinical", "rules", "signals", "marts", "v1")


def contract_of(relation: str) -> type[Contract] | None:
    """The contract of `layer.name`, or None when the relation has none. Every rule returns the one `Flag`."""
    return contracts().get("rules.flag" if relation.startswith("rules.") else relation)


@cache
def contracts() -> dict[str, type[Contract]]:
    """Relation name → contract, for every class in a module `schemas.<layer>` or `schemas.<layer>_<topic>`."""
    found: dict[str, type[Contract]] = {}
    for module_info in pkgutil.iter_modules(schemas.__path__):
        layer = module_info.name.split("_")[0]
        if layer not in LAYERS:
            continue
        module = importlib.import_module(f"schemas.{module_info.name}")
        for value in vars(module).values():
            if _is_contract(value) and value.__module__ == module.__name__:
                found[f"{layer}.{_snake_case(value.__name__)}"] = value
    return found


def _is_contract(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Contract) and value is not Contract


def _snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
