"""Communities by their names, as workbooks name them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.store.store import Reader
from desktop.store.tables import Community
from desktop.workbooks.fields import FieldError

_ENDING = re.compile(r"(社区|村)?(居民委员会|居委会|村民委员会|村委会)?$")
_BETWEEN = re.compile(r"[、,，;；\s]+")


class KnownCommunities:
    """Finds communities by their whole names, or without 社区, 村 and the like."""

    def __init__(self, names: Mapping[bytes, str]) -> None:
        self._whole = {name: row_id for row_id, name in names.items()}
        self._short: dict[str, set[bytes]] = {}
        for row_id, name in names.items():
            self._short.setdefault(_ENDING.sub("", name), set()).add(row_id)

    def find(self, column: str, name: str) -> bytes:
        """Return the one community of a name; raises `FieldError`."""
        if name in self._whole:
            return self._whole[name]
        found = self._short.get(_ENDING.sub("", name), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise FieldError(column, f"有几个社区（村）都叫这个名字，请写全称：{name}")
        raise FieldError(column, f"名录里没有“{name}”，请按名录里的名称填写")

    def find_all(self, column: str, names: str) -> str:
        """Return the ids of several names, in hexadecimal and in order; raises `FieldError`."""
        parts = [part for part in _BETWEEN.split(names.strip()) if part]
        return " ".join(sorted({self.find(column, part).hex() for part in parts}))


def known_communities(reader: Reader) -> KnownCommunities:
    """Return the communities of this township."""
    return KnownCommunities({row.id: row.name for row in reader.find(Community)})


def community_names(names: Mapping[bytes, str], joined: str) -> str:
    """Return in words what `find_all` returned."""
    return "、".join(names.get(bytes.fromhex(one), "（尚未收到）") for one in joined.split())
