"""Every dialog of the window, named after the module and what makes it there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType

from PySide6.QtWidgets import QDialog

import desktop.gui.dialogs
import desktop.gui.views
import desktop.gui.widgets
from tests.dialogs.of_accounts import OF_ACCOUNTS
from tests.dialogs.of_activities import OF_ACTIVITIES
from tests.dialogs.of_people import OF_PEOPLE
from tests.dialogs.of_popups import OF_POPUPS
from tests.dialogs.opening import Opening

DIALOGS: Mapping[str, Opening] = {
    **OF_PEOPLE,
    **OF_ACTIVITIES,
    **OF_ACCOUNTS,
    **OF_POPUPS,
}
"""After the maker's name may stand, behind a space, which way it is shown."""

_SHAPES = {
    "fitted_dialog.FittedDialog",
    "form_dialog",
    "form_dialog.FormDialog",
    "lines",
    "wide_dialog.WideDialog",
    "job_dialog.JobDialog",
    "lines.LinesDialog",
    "lines.line_form",
    "notices._Notice",
}
"""What the others are made of."""


def missing() -> set[str]:
    """Return what makes a dialog somewhere in the window, but is not in the table."""
    known = {name.partition(" ")[0] for name in DIALOGS}
    modules = {name.partition(".")[0] for name in DIALOGS}
    found = set()
    for module in _modules():
        short = module.__name__.rpartition(".")[2]
        makers = {f"{short}.{name}" for name in _makers(module)}
        found |= makers - known
        if "FormDialog(" in inspect.getsource(module) and short not in modules:
            found.add(short)
    return found - _SHAPES


def _modules() -> Iterator[ModuleType]:
    for package in (desktop.gui.dialogs, desktop.gui.views, desktop.gui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def _makers(module: ModuleType) -> Iterator[str]:
    """Yield the classes of dialogs, and the functions that return one."""
    for name, made in vars(module).items():
        if getattr(made, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(made):
            if issubclass(made, QDialog):
                yield name
        elif inspect.isfunction(made) and "Dialog" in str(made.__annotations__.get("return")):
            yield name
