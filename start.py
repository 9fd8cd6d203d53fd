"""Start 首问台: make its environment, then open it, test it, or run one of its commands.

One file of the standard library only, the same on Debian and on Windows; docs/install.md is its manual.
Everything for people goes to stderr, so that the JSON of `start.py app ...` stays alone on stdout.
This file has to parse on old Pythons too (3.7): it is what tells them that they are too old.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
PYTHON = (3, 11)

USAGE = """首问台

  python3 start.py                  准备运行环境并打开程序；没有图形显示时改为运行演示
  python3 start.py test [参数…]     准备运行环境，检查代码并运行全部测试；参数交给 pytest，例如 -k 期限
  python3 start.py app 命令 [参数…] 运行命令行，例如 python3 start.py app --help

  --wheels 文件夹                   不用网络，从该文件夹安装组件；本文件旁有 wheels 文件夹时自动使用
  --help                            显示本说明

安装说明见 docs/install.md。"""

# What Qt loads at run time, and the Debian package of each. Found by adding one package at a time to a
# minimal Debian 12; all of them are needed.
QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
PRINTING = {"libcups.so.2": "libcups2"}


class Stop(Exception):
    """It cannot go on: the sentence for the person, and the exit code (2 wrong use, 3 the surroundings)."""

    def __init__(self, sentence: str, code: int = 3) -> None:
        super().__init__(sentence)
        self.code = code


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


# --- what was asked ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Request:
    """One command line: a task (open, test, app), what is passed on to it, a folder of wheels if one was named."""

    task: str
    rest: Sequence[str] = ()
    wheels: Path | None = None


def parse(words: Sequence[str]) -> Request | None:
    """Read the command line; None means that help was asked for. Words after the task are its own."""
    words, wheels = list(words), None
    while words and words[0].startswith("-"):
        option, _, value = words.pop(0).partition("=")
        if option in ("-h", "--help"):
            return None
        if option != "--wheels" or not (value or words):
            raise Stop(f"看不懂“{option}”。\n\n{USAGE}", code=2)
        wheels = Path(value or words.pop(0)).absolute()
    task = words.pop(0) if words else "open"
    if task == "help":
        return None
    if task not in ("open", "test", "app"):
        raise Stop(f"没有“{task}”这个命令；程序自身的命令写作：python3 start.py app {task} …\n\n{USAGE}", code=2)
    return Request(task, words, wheels)


def wheels_for(request: Request, root: Path) -> Path | None:
    """The folder to install from without a network, or None to install as pip is configured."""
    if request.wheels and not request.wheels.is_dir():
        raise Stop(f"没有找到文件夹 {request.wheels}，请核对 --wheels 后面的路径。", code=2)
    beside = root / "wheels"
    return request.wheels or (beside if beside.is_dir() else None)


def has_display(system: str, environ: Mapping[str, str]) -> bool:
    return system != "linux" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


# --- the right Python -------------------------------------------------------------------------------------


def is_python_311(command: Sequence[str]) -> bool:
    check = f"import sys; sys.exit(sys.version_info[:2] != {PYTHON})"
    try:
        return subprocess.run([*command, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def pythons(windows: bool, path: str) -> list[list[str]]:
    """Commands that may be Python 3.11, in the order in which they are tried."""
    if windows:
        return [["py", "-3.11"]]
    return [[str(Path(folder, "python3.11"))] for folder in path.split(os.pathsep) if folder]


def insist_on_python(
    version: Sequence[int], others: Sequence[list[str]], works: Callable[[Sequence[str]], bool]
) -> list[str] | None:
    """None when this Python will do, else the command of one that will; Stop when there is none."""
    if tuple(version) == PYTHON:
        return None
    for command in others:
        if works(command):
            return command
    have = ".".join(str(part) for part in version)
    raise Stop(
        f"首问台需要 Python 3.11，本机运行的是 {have}，也没有找到 3.11。\n"
        "Windows：安装 Python 3.11（64 位）后重新运行。\n"
        "Debian 12：sudo apt-get install python3.11 python3-venv"
    )


def hand_over(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Become `command`; on Windows, where that would let go of the console, wait for it instead."""
    sys.stderr.flush()
    if sys.platform != "win32":
        os.execve(command[0], list(command), environ)
    return subprocess.call(command, env=environ)


# --- what the system has to bring -------------------------------------------------------------------------


@dataclass(frozen=True)
class Packages:
    """Debian packages that are missing: without `needed` the task can't run, `useful` serve later ones."""

    needed: list[str]
    useful: list[str]


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_ensurepip() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def has_pdftotext() -> bool:
    return shutil.which("pdftotext") is not None


def missing_packages(
    task: str, building: bool, will_show: bool, loads: Callable[[str], bool], has: Mapping[str, bool]
) -> Packages:
    """What `task` lacks. Useful things are looked for only while building, so that later starts are quick.

    `will_show`: windows may be shown on this machine, now or later. `has`: the packages that are no library.
    """

    def absent(libraries: Mapping[str, str]) -> list[str]:
        return [package for library, package in libraries.items() if not loads(library)]

    needed = ["python3-venv"] if building and not has["python3-venv"] else []
    if task in ("open", "test"):
        needed += absent(QT)
    if task == "open":
        needed += absent(WINDOW)
    useful: list[str] = []
    if building:
        useful += absent(QT)
        useful += absent({**WINDOW, **PRINTING}) if will_show else []
        useful += ["poppler-utils"] if task == "test" and not has["poppler-utils"] else []
    return Packages(needed, [package for package in useful if package not in needed])


def by_hand(packages: Sequence[str], apt: bool, sudo: bool) -> str:
    """What a person types to install `packages`."""
    names = " ".join(packages)
    if not apt:
        return f"请用本系统的软件管理工具安装与这些 Debian 软件包相当的组件：{names}"
    line = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    # su needs -l: without it the office account's PATH stays, where dpkg misses ldconfig.
    line = f"sudo sh -c '{line}'" if sudo else f"su -l -c '{line}'"
    return f"请在终端中输入：\n\n  {line}\n"


def apt_prefix(which: Callable[[str], str | None], root: bool, sudo_works: Callable[[], bool]) -> list[str] | None:
    """The words before `apt-get` with which this process may install, or None when it may not."""
    if not which("apt-get"):
        return None
    if root:
        return []
    return ["sudo", "-n"] if which("sudo") and sudo_works() else None


def sudo_works() -> bool:
    return subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0


def apt_install(prefix: Sequence[str], packages: Sequence[str]) -> bool:
    """Install `packages`, waiting for another running apt; True when apt says that they are there."""
    options = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *options]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    for command in ([*apt, "update"], install):
        code = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return code == 0


def settle_packages(
    missing: Packages,
    prefix: list[str] | None,
    hint: str,
    install: Callable[[Sequence[str], Sequence[str]], bool] = apt_install,
) -> None:
    """Install what is missing, or give the `hint`; Stop when something needed stays away."""
    wanted = missing.needed + missing.useful
    if not wanted:
        return
    if prefix is not None:
        say(f"正在安装系统组件：{' '.join(wanted)}")
        if install(prefix, wanted):
            return
    why = "本账户无权自动安装" if prefix is None else "自动安装没有成功"
    if missing.needed:
        raise Stop(f"缺少系统组件，{why}。{hint}\n装好后重新运行 start.py。")
    say(f"有些系统组件尚未安装（{why}），不影响本次运行。方便时{hint}")


def prepare_system(task: str, building: bool) -> None:
    """On Linux, see to the system's own packages. Elsewhere the wheels bring everything."""
    if sys.platform != "linux":
        return
    root, apt = os.geteuid() == 0, bool(shutil.which("apt-get"))
    will_show = has_display(sys.platform, os.environ) or (root and apt)
    has = {"python3-venv": has_ensurepip(), "poppler-utils": has_pdftotext()}
    missing = missing_packages(task, building, will_show, can_load, has)
    if missing.needed or missing.useful:
        hint = by_hand(missing.needed + missing.useful, apt, bool(shutil.which("sudo")))
        settle_packages(missing, apt_prefix(shutil.which, root, sudo_works), hint)


# --- the environment --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Environment:
    """The folder .venv, made from the two lock files; current once its stamp says all of what it was made of."""

    root: Path
    windows: bool

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.folder / ("Scripts/python.exe" if self.windows else "bin/python")

    @property
    def stamp(self) -> Path:
        return self.folder / "made-of.json"

    @property
    def log(self) -> Path:
        return self.folder / "install.log"

    def lock(self, tests: bool) -> Path:
        return self.root / ("requirements-dev.lock" if tests else "requirements.lock")

    def made_of(self, tests: bool) -> dict[str, str]:
        """What the stamp has to say: the Python behind it, the place it was made for, the locks installed."""
        locks = (False, True) if tests else (False,)
        hashes = {self.lock(each).name: hashlib.sha256(self.lock(each).read_bytes()).hexdigest() for each in locks}
        return {"python": base_python(self.python, self.folder), "folder": str(self.folder), **hashes}

    def is_current(self, tests: bool) -> bool:
        """Whether everything is installed; the environment for tests serves the program as well."""
        try:
            stamped = json.loads(self.stamp.read_text("utf-8"))
            return all(stamped[key] == value for key, value in self.made_of(tests).items())
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def finish(self, tests: bool) -> None:
        """Write the stamp, last of all and at one stroke: without it the environment counts as half made."""
        draft = self.stamp.with_suffix(".new")
        draft.write_text(json.dumps(self.made_of(tests), indent=1), "utf-8")
        draft.replace(self.stamp)

    def remove(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)


def base_python(python: Path, folder: Path) -> str:
    """Version and place of the interpreter that an environment stands on; OSError when it is gone.

    An environment is only a shell around it: after an upgrade or a move of that Python it is empty or dead.
    """
    lines = (folder / "pyvenv.cfg").read_text("utf-8").splitlines()
    facts = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines)}
    version = ".".join(facts["version"].split(".")[:2])
    if version != "3.11" or not Path(facts["home"]).is_dir() or not python.is_file():
        raise OSError(f"{folder} stands on no Python 3.11")
    return f"{version} {facts['home'] if sys.platform == 'win32' else python.resolve()}"


def interpreter() -> str:
    """The Python to make the environment with: never the one inside an environment that may be removed."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    inside = "python.exe" if WINDOWS else "bin/python3.11"
    return str(Path(sys.base_prefix) / inside)


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock that dies with this process, so that two starts at once don't build into one folder."""
    with path.open("rb") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # beyond the end: Windows would keep others from reading a locked part
            while True:
                with contextlib.suppress(OSError):  # LK_LOCK gives up after ten seconds
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            os.set_inheritable(file.fileno(), True)  # if this is killed, pip holds the lock until it is done
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def pip_command(environment: Environment, tests: bool, wheels: Path | None) -> list[str]:
    """Install exactly what the lock names. Where from is pip's own configuration, or only `wheels`."""
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    exact = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
    quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "--no-warn-script-location"]
    pip = [str(environment.python), "-m", "pip", "install"]
    return [*pip, *exact, *quiet, *source, "-r", str(environment.lock(tests))]


def translate(line: str) -> str | None:
    """One line of pip as a line for the person, or None when it says nothing to them."""
    if line.startswith("Collecting "):
        return f"  取得 {line.split()[1].split(';')[0]}"
    if line.startswith("Installing collected packages"):
        return "  正在安装，约需半分钟"
    return "  网络没有回应，正在重试" if line.startswith("WARNING: Retrying") else None


def explain(output: str, wheels: Path | None) -> str:
    """Why installing failed and what to do, from what pip or venv printed."""
    if "No space left" in output:
        return "磁盘空间不足。请腾出约 1 GB 空间后重新运行。"
    if "Permission denied" in output or "Read-only file system" in output or "PermissionError" in output:
        return "程序文件夹不可写。请把程序放到本账户可写的文件夹后重新运行。"
    if "DO NOT MATCH THE HASHES" in output:
        return "取得的组件与锁定的校验值不符，已停止安装。文件可能损坏或被改动，请换一个来源重新取得。"
    if wheels and "No matching distribution" in output:
        this = f"{platform.system()} {platform.machine()}、Python 3.11"
        return f"文件夹 {wheels} 中缺少适用于本机（{this}）的组件，请按 docs/install.md“离线安装”重新准备。"
    if any(sign in output for sign in ("connection", "Retrying", "timed out", "name resolution", "fetch URL")):
        return (
            "取不到组件，网络不通或安装源不可用。请接通网络后重新运行；不能联网的，在联网的电脑上按"
            " docs/install.md“离线安装”准备 wheels 文件夹，放到 start.py 旁边后重新运行。"
        )
    if "No matching distribution" in output:
        return (
            f"安装源中没有适用于本机（{platform.system()} {platform.machine()}、Python 3.11）的组件。"
            "支持 64 位 Windows 10 及以上，以及 x86-64、aarch64 的 Linux。"
        )
    return "安装组件没有成功：\n\n" + "\n".join(output.splitlines()[-8:]) + "\n"


def run_and_watch(command: Sequence[str], log: Path) -> tuple[int, str]:
    """Run an installing command, keep what it prints in `log`, and tell the person how it goes."""
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
    )
    said, lines = "", []
    with process:
        for line in process.stdout or ():
            lines.append(line)
            told = translate(line)
            if told and told != said:
                said = told
                say(told)
    output = "".join(lines)
    with contextlib.suppress(OSError):
        log.write_text(output, "utf-8")
    return process.returncode, output


def build(environment: Environment, tests: bool, wheels: Path | None) -> None:
    """Make the environment, or add the tools of the tests to one that only lacks those.

    The tests' lock holds the program's versions unchanged, so that adding leaves the program usable throughout.
    """
    if not (tests and environment.is_current(tests=False)):
        create(environment)
    say(f"从 {wheels} 安装组件：" if wheels else "安装组件：")
    code, output = run_and_watch(pip_command(environment, tests, wheels), environment.log)
    if code != 0:
        raise Stop(f"{explain(output, wheels)}\n安装记录：{environment.log}")
    environment.finish(tests)
    say("运行环境已备好。")


def create(environment: Environment) -> None:
    """An empty environment in place of whatever was there."""
    environment.remove()
    made = [interpreter(), "-m", "venv", str(environment.folder)]
    code, output = run_and_watch(made, environment.log)
    if code != 0:
        raise Stop(explain(output, None))


def prepare(task: str, wheels: Path | None) -> Environment:
    """Everything that `task` needs, made where it is missing; quick when it's all there."""
    tests = task == "test"
    environment = Environment(ROOT, WINDOWS)
    building = not environment.is_current(tests)
    if task != "app" or building:
        prepare_system(task, building)
    if building:
        say("正在准备运行环境，首次约需一两分钟。")
        with only_one(ROOT / "start.py"):
            if not environment.is_current(tests):
                build(environment, tests, wheels)
    return environment


# --- the tasks --------------------------------------------------------------------------------------------


def run_tests(python: Path, more: Sequence[str]) -> int:
    """Lint, format, types, tests: each reported, the first that fails ends the run with its exit code."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    side_by_side = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
    tests = ["pytest", *side_by_side, *more]  # what comes later holds: `test --numprocesses=0` runs one after another
    stages = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], tests)
    for stage in stages:
        began = time.monotonic()
        code = subprocess.call([str(python), "-m", *stage], cwd=ROOT, env=environ)
        result = "通过" if code == 0 else f"未通过（退出码 {code}），其后的检查没有运行"
        say(f"[start.py] {' '.join(stage)}：{result}，{time.monotonic() - began:.1f} 秒")
        if code != 0:
            return code
    return 0


def module_command(python: Path, words: Sequence[str]) -> list[str]:
    """Run one of our packages from any working folder: -P keeps that folder's own files out of the imports."""
    return [str(python), "-P", "-m", *words]


def program_environ(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}


def run(words: Sequence[str]) -> int:
    """The whole command; returns the exit code, or becomes the program."""
    request = parse(words)
    if request is None:
        print(USAGE)
        return 0
    other = insist_on_python(sys.version_info[:2], pythons(WINDOWS, os.environ.get("PATH", "")), is_python_311)
    if other:
        return hand_over([*other, str(Path(__file__).resolve()), *words], dict(os.environ))
    task, rest = request.task, list(request.rest)
    if task == "open" and not has_display(sys.platform, os.environ):
        say("本机没有图形显示（未设置 DISPLAY 或 WAYLAND_DISPLAY），改为运行演示。")
        task = "demo"
    python = prepare(task, wheels_for(request, ROOT)).python
    if task == "test":
        return run_tests(python, rest)
    module = {"open": ["ui"], "demo": ["app", "demo"], "app": ["app"]}[task]
    return hand_over(module_command(python, [*module, *rest]), program_environ(ROOT, os.environ))


def main() -> NoReturn:
    """Run, and turn whatever stops it into a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = run(sys.argv[1:])
    except Stop as stop:
        say(str(stop))
        code = stop.code
    except KeyboardInterrupt:
        say("已中断。未完成的安装会在下次运行时重做。")
        code = 130
    except OSError as error:
        say(f"运行环境没有备好：{error.strerror or error}（{error.filename or ROOT}）。")
        code = 3
    if code != 0 and WINDOWS and "PROMPT" not in os.environ and sys.stdin.isatty():
        input("按回车键关闭窗口。")  # opened by a double click: the window would take the sentence with it
    sys.exit(code)


if __name__ == "__main__":
    main()
