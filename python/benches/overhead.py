"""What the way through Python costs.

    python benches/overhead.py DUMP.jsonl [RETOLD]

The dump has a `text` in each line. Prints how long `retold.dedup` takes on it, its lines read by
Python, against the command RETOLD (by default `retold`) on the same file; and what one call of
`Index.check` costs, to be compared with a call from Rust. Best of three.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import retold

TEXTS = 20_000


def best(work, times=3):
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return min(took)


def dedup(dump, command):
    def python():
        with open(dump, encoding="utf-8") as lines:
            retold.dedup(json.loads(line) for line in lines)

    def files():
        retold.dedup_files(dump)

    def binary():
        run = [command, "dedup", str(dump), "--dry-run"]
        subprocess.run(run, check=True, capture_output=True)

    times = {"retold.dedup": best(python), "retold.dedup_files": best(files)}
    try:
        times["retold dedup"] = best(binary)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        print(f"the command failed: {said.decode()}", file=sys.stderr)
    for name, took in times.items():
        ratio = took / times["retold dedup"] if "retold dedup" in times else float("nan")
        print(f"{name}: {took:.3f} s, {ratio:.2f} times the command")


def check(dump):
    texts = []
    with open(dump, encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
            if len(texts) == TEXTS:
                break
    tokens = sum(len(retold.tokens(text)) for text in texts[:1000]) / min(len(texts), 1000)

    with tempfile.TemporaryDirectory() as folder, retold.Index.create(
        Path(folder) / "seen", durability="relaxed"
    ) as index:

        def one_by_one():
            for text in texts:
                index.check(text)

        def insert():
            for number, text in enumerate(texts):
                index.check_and_insert(str(number), text)

        def show(name, took):
            print(f"{name}: {took / len(texts) * 1e9:.0f} ns a text")

        print(f"{len(texts)} texts of {tokens:.0f} tokens")
        show("check, empty index", best(one_by_one))
        show("check_and_insert", best(insert, times=1))
        show("check, full index", best(one_by_one))
        show("check_many, 1 thread", best(lambda: list(index.check_many(texts, threads=1))))
        show("check_many", best(lambda: list(index.check_many(texts))))
        # What the binding itself costs: a text without words is answered without a look.
        show("check of an empty text", best(lambda: [index.check("") for _ in texts]))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    dedup(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "retold")
    check(sys.argv[1])
