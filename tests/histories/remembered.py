"""Histories worth remembering: what was left of a random one that went wrong, or made for a rule.

Each with the seed of the names of its lives, on whose order something may depend.
"""

from __future__ import annotations

ARCHIVE = (
    (
        "exchange(0) back_up(0) back_up_province() add(0, 0) exchange(0) restore(0, 0) "
        "restore_province(1)"
    ),
    1,
)
"""A PC and the province are put back; only the archive still has a row."""

COLLEAGUE = (
    (
        "exchange(0) exchange(1) back_up(0) back_up_province() add(0, 0) exchange(0) exchange(1) "
        "restore_province(0) restore(0, 0)"
    ),
    1,
)
"""The same, and only a colleague still has it."""

MENTIONED = (
    (
        "exchange(0) exchange(1) clone(2, 0) add(0, 1) hand_up(0, 0) arrive(19, 0, 4) answer(1) "
        "arrive(13, 1, 2) clone(5, 1) edit(4, 41, 2) lose(18) lose(35) hand_up(1, 2) lose(24) "
        "edit(1, 33, 0) edit(4, 40, 6)"
    ),
    426,
)
"""Of a copied PC's bundles one was only mentioned, and the copy's of its number comes."""

LOST_LIFE = (
    (
        "add(2, 2) back_up(2) edit(2, 15, 5) back_up_province() edit(2, 57, 2) clone(2, 1) "
        "exchange(3) restore(2, 0) restore_province(0) edit(2, 27, 1)"
    ),
    50310,
)
"""A copy has the word of a life of the province that is lost; the PC was put back within a day."""

FORMER = (
    (
        "exchange(0) add(0, 0) exchange(0) edit(0, 0, 0) hand_up(0, 1) arrive(0, 0, 0) clone(0, 0) "
        "edit(3, 0, 0)"
    ),
    1,
)
"""A copy edits what it has under a new name, and the province under the old one."""

CHOSEN_AGAIN = (
    (
        "add(3, 0) edit(0, 44, 6) clone(0, 1) hand_up(4, 4) arrive(43, 0, 3) clone(3, 0) "
        "edit(3, 24, 2) answer(4) arrive(1, 0, 4) settle(3, 30, 5) edit(4, 12, 2)"
    ),
    51410,
)
"""One copy goes back to a value over which another one had written."""

DECREED_TWICE = (
    (
        "exchange(4) back_up_province() decree(38) exchange(4) restore_province(0) decree(14) "
        "answer(1) arrive(10, 0, 1)"
    ),
    50880,
)
"""A province that was put back says something else under the name of what it forgot."""

ELSEWHERE_HEARD = (
    (
        "add(1, 2) hand_up(4, 3) arrive(36, 0, 4) exchange(0) answer(4) arrive(17, 0, 5) "
        "edit(4, 50, 3) rejoin(4) back_up_province() hand_up(1, 0) arrive(47, 0, 4) edit(3, 35, 5) "
        "exchange(3) restore_province(0)"
    ),
    1000208,
)
"""A province that was put back by hand meets a life that it forgot in a colleague's rows."""

ALL = {
    "archive": ARCHIVE,
    "colleague": COLLEAGUE,
    "mentioned": MENTIONED,
    "lost life": LOST_LIFE,
    "former": FORMER,
    "chosen again": CHOSEN_AGAIN,
    "decreed twice": DECREED_TWICE,
    "elsewhere heard": ELSEWHERE_HEARD,
}
