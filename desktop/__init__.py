"""青桥 (Qingqiao): the offline desk of a township's youth work committee."""

__version__ = "0.1.0"
