from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.cheap_keys import cheap_keys
from tests.postgresql import Server, programs

STORES = ("sqlite", "postgresql")


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tokens of test databases, of child processes as well, out of the user's account."""
    with pytest.MonkeyPatch.context() as patch:
        state = str(tmp_path_factory.mktemp("state"))
        patch.setenv("XDG_STATE_HOME", state)
        patch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", state)
        yield


@pytest.fixture(autouse=True)
def passphrases_cost_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let passphrases cost nothing, but in tests that are marked to use `real_keys`."""
    if request.node.get_closest_marker("real_keys"):
        yield
        return
    with cheap_keys():
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a PostgreSQL server, one for all tests of a run."""
    binaries = programs()
    if binaries is None or find_spec("psycopg") is None:
        pytest.skip("needs a PostgreSQL server's programs (Debian: postgresql), and psycopg")
    made = Server(binaries)
    yield made
    made.remove()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of a province that are marked so on both kinds of store."""
    marked = metafunc.definition.get_closest_marker("both_stores")
    if marked and "on_server" in metafunc.fixturenames:
        metafunc.parametrize("on_server", STORES, indirect=True)


@pytest.fixture
def on_server(request: pytest.FixtureRequest) -> Server | None:
    """Return the server on which the province of the test is to be; None: in a file."""
    if getattr(request, "param", STORES[0]) == STORES[0]:
        return None
    found: Server = request.getfixturevalue("server")
    return found
