"""Characters that old systems wrote in Unicode's private area, in the form they have now.

GBK fonts had 80 rare hanzi and parts of hanzi (0xFE50 to 0xFEA0, 䶮 and 㳠 among
them) before Unicode did; rosters exported from household and school systems still carry them.
Other private code points mean something else in every system, so nothing is proposed for them.
"""

from __future__ import annotations

_FIRST = 0xE815
_GBK = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_FORMS = {_FIRST + place: form for place, form in enumerate(_GBK)}


def unicode_form(name: str) -> str:
    """Return a name with the private code points that are known put into their Unicode form."""
    return name.translate(_FORMS)
