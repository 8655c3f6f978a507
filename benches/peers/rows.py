"""The rows of the table: what each tool needs, and the command that runs it."""

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools import Failed, build, install, output_of

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
NUMPY = ("numpy==2.4.6",)  # for truth.py and judge.py
DATASKETCH = ("datasketch==2.0.0", *NUMPY)
# What the MinHash stages of datatrove import; its extra `processing` holds far more.
DATATROVE = ("datatrove==0.10.1", "orjson==3.13.0", "regex==2026.11.15", "tokenizers==0.23.3", "xxhash==3.8.2")
PROCESSES = ["--processes", "{threads}"]


@dataclass
class Peer:
    """One row: its version, its packages from PyPI (none: a crate), its script, and that script's options."""

    version: str
    requirements: tuple = ()
    script: str = ""
    extra: tuple = ()
    answer: str = "pairs"  # or "stars": who goes and who stays, of each cluster


PEERS = {
    "datasketch": Peer("2.0.0", DATASKETCH, "peer_datasketch.py"),
    "rensa": Peer("0.5.0", ("rensa==0.5.0",), "peer_rensa.py"),
    "text-dedup": Peer("0.4.0", ("text-dedup==0.4.0",), "peer_textdedup.py", PROCESSES, "stars"),
    "datatrove": Peer("0.10.1", DATATROVE, "peer_datatrove.py", PROCESSES, "stars"),
    "gaoya": Peer("0.2.2", ("gaoya==0.2.2",), "peer_gaoya.py"),
    "gaoya-native": Peer("0.2.2", ("gaoya==0.2.2",), "peer_gaoya.py", ("--native",)),
    "gaoya-crate": Peer("0.2.2", extra=("gaoya",)),
    "txtfp-crate": Peer("0.3.2", extra=("txtfp",)),
}


def build_retold(given):
    """The path of the retold to run: the one given, or a release build of this repository."""
    if not given:
        return build(REPOSITORY, "retold")
    if not os.access(given, os.X_OK) or os.path.isdir(given):
        raise Failed(f"{given} is not a program")
    return str(Path(given).resolve())


def peer_command(name, peer, options, answer):
    """What starts a peer, which is installed or built first."""
    files = [str(options.input), str(answer)]
    extra = [word.format(threads=options.threads) for word in peer.extra]
    if peer.requirements:
        environment = peer.requirements[0].split("==")[0]
        python = install(options.work, environment, peer.requirements)
        command = [str(python), str(HERE / peer.script), *files, *extra]
    else:
        target = dict(os.environ, CARGO_TARGET_DIR=str(options.work / "rust"))
        command = [build(HERE / "rust", "retold-peers", target), *extra, *files]
    command += ["--threshold", str(options.threshold), "--words", options.words]
    return command + (["--bands", str(options.bands)] if options.bands else [])


def prepare(name, options):
    """All that one row needs before its clock starts: installed or built, with the command to run."""
    folder = options.work / "runs" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    row = {"folder": folder, "runs": []}
    if name == "retold":
        program = build_retold(options.retold)
        report = folder / "report"
        command = [program, "dedup", str(options.input), "-o", str(folder / "out.jsonl"), "--report", str(report)]
        command += ["--threads", str(options.threads), *shlex.split(options.retold_args)]
        label = f"{output_of([program, '--version']).strip() or 'retold'} {options.retold_args}".strip()
        return row | {"tool": label, "command": command, "answer": report / "clusters.jsonl", "kind": "clusters"}
    peer, answer = PEERS[name], folder / "pairs.tsv"
    command = peer_command(name, peer, options, answer)
    return row | {"tool": f"{name} {peer.version}", "command": command, "answer": answer, "kind": peer.answer}
