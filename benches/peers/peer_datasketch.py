"""datasketch: MinHash and MinHashLSH, every document asked for before it is inserted.

The index returns candidates only, so a pair is reported when the two sketches' estimate reaches the
threshold.  `MinHash.generator` shares the permutations between sketches; making them anew for every
document would cost more than the hashing.  datasketch has no threads.
"""

import itertools

from datasketch import MinHash, MinHashLSH

import common


def main():
    options = common.peer_arguments(__doc__)
    index = MinHashLSH(num_perm=common.PERMUTATIONS, params=(options.bands, options.rows))
    # Two readers of one stream of documents: its ids, and its shingles as the bytes datasketch hashes.
    # generator() takes one document at a time, so the tee never holds more than one.
    documents, again = itertools.tee(common.shingled(options.corpus, options.words))
    tokens = ([s.encode() for s in found] for _, found in again)
    sketches = MinHash.generator(tokens, num_perm=common.PERMUTATIONS, seed=common.SEED)
    names, kept = [], []
    with open(options.pairs, "w", encoding="utf-8") as pairs:
        for number, ((name, _), sketch) in enumerate(zip(documents, sketches)):
            for other in index.query(sketch):
                if sketch.jaccard(kept[other]) >= options.threshold:
                    pairs.write(f"{names[other]}\t{name}\n")
            index.insert(number, sketch, check_duplication=False)
            names.append(name)
            kept.append(sketch)


if __name__ == "__main__":
    main()
