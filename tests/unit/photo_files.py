"""Pictures for tests."""

from __future__ import annotations

from random import Random

from PIL import Image


def picture(width: int, height: int) -> Image.Image:
    """Return a picture of one colour."""
    return Image.new("RGB", (width, height), (200, 60, 40))


def noise(width: int, height: int, seed: int) -> Image.Image:
    """Return a picture that does not compress, another one for each seed."""
    return Image.frombytes("RGB", (width, height), Random(seed).randbytes(width * height * 3))
