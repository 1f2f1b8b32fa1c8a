"""What the committee says of itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.foundation.errors import QingqiaoError
from desktop.foundation.ids import reference_id
from desktop.store.tables import Township, TownshipProfile
from desktop.usecases.workspace import Workspace

LATITUDES, LONGITUDES = (-90.0, 90.0), (-180.0, 180.0)


class ProfileRuleError(QingqiaoError):
    """A profile that makes no sense."""


@dataclass(frozen=True)
class ProfileFields:
    """The committee as it fills it in; a place in degrees, both or neither.

    `priorities`: the 镇街中心工作 of the day, a line for each, the most pressing first.
    """

    committee: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    priorities: str = ""

    def check(self) -> None:
        """Raise `ProfileRuleError` for half a place or one that is not on earth."""
        if (self.latitude is None) != (self.longitude is None):
            raise ProfileRuleError("经度和纬度要同时填写。", "请两个都填，或两个都留空。")
        for value, (low, high) in ((self.latitude, LATITUDES), (self.longitude, LONGITUDES)):
            if value is not None and not low <= value <= high:
                raise ProfileRuleError("经纬度超出范围。", "山东一带纬度约 34—39，经度约 114—123。")


@dataclass(frozen=True)
class TownshipShown:
    """The township as the province knows it, and the committee's own words."""

    code: int
    name: str
    county: str
    city: str
    profile: ProfileFields


def show_profile(workspace: Workspace) -> TownshipShown:
    """Return what is known of this township; names are empty before the province's first word."""
    with workspace.store.read() as reader:
        code = reader.replica.township
        known = reader.find(Township, code=code)
        place = known[0] if known else Township(code=code)
        own = reader.find(TownshipProfile)
        said = {name: getattr(own[0], name) for name in asdict(ProfileFields())} if own else {}
        return TownshipShown(
            code, place.name, place.county_name, place.city_name, ProfileFields(**said)
        )


def edit_profile(workspace: Workspace, fields: ProfileFields) -> TownshipShown:
    """Replace what the committee says of itself; raises `ProfileRuleError`."""
    fields.check()
    with workspace.store.write() as writer:
        code = writer.replica.township
        own = writer.find(TownshipProfile)
        profile = own[0] if own else TownshipProfile(id=reference_id("township_profile", code))
        for name, value in asdict(fields).items():
            setattr(profile, name, value)
        writer.add(profile)
    return show_profile(workspace)
