"""Every pair of a corpus with a Jaccard similarity of at least the threshold, exactly.

A prefix-filter join: sort every document's shingles by document frequency, rarest first; two documents
with J >= t then share a shingle among the first |d| - ceil(t |d|) + 1 of each.  Shingles of one document
only take up room in that prefix but need no index, and documents with the same set are joined as one.
Shingles are 64-bit hashes, the one place where chance comes in: for 40 million different ones the odds
that any two collide are below 1 in 10,000.

Writes DIR/pairs.npy (lower * documents + higher, sorted), DIR/sizes.npy and DIR/ids.txt.
"""

import argparse
import hashlib
import json
import os

import numpy as np

import common

SLACK = 1e-9  # so that 0.7 * 10 never becomes 7.000...1 shingles
FLUSH = 4_000_000  # candidates held before repeats are dropped


def scramble(values):
    """splitmix64's finish: spreads word numbers over 64 bits."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def shingle_hashes(words, vocabulary):
    """The sorted distinct hashes of a text's word 5-grams."""
    width = min(len(words), common.SHINGLE_WORDS)
    if not width:
        return np.empty(0, np.uint64)
    numbers = [vocabulary.setdefault(word, len(vocabulary) + 1) for word in words]
    mixed = scramble(np.array(numbers, np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    hashes = np.full(len(words) - width + 1, width, np.uint64)
    for offset in range(width):
        hashes = hashes * np.uint64(0xD1342543DE82EF95) + mixed[offset : offset + hashes.size]
    return np.unique(scramble(hashes))


def read(corpus, words):
    """Ids, set sizes, the distinct sets, and for each of these the documents that have it."""
    find, vocabulary = common.word_pattern(words).findall, {}
    ids, sizes, sets, owners, place = [], [], [], [], {}
    for name, text in common.read_documents(corpus):
        if "\t" in name or "\n" in name:
            common.fail(f"the id {name!r} holds a tab or a line break; the lists of pairs could not")
        hashes = shingle_hashes(find(text.lower()), vocabulary)
        if hashes.size:
            digest = hashlib.blake2b(hashes.tobytes(), digest_size=16).digest()
            if place.setdefault(digest, len(sets)) == len(sets):
                sets.append(hashes)
                owners.append([])
            owners[place[digest]].append(len(ids))
        ids.append(name)
        sizes.append(hashes.size)
    if len(set(ids)) < len(ids):
        common.fail(f"{corpus}: ids must be unique, {len(ids) - len(set(ids))} are repeats")
    return ids, np.array(sizes, np.int64), sets, owners


def by_frequency(sets):
    """Replace each set, in place, by its shingles that others share, as ranks from the rarest up."""
    if not sets:
        return 0
    everything = np.concatenate(sets)
    everything.sort()
    repeated = everything[1:] == everything[:-1]
    shared = np.unique(everything[1:][repeated])
    frequency = np.searchsorted(everything, shared, "right") - np.searchsorted(everything, shared)
    del everything, repeated
    rank = np.empty(shared.size, np.int32)
    rank[np.argsort(frequency, kind="stable")] = np.arange(shared.size, dtype=np.int32)
    for number, hashes in enumerate(sets):
        found = np.searchsorted(shared, hashes)
        found[found == shared.size] = 0
        ranks = rank[found[shared[found] == hashes]] if shared.size else np.empty(0, np.int32)
        ranks.sort()
        sets[number] = ranks
    return shared.size


def candidates(sets, sizes, threshold):
    """Pairs (a * n + b, a < b) that share a prefix shingle and pass the size and position filters.

    `sets` must be in order of size.  For each shingle its documents stand in a row, smallest first; the
    pass over distance d pairs every entry with the one d places on, and drops those which have run out
    of documents near enough in size.
    """
    count = len(sets)
    prefix = [max(0, ranks.size - int(np.ceil(threshold * size - SLACK)) + 1) for ranks, size in zip(sets, sizes)]
    token = np.concatenate([ranks[:length] for ranks, length in zip(sets, prefix)]).astype(np.int64)
    document = np.repeat(np.arange(count), prefix)
    # Shingles without a partner come first in the order, hence the places they take before position 0.
    left = np.concatenate(
        [ranks.size - 1 - np.arange(length) for ranks, length in zip(sets, prefix)]
    )
    order = np.argsort(token * count + document, kind="stable")
    token, document, left = token[order], document[order], left[order]
    size = sizes[document]

    found, pending = [np.empty(0, np.int64)], 0
    active, distance = np.arange(token.size - 1), 1
    while active.size:
        active = active[active + distance < token.size]
        other = active + distance
        near = (token[active] == token[other]) & (size[active] >= threshold * size[other] - SLACK)
        active, other = active[near], other[near]
        overlap = 1 + np.minimum(left[active], left[other])
        enough = overlap >= threshold / (1 + threshold) * (size[active] + size[other]) - SLACK
        found.append(document[active[enough]] * count + document[other[enough]])
        pending += found[-1].size
        if pending > FLUSH:
            found, pending = [np.unique(np.concatenate(found))], 0
        distance += 1
    return np.unique(np.concatenate(found))


def verify(keys, sets, sizes, shingles, threshold):
    """The candidates whose exact Jaccard similarity reaches the threshold."""
    count, true, marked = len(sets), [], np.zeros(shingles, bool)
    starts = np.flatnonzero(np.diff(keys // count, prepend=-1))
    for first, last in zip(starts, np.append(starts[1:], keys.size)):
        a = int(keys[first] // count)
        marked[sets[a]] = True
        for b in (keys[first:last] % count).tolist():
            common_shingles = np.count_nonzero(marked[sets[b]])
            if common_shingles / (sizes[a] + sizes[b] - common_shingles) >= threshold:
                true.append((a, b))
        marked[sets[a]] = False
    return true


def join(sizes, sets, owners, threshold):
    """All true pairs of documents as sorted keys lower * documents + higher."""
    count = len(sizes)
    order = sorted(range(len(sets)), key=lambda number: sets[number].size)
    sets, owners = [sets[number] for number in order], [owners[number] for number in order]
    set_sizes = np.array([hashes.size for hashes in sets], np.int64)
    shingles = by_frequency(sets)
    groups = [np.array(group, np.int64) for group in owners]
    keys = [np.empty(0, np.int64)]
    for group in groups:  # the same set: all pairs
        low, high = np.triu_indices(group.size, 1)
        keys.append(group[low] * count + group[high])
    if shingles:
        for a, b in verify(candidates(sets, set_sizes, threshold), sets, set_sizes, shingles, threshold):
            one, two = np.meshgrid(groups[a], groups[b])
            keys.append((np.minimum(one, two) * count + np.maximum(one, two)).ravel())
    keys = np.concatenate(keys)
    keys.sort()
    return keys


def clusters(keys, count):
    """How many groups of documents the true pairs join."""
    groups, joined = common.Groups(count), set()
    for key in keys.tolist():
        groups.join(key // count, key % count)
        joined.add(key // count)
    return len({groups.root(number) for number in joined})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("directory")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--words", choices=("python", "unicode"), default="python")
    options = parser.parse_args()
    ids, sizes, sets, owners = read(options.corpus, options.words)
    keys = join(sizes, sets, owners, options.threshold)
    os.makedirs(options.directory, exist_ok=True)
    inside = lambda name: os.path.join(options.directory, name)
    np.save(inside("pairs.npy"), keys)
    np.save(inside("sizes.npy"), sizes)
    with open(inside("ids.txt"), "w", encoding="utf-8") as out:
        out.writelines(f"{name}\n" for name in ids)
    with open(inside("meta.json"), "w", encoding="utf-8") as out:  # last: its presence means complete
        wordless = int((sizes == 0).sum())
        meta = {"documents": len(ids), "pairs": int(keys.size), "clusters": clusters(keys, len(ids)), "wordless": wordless}
        json.dump(meta, out)


if __name__ == "__main__":
    main()
