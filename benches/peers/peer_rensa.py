"""rensa: RMinHash and RMinHashLSH through their bulk calls.

`RMinHashLSH` takes a threshold but its queries return every document that shares a band, so a pair is
reported when `RMinHash.jaccard` reaches the threshold.  A chunk is inserted before it is asked for, and
only earlier documents are taken from the answer: each pair is then seen once, within a chunk too.
"""

from rensa import RMinHash, RMinHashLSH

import common


def main():
    options = common.peer_arguments(__doc__)
    index = RMinHashLSH(options.threshold, common.PERMUTATIONS, options.bands)
    names, sketches = [], []
    with open(options.pairs, "w", encoding="utf-8") as pairs:
        for chunk in common.chunks(common.shingled(options.corpus, options.words)):
            start = len(names)
            names += [name for name, _ in chunk]
            tokens = [found for _, found in chunk]
            fresh = RMinHash.from_token_sets(tokens, common.PERMUTATIONS, common.SEED)
            sketches += fresh
            index.insert_many(fresh, start)
            for number, candidates in enumerate(index.query_all(fresh), start):
                for other in candidates:
                    if other < number and sketches[number].jaccard(sketches[other]) >= options.threshold:
                        pairs.write(f"{names[other]}\t{names[number]}\n")


if __name__ == "__main__":
    main()
