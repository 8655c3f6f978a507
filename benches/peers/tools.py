"""How tools are installed, built, started and measured."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
class Failed(Exception):
    """One tool could not be prepared, run or judged; the others go on."""


def note(message):
    print(message, file=sys.stderr, flush=True)


def last_line(path):
    """The last line of a log that says something: usually the error itself."""
    lines = [line for line in Path(path).read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no message"


def measured(command, log, environment):
    """Run a command; return its seconds and peak MiB, or raise Failed with its last words."""
    with open(log, "wb") as output:
        start = time.perf_counter()
        try:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
        except OSError as error:
            raise Failed(f"cannot start {command[0]}: {error.strerror}") from error
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"ended with {child.returncode}: {last_line(log)} (all of it: {log})")
    unit = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss counts bytes there, KiB elsewhere
    return seconds, usage.ru_maxrss / unit


def output_of(command, **options):
    """A helper command's standard output, or Failed."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    except OSError as error:
        raise Failed(f"cannot start {command[0]}: {error.strerror}") from error
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(words[-1] if words else f"{command[0]} ended with {done.returncode}")
    return done.stdout


def install(work, name, requirements):
    """Put pinned packages in a virtual environment of their own, and return its python."""
    folder = work / "environments" / name
    python, done = folder / "bin" / "python", folder / "installed.txt"
    wanted = "\n".join(requirements)
    if done.exists() and done.read_text() == wanted:
        return python
    note(f"installing {', '.join(requirements)}")
    output_of([sys.executable, "-m", "venv", "--clear", folder])
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    try:
        output_of([*pip, *requirements])
    except Failed as error:
        shutil.rmtree(folder)
        raise Failed(f"does not install here: {error}") from error
    done.write_text(wanted)
    return python


def build(folder, program, environment=None):
    """A release build of the package in a folder; the path of its program."""
    if not (folder / "Cargo.toml").exists():
        raise Failed(f"{folder.name} has no Cargo.toml to build it from")
    note(f"building {program}")
    manifest = ["--manifest-path", folder / "Cargo.toml"]
    try:
        output_of(["cargo", "build", "--release", "--locked", "--bin", program, *manifest], env=environment)
        asked = output_of(["cargo", "metadata", "--no-deps", "--format-version", "1", *manifest], env=environment)
    except Failed as error:
        raise Failed(f"does not build: {error}") from error
    return str(Path(json.loads(asked)["target_directory"]) / "release" / program)


def environment_of(options):
    """The children's environment: UTF-8, the thread count, and no bytecode beside the sources."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")
    for variable in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[variable] = str(options.threads)
    environment.pop("PYTHONPATH", None)
    return environment
