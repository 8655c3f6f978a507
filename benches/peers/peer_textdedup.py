"""text-dedup: its own MinHash command, run in this process so that its clusters can be asked for.

It reads the JSON lines itself (as a local data set, nothing is fetched), cuts words itself, at every
single character that `\\w` leaves out, so that ", " makes an empty word more: its shingles are not quite
those of the truth.  Who shares a band is joined, without a look at the sketches; of each cluster one
document stays.  The answer is (who goes, who stays), as in its output.
"""

import os
from pathlib import Path

import common


def main():
    options = common.peer_arguments(__doc__, lambda parser: parser.add_argument("--processes", type=int, default=2))
    scratch = Path(options.pairs).parent
    os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HOME=str(scratch / "home"))
    from text_dedup import minhash  # reads these variables

    minhash.main(
        ["--path", "json", "--data_files", options.corpus, "--split", "train", "--column", "text",
         "--cache_dir", str(scratch / "cache"), "--output", str(scratch / "out"),
         "--ngram", str(common.SHINGLE_WORDS), "--min_length", "1", "--num_perm", str(common.PERMUTATIONS),
         "--b", str(options.bands), "--r", str(options.rows), "--threshold", str(options.threshold),
         "--hash_func", "xxh3", "--num_proc", str(options.processes)],
        standalone_mode=False,
    )
    names = [name for name, _ in common.read_documents(options.corpus)]
    with open(options.pairs, "w", encoding="utf-8") as pairs:
        for number in sorted(minhash.uf.parent):
            if (stays := minhash.uf.find(number)) != number:
                pairs.write(f"{names[number]}\t{names[stays]}\n")


if __name__ == "__main__":
    main()
