"""Uses the Windows package in wine: `check.py FOLDER`, as root on Debian; standard library only.

A clerk with a Chinese name installs it in silence and by hand, opens bundles by their file type,
upgrades, runs out of disk, uninstalls, and takes the portable program along. What is seen is left
in build/package-check-windows: report.json, portable.json and pictures to look at. Wine is not
Windows: this tells what is broken, not that all is well on a PC.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import portable
from clerk import LOCAL, Clerk, clerk
from package import older, try_hook
from wine import ROOT, USER, USER_NUMBER, System, system

OUT = ROOT / "build/package-check-windows"
SETUP, OLDER = rf"{LOCAL}\setup.exe", rf"{LOCAL}\older.exe"
INSTALLED = rf"{LOCAL}\Programs\Qingqiao"
DATA = rf"{LOCAL}\qingqiao"
LOG = rf"{DATA}\Logs\qingqiao.log"
WORK = r"C:\办公 软件\乡镇 台账"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Qingqiao"
CLASSES = r"HKCU\Software\Classes"
PASSPHRASE = "青桥演示口令二〇二六"  # noqa: S105 - of the demo's invented data
WINDOW = {"QINGQIAO_DATA": rf"{WORK}\演示\township", "QINGQIAO_PASSPHRASE": PASSPHRASE}
NEXT = 0.73, 0.93
"""Where the button is that goes on, as parts of the installer's window."""
ODD_NAMES = ("镇", "镇街", "镇街a", "镇 街b", "青工委", "１号𠮷镇")
"""Names that take an odd and an even number of bytes, and one outside the code page 936."""
REFUSED = 2
SIGNED = 2
_SMALL_DISK, _TINY_DISK = "420m", "60m"
"""Room for one installation and no second; for none."""


def expect(sound: object, words: str) -> None:
    """End the check unless something is so."""
    if not sound:
        raise SystemExit(f"不对：{words}")
    sys.stdout.write(f"  {words}\n")
    sys.stdout.flush()


def exit_code(user: Clerk, *command: str) -> int:
    """Run a program and return its exit code."""
    return int(user.shell(f"{user.line(*command)} >/dev/null 2>&1 || code=$?; echo ${{code:-0}}"))


def install(user: Clerk, folder: str = "") -> None:
    """Install in silence."""
    where = [f"/D={folder}"] if folder else []
    expect(exit_code(user, SETUP, "/S", *where) == 0, f"静默安装 {folder}")


def installed_in_silence(user: Clerk) -> None:
    """Install where the installer proposes; look at what it left behind."""
    install(user)
    folder = user.place(INSTALLED)
    expect({"lib", "qingqiao.exe", "qingqiao-cli.exe", "uninstall.exe"}
           == {one.name for one in folder.iterdir()}, "只有该有的文件")  # fmt: skip
    expect("uninstall.exe" in user.registry(UNINSTALL), "列在“应用”里")
    for kind in (".qqb", ".qqe"):
        expect("Qingqiao" in user.registry(rf"{CLASSES}\{kind}"), f"{kind} 由青桥打开")
    expect(user.place(rf"C:\users\{USER}\Desktop\青桥.lnk").exists(), "桌面上有图标")
    for program in ("qingqiao.exe", "uninstall.exe"):
        content = (folder / program).read_bytes()
        expect("ProductVersion".encode("utf-16-le") in content, f"{program} 带版本信息")


def self_test(user: Clerk, program: str, report: str) -> None:
    """Let the program try itself out, in the window as well."""
    said = user.shell(f"{user.line(program, 'self-test', '--json')} || true")
    (OUT / report).write_text(said, encoding="utf-8")
    expect(json.loads(said)["sound"] and "（windows）" in said, f"自检全部正常：{report}")


def opened_by_file_type(user: Clerk) -> None:
    """Open the window, then a bundle by its type: the window that is there takes it in."""
    user.run(rf"{INSTALLED}\qingqiao-cli.exe", "demo", "--out", rf"{WORK}\演示")
    (down,) = user.place(rf"{WORK}\演示\bundles").glob("青桥下发*.qqb")
    bundle = down.with_name("第一村 下发.qqb")
    user.shell(f"cp '{user.inside(down)}' '{user.inside(bundle)}'")
    for key in (".qqb", "Qingqiao.Bundle"):  # wine 10 looks only where all users' types are
        user.run("reg", "copy", rf"{CLASSES}\{key}", rf"HKLM\Software\Classes\{key}", "/s", "/f")
    user.start(rf"{INSTALLED}\qingqiao.exe", more=WINDOW)
    user.wait("主窗口", lambda: user.windows("街道 · 青桥"))
    time.sleep(10)
    user.picture("window")
    before = len(user.windows("."))
    user.run("start", rf"{WORK}\演示\bundles\{bundle.name}", more=WINDOW)
    user.wait("第二次启动的日志", lambda: _log(user).count("start ") >= 2)  # noqa: PLR2004
    time.sleep(5)
    user.picture("bundle-opened")
    expect(len(user.windows(".")) <= before + 1, "双击文件没有另开一个青桥")
    expect(_log(user).count(" end") == 1, "第二次启动交给已开的窗口后就结束了")


def refused_while_running(user: Clerk) -> None:
    """Neither install nor uninstall while the window is open; then close it."""
    expect(exit_code(user, SETUP, "/S") == REFUSED, "运行着的时候不升级")
    uninstall = user.line(rf"{INSTALLED}\uninstall.exe", "/S", rf"_?={INSTALLED}")
    user.shell(f"{uninstall} || true")
    expect(user.place(rf"{INSTALLED}\lib\base_library.zip").exists(), "运行着的时候不卸载")
    user.press("Escape")
    for window in user.windows("青桥"):
        user.shell(f"xdotool windowactivate {window} key alt+F4 || true")
    user.wait("窗口关闭", lambda: _log(user).count(" end") >= 2)  # noqa: PLR2004
    expect("crash" not in _log(user), "日志里没有出错")


def upgraded(user: Clerk) -> None:
    """Install over it: stale files go, the data stay, a shortcut that was removed stays away."""
    stale = user.place(rf"{INSTALLED}\lib\stale.pyd")
    user.shell(f"touch '{user.inside(stale)}'")
    shortcut = user.place(rf"C:\users\{USER}\Desktop\青桥.lnk")
    shortcut.unlink()
    time.sleep(2)  # programs that have just ended may still be held
    install(user)
    expect(not stale.exists(), "旧版本的文件没有留下")
    expect(not shortcut.exists(), "删掉的桌面图标没有再出来")
    expect(not list(user.place(INSTALLED).glob("*.old")), "换下的文件收拾干净了")


def older_refused(user: Clerk) -> None:
    """In silence no older version takes the place of a newer one, and no other's folder goes."""
    expect(exit_code(user, OLDER, "/S") == REFUSED, "静默安装不换回旧版本")
    other = user.place(r"C:\别的软件\lib\别的.dll")
    user.shell(f"mkdir -p '{user.inside(other.parent)}'; touch '{user.inside(other)}'")
    code = exit_code(user, SETUP, "/S", r"/D=C:\别的软件")
    expect(code == REFUSED and other.exists(), "不装到别的程序的文件夹里")


def installed_by_hand(user: Clerk) -> None:
    """Go through the pages with the mouse, into a folder with a Chinese name and spaces."""
    # the folder as the installer wants it, without quotes; xdotool types no Chinese into wine
    process = user.start("cmd", "/c", rf"{SETUP} /D={WORK}\青桥")
    user.wait("安装程序", lambda: user.windows("青桥"))
    time.sleep(3)
    expect(exit_code(user, SETUP, "/S") == REFUSED, "安装程序不同时开两个")
    user.picture("setup-1")
    user.click("青桥", NEXT)
    time.sleep(3)
    user.picture("setup-2")
    user.click("青桥", NEXT)
    time.sleep(2)
    user.picture("setup-3")
    chosen = user.place(rf"{WORK}\青桥\uninstall.exe")
    user.wait("安装完成", chosen.exists)
    time.sleep(10)
    user.picture("setup-4")
    user.press("space", "Return")  # not started now
    process.wait(timeout=60)
    said = user.run(rf"{WORK}\青桥\qingqiao-cli.exe", "--version")
    expect("青桥" in said, "手工安装到中文文件夹，能启动")


def uninstalled_by_hand(user: Clerk) -> None:
    """Uninstall what was installed by hand, in the same way."""
    user.start(rf"{WORK}\青桥\uninstall.exe")
    user.wait("卸载程序", lambda: user.windows("青桥"))
    time.sleep(3)
    user.picture("uninstall-1")
    user.click("青桥", NEXT)
    user.wait("卸载完成", lambda: not user.place(rf"{WORK}\青桥").exists())
    time.sleep(3)
    user.picture("uninstall-2")
    user.click("青桥", NEXT)
    user.wait("卸载程序关闭", lambda: not user.windows("青桥"))
    expect(user.place(rf"{WORK}\演示").exists(), "手工卸载，数据还在")


def started_anywhere(user: Clerk) -> None:
    """Start from folders whose names take an odd and an even number of bytes."""
    source = user.inside(user.place(INSTALLED))
    for name in ODD_NAMES:
        copy = rf"C:\{name}\台账 {name}"
        user.shell(f"mkdir -p '{user.inside(user.place(copy).parent)}'; "
                   f"cp -al '{source}' '{user.inside(user.place(copy))}'")  # fmt: skip
        said = user.run(rf"{copy}\qingqiao-cli.exe", "--version")
        expect("青桥" in said, f"在 {copy} 里能启动")


@contextmanager
def small_disk(user: Clerk, folder: str, size: str) -> Iterator[None]:
    """Let a folder be a disk with little room."""
    place = user.place(folder)
    user.shell(f"mkdir -p '{user.inside(place)}'")
    options = f"size={size},uid={USER_NUMBER},gid={USER_NUMBER}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def put_back_when_full(user: Clerk) -> None:
    """Run out of disk while upgrading: the program that was there works as before."""
    folder = r"C:\小盘\青桥"
    with small_disk(user, r"C:\小盘", _TINY_DISK):
        expect(exit_code(user, SETUP, "/S", f"/D={folder}") == REFUSED, "装不下，安装说不行")
        expect(not user.place(folder).exists(), "没装成的没有留下")
    with small_disk(user, r"C:\小盘", _SMALL_DISK):
        install(user, folder)
        expect(not user.place(INSTALLED).exists(), "换了文件夹，原来的程序没有留下")
        code = exit_code(user, SETUP, "/S", f"/D={folder}")
        expect(code == REFUSED, "磁盘满了，安装说不行")
        expect(not list(user.place(folder).glob("*.old")), "换下的文件放回去了")
        self_test(user, rf"{folder}\qingqiao-cli.exe", "put-back.json")


def uninstalled(user: Clerk) -> None:
    """Uninstall; the data and what else lies there stay."""
    install(user)
    own = user.place(rf"{INSTALLED}\我的笔记.txt")
    user.shell(f"touch '{user.inside(own)}'")
    user.run(rf"{INSTALLED}\uninstall.exe", "/S")
    left = user.place(INSTALLED)
    user.wait("卸载完成", lambda: "uninstall.exe" not in user.registry(UNINSTALL))
    expect([one.name for one in left.iterdir()] == [own.name], "卸载只删程序自己的文件")
    expect(user.place(rf"{WORK}\演示\township\qingqiao.db").stat().st_size, "数据还在")
    expect("Qingqiao" not in user.registry(rf"{CLASSES}\.qqb"), "文件类型收回了")


def carried_along(user: Clerk, packed: Path) -> None:
    """Unpack the portable program, start it: whatever it writes lies beside it."""
    folder = r"C:\U 盘\青桥"
    place = user.place(folder)
    with zipfile.ZipFile(packed) as file:
        file.extractall(place)
    subprocess.run(["chown", "-R", f"{USER_NUMBER}:{USER_NUMBER}", str(place.parent)], check=True)
    before = sorted(user.place(DATA).rglob("*"))
    self_test(user, rf"{folder}\qingqiao\qingqiao-cli.exe", "portable.json")
    user.start(rf"{folder}\qingqiao\qingqiao.exe")
    user.wait("便携版的窗口", lambda: user.windows("青桥"))
    time.sleep(5)
    user.picture("portable")
    expect((place / "qingqiao/data/window.lock").exists(), "便携版的数据在自己旁边")
    expect((place / "qingqiao/logs/qingqiao.log").exists(), "便携版的日志在自己旁边")
    expect(sorted(user.place(DATA).rglob("*")) == before, "便携版没有写到用户账户里")


def _log(user: Clerk) -> str:
    file = user.place(LOG)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def check(debian: System, folder: Path) -> None:
    """Use both packages."""
    expect(try_hook(debian) == SIGNED, "给了签名的脚本，安装程序和卸载程序都签上")
    with clerk(debian, OUT) as user:
        shutil.copy(folder / portable.SETUP, user.place(SETUP))
        shutil.copy(older(debian), user.place(OLDER))
        installed_in_silence(user)
        self_test(user, rf"{INSTALLED}\qingqiao-cli.exe", "report.json")
        opened_by_file_type(user)
        refused_while_running(user)
        upgraded(user)
        older_refused(user)
        started_anywhere(user)
        put_back_when_full(user)
        installed_by_hand(user)
        uninstalled_by_hand(user)
        uninstalled(user)
        carried_along(user, folder / portable.PACKED)


def main() -> None:
    """Check the packages in a folder."""
    folder = Path(sys.argv[1])
    if not (folder / portable.SETUP).exists():
        raise SystemExit(f"{folder} 里还没有 {portable.SETUP}：先 make package-windows。")
    OUT.mkdir(parents=True, exist_ok=True)
    with system() as debian:
        check(debian, folder)
    sys.stdout.write(f"都做到了；图和报告在 {OUT}，请看一看。\n")


if __name__ == "__main__":
    main()
