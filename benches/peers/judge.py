"""Hold one tool's answer against the truth, and print the figures as JSON.

A tool answers in pairs (a file of `id<TAB>id` lines), in stars (the same, but of each cluster only who
goes and who stays) or in clusters (retold's clusters.jsonl).

precision   share of the pairs with a true J >= threshold; of a clustering, of its (who goes, who stays) pairs
recall      share of the true pairs among the tool's pairs; a clustering names no such list, so null
clusters    groups of two and more
connected   share of the true pairs whose two documents end up in one group: one component of the
            tool's pairs, or one cluster.  `connected_precision` is the share of true pairs among all
            pairs within groups: it falls where a group has grown together through chains.

Pairs of two texts without words are left out: they have no Jaccard similarity.
"""

import argparse
import json
import os

import numpy as np

import common


class Truth:
    """What truth.py wrote."""

    def __init__(self, directory):
        self.keys = np.load(os.path.join(directory, "pairs.npy"))
        self.sizes = np.load(os.path.join(directory, "sizes.npy"))
        with open(os.path.join(directory, "ids.txt"), encoding="utf-8", newline="\n") as lines:
            self.number = {line[:-1]: number for number, line in enumerate(lines)}

    def find(self, name, where):
        """The number of a document, or an error that says where its id came from."""
        if str(name) not in self.number:
            common.fail(f"{where}: the corpus has no document {name!r}")
        return self.number[str(name)]


def read_pairs(path, truth):
    """A peer's pairs, and the components they make."""
    pairs, groups = [], common.Groups(len(truth.sizes))
    with open(path, encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            where = f"{path}, line {number}"
            one, two = (truth.find(name, where) for name in line.rstrip("\n").split("\t"))
            pairs.append((one, two, "pair"))
            groups.join(one, two)
    return pairs, np.array([groups.root(number) for number in range(len(truth.sizes))], np.int64)


def read_clusters(path, truth):
    """retold's (member, witness) pairs with their relation, and its clusters as they stand."""
    pairs, labels = [], -1 - np.arange(len(truth.sizes))  # nobody's cluster: a label of one's own
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            where = f"{path}, line {number + 1}"
            try:
                cluster = json.loads(line)
                # A kept member with a witness is a template: told, but not called a duplicate.
                members = [
                    (m["id"], m.get("relation"), None if m.get("kept") else m.get("witness"))
                    for m in cluster["members"]
                ]
                names = {str(name) for name in cluster["kept"]} | {str(m[0]) for m in members}
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                common.fail(f"{where}: not a cluster with `kept` and `members` ({error!r})")
            for name in names:
                document = truth.find(name, where)
                if labels[document] >= 0:
                    common.fail(f"{where}: {name!r} is in an earlier cluster too")
                labels[document] = number
            for name, relation, witness in members:
                if witness is not None:
                    pairs.append((truth.find(name, where), truth.find(witness, where), str(relation)))
    return pairs, labels


def share(part, whole):
    """part / whole, or None where there is nothing to divide."""
    return float(part / whole) if whole else None


def judge(truth, pairs, labels, clustered):
    """All figures of one answer."""
    count = len(truth.sizes)
    relation_of = {}
    for one, two, relation in pairs:
        if one != two and (truth.sizes[one] or truth.sizes[two]):
            relation_of.setdefault(min(one, two) * count + max(one, two), relation)
    keys = np.fromiter(relation_of, np.int64, len(relation_of))
    right = np.isin(keys, truth.keys)
    relations = {}
    for relation, ok in zip(relation_of.values(), right.tolist()):
        tally = relations.setdefault(relation, {"pairs": 0, "true": 0})
        tally["pairs"] += 1
        tally["true"] += ok
    together = np.count_nonzero(labels[truth.keys // count] == labels[truth.keys % count])
    group_sizes = np.unique(labels[truth.sizes > 0], return_counts=True)[1]
    return {
        "pairs": int(keys.size),
        "precision": share(right.sum(), keys.size),
        "recall": None if clustered else share(right.sum(), truth.keys.size),
        "connected": share(together, truth.keys.size),
        "connected_precision": share(together, (group_sizes * (group_sizes - 1) // 2).sum()),
        "clusters": int(np.count_nonzero(group_sizes > 1)),
        "largest_group": int(group_sizes.max(initial=0)),
        "relations": relations if clustered else None,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", help="directory that truth.py wrote")
    parser.add_argument("answer", help="what the tool wrote")
    parser.add_argument("kind", choices=("pairs", "stars", "clusters"))
    options = parser.parse_args()
    if not os.path.isfile(options.answer):
        common.fail(f"no answer to judge: {options.answer} does not exist")
    truth = Truth(options.truth)
    read = read_clusters if options.kind == "clusters" else read_pairs
    print(json.dumps(judge(truth, *read(options.answer, truth), options.kind != "pairs")))


if __name__ == "__main__":
    main()
