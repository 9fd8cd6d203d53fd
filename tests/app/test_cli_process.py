"""The command line as a process: what is read from its input, written to its output, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.domain.steps.register import Register
from tests.app.test_cli import DOCS, example, run, written
from tests.helpers import PASSPHRASE


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def register_json(tmp_path: Path) -> Path:
    return written(tmp_path / "register.json", example(Register))


def start(*arguments: object, shell: str = "", data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """`python -m app`, with the shell's redirections."""
    command: list[Any] = [sys.executable, "-m", "app", *arguments]
    if shell:
        command = ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", *command]
    return subprocess.run(command, input=data, capture_output=True, check=False, cwd=DOCS.parents[1])


needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs the redirections of a POSIX shell")


def test_process_reads_stdin_and_answers_in_utf8(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    data = json.dumps(example(Register), ensure_ascii=False).encode("utf-8-sig")
    done = start("register", desk_folder, "--json", "-", data=data)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["entries"][0]["facts"]["title"] == "请求硬化村道"
    done = start("register", desk_folder, "--json", "-", data=b"")
    assert (done.returncode, done.stdout) == (2, b"")
    assert json.loads(done.stderr.decode("utf-8"))["error"] == "input-not-json"


@needs_shell
def test_answer_that_cannot_be_written_is_said_to_be_done(desk_folder: Path, register_json: Path) -> None:
    done = start("register", desk_folder, "--json", register_json, shell=">/dev/full")
    assert done.returncode == 3
    told = json.loads(done.stderr)
    assert told["error"] == "answer-not-written"
    assert "操作已完成" in told["message"]
    assert len(run("search", desk_folder, "张三")["results"]) == 1


@needs_shell
def test_nothing_is_done_when_nobody_could_read_the_answer(desk_folder: Path, register_json: Path) -> None:
    done = start("register", desk_folder, "--json", register_json, shell=">&-")
    assert done.returncode == 3
    assert json.loads(done.stderr)["error"] == "answer-not-written"
    assert run("search", desk_folder, "张三")["results"] == []


@needs_shell
def test_closed_stdin_and_stderr_end_in_an_exit_code(desk_folder: Path) -> None:
    done = start("register", desk_folder, "--json", "-", shell="<&-")
    assert (done.returncode, json.loads(done.stderr)["error"]) == (3, "input-not-read")
    done = start("show", desk_folder, "1", shell="2>&-")
    assert (done.returncode, done.stdout) == (2, b"")


@needs_shell
def test_interrupted_process_ends_in_a_sentence(desk_folder: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command: list[Any] = [sys.executable, "-m", "app", "register", desk_folder, "--json", pipe]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=DOCS.parents[1],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background shell has it ignored
    )
    with process, pipe.open("wb"):  # opens when the program has begun to read
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out) == (3, b"")
    assert json.loads(err)["error"] == "interrupted"


@needs_shell
def test_argument_that_is_no_text_is_refused(desk_folder: Path) -> None:
    done = start("search", desk_folder, b"\xff\xfe")
    assert done.returncode == 2
    assert json.loads(done.stderr)["error"] == "argument-not-text"
