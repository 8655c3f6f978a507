"""The rows of the table: how each tool is installed or built, started and measured."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
NUMPY = ("numpy", "2.4.6")  # for truth.py and judge.py; datasketch needs it too
PACKAGES = {"datasketch": "2.0.0", "rensa": "0.5.0", "gaoya": "0.2.2"}
# The name of a row: the package it needs, its script, and that script's own options.
PEERS = {
    "datasketch": ("datasketch", "peer_datasketch.py", []),
    "rensa": ("rensa", "peer_rensa.py", []),
    "gaoya": ("gaoya", "peer_gaoya.py", []),
    "gaoya-native": ("gaoya", "peer_gaoya.py", ["--native"]),
}


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


def install(work, package, version):
    """Make the virtual environment if need be, and put one pinned package in it."""
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        note("making a virtual environment")
        output_of([sys.executable, "-m", "venv", work / "venv"])
    ask = f"import importlib.metadata as m; print(m.version({package!r}))"
    try:
        if output_of([python, "-c", ask]).strip() == version:
            return python
    except Failed:
        pass
    note(f"installing {package} {version}")
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    try:
        output_of([*pip, f"{package}=={version}"])
    except Failed as error:
        raise Failed(f"{package} {version} does not install here: {error}") from error
    return python


def build_retold(given):
    """The path of the retold to run: the one given, or a release build of this repository."""
    if given:
        if not os.access(given, os.X_OK) or os.path.isdir(given):
            raise Failed(f"{given} is not a program")
        return str(Path(given).resolve())
    if not (REPOSITORY / "Cargo.toml").exists():
        raise Failed("the repository has no Cargo.toml to build it from")
    note("building retold")
    try:
        output_of(["cargo", "build", "--release", "--bin", "retold"], cwd=REPOSITORY)
        metadata = output_of(["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=REPOSITORY)
    except Failed as error:
        raise Failed(f"does not build: {error}") from error
    return str(Path(json.loads(metadata)["target_directory"]) / "release" / "retold")


def prepare(name, options):
    """All that one row needs before its clock starts: installed or built, with the command to run."""
    folder = options.work / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if name == "retold":
        program = build_retold(options.retold)
        report = folder / "report"
        command = [program, "dedup", str(options.input), "-o", str(folder / "out.jsonl"), "--report", str(report)]
        command += ["--threads", str(options.threads), *shlex.split(options.retold_args)]
        label = f"{output_of([program, '--version']).strip() or 'retold'} {options.retold_args}".strip()
        return {"tool": label, "command": command, "answer": report / "clusters.jsonl", "folder": folder, "runs": []}
    package, script, extra = PEERS[name]
    python = install(options.work, package, PACKAGES[package])
    answer = folder / "pairs.tsv"
    command = [str(python), str(HERE / script), str(options.input), str(answer), *extra]
    command += ["--threshold", str(options.threshold), "--words", options.words]
    command += ["--bands", str(options.bands)] if options.bands else []
    label = f"{name} {PACKAGES[package]}"
    return {"tool": label, "command": command, "answer": answer, "folder": folder, "runs": []}


def environment_of(options):
    """The children's environment: UTF-8, the thread count, and no bytecode beside the sources."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1")
    for variable in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[variable] = str(options.threads)
    environment.pop("PYTHONPATH", None)
    return environment
