"""Run retold and its peers on one corpus, and print how fast, how big and how right each was.

Every tool is a process of its own, timed from start to end and measured by wait4, so its memory is its
own.  The yardstick is `wc -w` on the same file in the same run.  The truth is an exact join (truth.py),
kept in the work directory.  This process itself stays small and imports nothing but the standard library:
a child's peak memory can never read lower than its parent's.

    python3 benches/peers/run.py corpus.jsonl --limit 2000 --markdown table.md
"""

import argparse
import datetime
import hashlib
import json
import os
import platform
import shutil
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # keep the source tree clean; the children are told the same
from rows import HERE, NUMPY, PEERS, prepare  # noqa: E402
from tools import Failed, environment_of, install, measured, note, output_of  # noqa: E402

TRUTH_VERSION = 2  # raise it when truth.py finds other pairs than before


def slice_and_truth(options, python):
    """Cut the corpus to --limit lines and find its true pairs, or take both from an earlier run."""
    state = options.corpus.stat()
    mark = [str(options.corpus.resolve()), state.st_size, state.st_mtime_ns, options.limit]
    key = hashlib.sha256(repr(mark).encode()).hexdigest()[:16]
    options.input = options.corpus.resolve()
    if options.limit:
        options.input = options.work / "slices" / f"{key}.jsonl"
        if not options.input.exists():
            options.input.parent.mkdir(parents=True, exist_ok=True)
            part = options.input.with_suffix(".part")
            with open(options.corpus, "rb") as source, open(part, "wb") as target:
                target.writelines(line for _, line in zip(range(options.limit), source))
            part.rename(options.input)
    folder = options.work / "truth" / f"{key}-{options.threshold}-{options.words}-{TRUTH_VERSION}"
    if not (folder / "meta.json").exists():
        note("finding the true pairs (once for this corpus and threshold)")
        start = time.perf_counter()
        settings = ["--threshold", options.threshold, "--words", options.words]
        output_of([python, HERE / "truth.py", options.input, folder, *settings], env=options.environment)
        note(f"found them in {time.perf_counter() - start:.0f} s")
    return folder, json.loads((folder / "meta.json").read_text())


def processor():
    """The processor's name."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def figure(value, digits=3):
    return "–" if value is None else f"{value:.{digits}f}"


def table(options, meta, yardstick, rows, failures):
    """The markdown: a line on the machine and the corpus, the table, and what did not run."""
    size = options.input.stat().st_size / 1e6
    lines = [
        f"{processor()}, {os.cpu_count()} cores, {options.threads} threads; {datetime.date.today()}; "
        f"{options.corpus.name}{f' (first {options.limit} lines)' if options.limit else ''}: {size:.1f} MB, "
        f"{meta['documents']} documents, {meta['pairs']} true pairs in {meta['clusters']} clusters "
        f"(J >= {options.threshold}, {options.words} words); best of {options.repeat}.",
        "",
        "| tool | s | x `wc -w` | MB/s | peak MiB | pairs | pair precision | pair recall | connected recall | clusters |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        f"| wc -w | {yardstick:.2f} | 1.0 | {size / yardstick:.1f} | – | – | – | – | – | – |",
    ]
    for row in rows:
        got = row["judged"]
        lines.append(
            f"| {row['tool']} | {row['seconds']:.2f} | {row['seconds'] / yardstick:.1f} | {size / row['seconds']:.1f} "
            f"| {row['mib']:.0f} | {got['pairs']} | {figure(got['precision'])} | {figure(got['recall'])} "
            f"| {figure(got['connected'])} | {got['clusters']} |"
        )
    lines += [f"| {name} | skipped: {why.replace('|', '/')}{' |' * 9}" for name, why in failures.items()]
    return "\n".join(lines) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="JSON lines with `id` and `text`")
    parser.add_argument("--limit", type=int, help="use the first N lines only")
    parser.add_argument("--threshold", type=float, default=0.7, help="Jaccard similarity of a duplicate (0.7)")
    parser.add_argument("--threads", type=int, default=2, help="threads for those that have them (2)")
    parser.add_argument("--peers", default=",".join([*PEERS, "retold"]), help="rows, by commas (all)")
    parser.add_argument("--repeat", type=int, default=1, help="rounds; each tool's best counts (1)")
    parser.add_argument("--bands", type=int, help="LSH bands of the peers, a divisor of 128 (from the threshold)")
    parser.add_argument("--words", choices=("python", "unicode"), default="python",
                        help="a word is Python's \\w+, or that with combining marks (python)")
    parser.add_argument("--retold", help="a built retold, instead of building one")
    parser.add_argument("--retold-args", default="", help="more options for retold, in one string")
    parser.add_argument("--work", type=Path, help="where environment, truth and answers are kept")
    parser.add_argument("--markdown", type=Path, help="write the table here too")
    options = parser.parse_args()
    options.peers = [name.strip() for name in options.peers.split(",") if name.strip()]
    for name in options.peers:
        if name not in PEERS and name != "retold":
            parser.error(f"no peer {name!r}; there are {', '.join([*PEERS, 'retold'])}")
    if not options.corpus.is_file():
        parser.error(f"{options.corpus} is not a file")
    if not 0 < options.threshold <= 1:
        parser.error("--threshold must be above 0 and at most 1")
    if options.bands is not None and (options.bands < 1 or 128 % options.bands):
        parser.error("--bands must divide 128")
    if min(options.repeat, options.threads, 1 if options.limit is None else options.limit) < 1:
        parser.error("--repeat, --threads and --limit must be at least 1")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    options.work = (options.work or cache / "retold-peers").resolve()
    options.environment = environment_of(options)
    return options


def run_once(row, environment):
    """One timed run of one tool, in a folder without an earlier run's output."""
    for left in row["folder"].iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    row["runs"].append(measured(row["command"], row["folder"] / "log", environment))
    if not row["answer"].is_file():
        raise Failed(f"ended well but wrote no {row['answer'].relative_to(row['folder'])}")


def rounds(options, rows, failures):
    """All timed runs: in each round the yardstick three times, then every tool.  Returns wc's seconds."""
    wc, log = ["wc", "-w", str(options.input)], options.work / "wc.log"
    seconds = []
    measured(wc, log, options.environment)  # not counted: it fills the page cache
    for turn in range(options.repeat):
        seconds += [measured(wc, log, options.environment)[0] for _ in range(3)]
        for name, row in list(rows.items()):
            note(f"round {turn + 1} of {options.repeat}: {row['tool']}")
            try:
                run_once(row, options.environment)
            except Failed as error:
                failures[name] = str(error)
                del rows[name]
    return seconds


def judged(row, truth, python, environment):
    """A row's own figures: its best time, its worst peak, and what judge.py makes of its answer."""
    verdict = output_of([python, HERE / "judge.py", truth, row["answer"], row["kind"]], env=environment)
    row["judged"] = json.loads(verdict)
    row["seconds"], row["mib"] = min(run[0] for run in row["runs"]), max(run[1] for run in row["runs"])


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    rows, failures = {}, {}
    try:
        python = install(options.work, "numpy", NUMPY)
        truth, meta = slice_and_truth(options, python)
        for name in options.peers:
            try:
                rows[name] = prepare(name, options)
            except Failed as error:
                failures[name] = str(error)
        if os.getloadavg()[0] > 0.5:
            note(f"the machine is busy (load {os.getloadavg()[0]:.1f}): these times are not to be quoted")
        wc = rounds(options, rows, failures)
    except (Failed, OSError) as error:
        sys.exit(f"run.py: {error}")
    for name, row in list(rows.items()):
        try:
            judged(row, truth, python, options.environment)
        except Failed as error:
            failures[name] = str(error)
            del rows[name]

    # The table may be published: leave out where on this machine things lie.
    failures = {name: why.replace(str(options.work), "WORK") for name, why in failures.items()}
    text = table(options, meta, min(wc), rows.values(), failures)
    print(text, end="")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    results = {"wc": wc, "truth": meta, "failures": failures, "rows": list(rows.values())}
    (options.work / "results.json").write_text(json.dumps(results, indent=1, default=str) + "\n", encoding="utf-8")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
