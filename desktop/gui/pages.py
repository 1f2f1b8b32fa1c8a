"""The pages of the window, in order; each is imported when it is first opened."""

# The imports stand in functions: the window is on the screen before the pages are read.
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.desk import Desk
from desktop.gui.frame import PageSpec


def page_specs(desk: Desk) -> list[PageSpec]:
    """Return the navigation of a township."""
    return [
        PageSpec("today", "工作台", "layout-dashboard", partial(_today, desk)),
        PageSpec("needs", "需求与阵地", "building-community", partial(_needs, desk)),
        PageSpec("pairings", "结对", "heart-handshake", partial(_pairings, desk)),
        PageSpec("activities", "项目与活动", "calendar-event", partial(_activities, desk)),
        PageSpec("roster", "名册", "users", partial(_roster, desk)),
        PageSpec("certificates", "证书", "certificate", partial(_certificates, desk)),
        PageSpec("exchange", "上报接收", "arrows-exchange", partial(_exchange, desk)),
        PageSpec("settings", "设置", "settings", partial(_settings, desk), at_foot=True),
    ]


def _today(desk: Desk) -> QWidget:
    from desktop.gui.views.today import TodayView

    return TodayView(desk)


def _needs(desk: Desk) -> QWidget:
    from desktop.gui.views.needs import NeedsView

    return NeedsView(desk)


def _pairings(desk: Desk) -> QWidget:
    from desktop.gui.views.pairings import PairingsView

    return PairingsView(desk)


def _activities(desk: Desk) -> QWidget:
    from desktop.gui.views.activities import ActivitiesView

    return ActivitiesView(desk)


def _roster(desk: Desk) -> QWidget:
    from desktop.gui.views.roster import RosterView

    return RosterView(desk)


def _certificates(desk: Desk) -> QWidget:
    from desktop.gui.views.certificates import CertificatesView

    return CertificatesView(desk)


def _exchange(desk: Desk) -> QWidget:
    from desktop.gui.views.exchange import ExchangeView

    return ExchangeView(desk)


def _settings(desk: Desk) -> QWidget:
    from desktop.gui.views.settings import SettingsView

    return SettingsView(desk)
