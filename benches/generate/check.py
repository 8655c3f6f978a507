"""Hold retold's report on a generated corpus against what was planted.

    python3 benches/generate/check.py truth.jsonl REPORT

Reads the truth of the generator and REPORT/clusters.jsonl and REPORT/removed.jsonl line by line; some 20
bytes a document stay in memory, whatever their number.  Prints, by kind of copy and by similarity, how many
planted duplicates share a cluster with their group's original, how many went, and how many documents went
that should not have: those outside of all groups, traps, and those whose witness is of another group.

Planted originals stand first in the file and are kept (keep rule `first`), so every planted duplicate has a
kept document that it is near enough to, and must go.  Ends with 1 if recall or the false removals miss their
bounds, 2 if something cannot be read.
"""

import argparse
import json
import os
import sys
from array import array

NO_GROUP, ORIGINAL, DUPLICATE, TRAP = 0, 1, 2, 3
STEPS = ((0.75, 0.8), (0.8, 0.9), (0.9, 1.0), (1.0, 2.0))


def fail(message):
    sys.exit(print(f"check.py: {message}", file=sys.stderr) or 2)


def lines(path):
    """Yield the objects of a file of JSON lines."""
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield json.loads(line)
                except ValueError as error:
                    fail(f"{path}, line {number}: not JSON ({error})")
    except OSError as error:
        fail(f"{path}: {error.strerror}")


def position(name):
    """The number in a generated id, which is the document's place in the file."""
    if not (isinstance(name, str) and name[:1] == "g" and name[1:].isdigit()):
        fail(f"{name!r} is no id of a generated corpus")
    return int(name[1:])


class Column:
    """A number for each document; a document without one has 0."""

    def __init__(self, kind):
        self.values = array(kind)

    def __getitem__(self, at):
        return self.values[at] if at < len(self.values) else 0

    def __setitem__(self, at, value):
        if at >= len(self.values):
            self.values.extend([0] * (at + 1 - len(self.values) + 4096))
        self.values[at] = value


def planted(path):
    """What each document is, and its group, numbered from 1."""
    role, group = Column("b"), Column("i")
    for number, line in enumerate(lines(path), 1):
        original = position(line["original"])
        role[original], group[original] = ORIGINAL, number
        for member in line["members"]:
            at = position(member["id"])
            role[at], group[at] = TRAP if member["kind"] == "trap" else DUPLICATE, number
    return role, group


def clusters(path):
    """The number of each document's cluster, from 1."""
    cluster = Column("i")
    for number, line in enumerate(lines(path), 1):
        for member in line["members"]:
            cluster[position(member["id"])] = number
    return cluster


def removals(path, role, group):
    """Which documents went, how many, and how many of these should not have, with one example each."""
    gone, count, false = Column("b"), 0, {}
    for line in lines(path):
        at, witness = position(line["id"]), position(line["witness"])
        gone[at], count = 1, count + 1
        if role[at] == NO_GROUP:
            why = "outside of all groups"
        elif role[at] == ORIGINAL:
            why = "originals"
        elif role[at] == TRAP:
            why = "traps"
        elif group[at] != group[witness]:
            why = "by a witness of another group"
        else:
            continue
        example = f"{line['id']} because of {line['witness']} ({line['relation']}, {line['score']})"
        false[why] = false.get(why, (0, example))[0] + 1, false.get(why, (0, example))[1]
    return gone, count, false


def tally(path, cluster, gone):
    """By kind and by similarity: planted, found in the original's cluster, gone; and what was missed."""
    rows, missed = {}, []
    for line in lines(path):
        home = cluster[position(line["original"])]
        for member in line["members"]:
            if member["kind"] == "trap":
                continue
            at, jaccard = position(member["id"]), member["jaccard"]
            found = bool(home) and cluster[at] == home
            step = next((f"J {low} to {high}" for low, high in STEPS if low <= jaccard < high), "other J")
            for name in ("all", member["kind"], "J 1" if jaccard == 1 else step):
                row = rows.setdefault(name, [0, 0, 0])
                row[0] += 1
                row[1] += found
                row[2] += gone[at]
            if not (found and gone[at]):
                missed.append((jaccard, member["id"], line["original"], "found" if found else "not found"))
    return rows, missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", help="what the generator wrote with --truth")
    parser.add_argument("report", help="the folder that retold wrote with --report")
    parser.add_argument("--recall", type=float, default=0.999, help="least share found and gone (0.999)")
    parser.add_argument("--false", type=int, default=0, help="most removals that should not be (0)")
    parser.add_argument("--show", type=int, default=5, help="missed duplicates to show (5)")
    options = parser.parse_args()
    role, group = planted(options.truth)
    cluster = clusters(os.path.join(options.report, "clusters.jsonl"))
    gone, count, false = removals(os.path.join(options.report, "removed.jsonl"), role, group)
    rows, missed = tally(options.truth, cluster, gone)

    print(f"{'planted duplicates':20} {'planted':>9} {'found':>9} {'recall':>9} {'gone':>9} {'share':>9}")
    for name, (all_, found, went) in sorted(rows.items()):
        print(f"{name:20} {all_:9} {found:9} {found / all_:9.6f} {went:9} {went / all_:9.6f}")
    wrong = sum(number for number, _ in false.values())
    print(f"removed: {count}, of these wrongly: {wrong}")
    for why, (number, example) in sorted(false.items()):
        print(f"  {why}: {number}, such as {example}")
    for jaccard, name, original, how in missed[: options.show]:
        print(f"  missed: {name} of {original}, J {jaccard}, {how}, {'gone' if gone[position(name)] else 'kept'}")
    all_, found, went = rows.get("all", (0, 0, 0))
    reached = not all_ or min(found, went) / all_ >= options.recall
    sys.exit(0 if reached and wrong <= options.false else 1)


if __name__ == "__main__":
    main()
