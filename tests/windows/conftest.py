"""What only Windows has. `make test-windows` runs it in wine, with a drive E: that is a
stick and F: that holds nothing; elsewhere nothing is collected."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    collect_ignore_glob = ["test_*.py"]
