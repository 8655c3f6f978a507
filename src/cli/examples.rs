//! What `--help` teaches by example.

pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  a budget or gate failed; nothing was written
  2  could not run, or was interrupted; nothing was written";

pub(super) const DEDUP_EXAMPLES: &str = "\
Examples:
  Remove the duplicates of a dump, and keep the evidence:
      retold dedup news.jsonl.zst -o clean.jsonl.zst --report report

  See first what would go, changing nothing:
      retold dedup news/ --dry-run --report report

  Keep the agency's version, then the earliest; compare only what lies within a month:
      retold dedup news.jsonl -o clean.jsonl --keep prefer:source=agency,gazette \\
          --keep earliest:date --window date=30d

  Leave out what was told before, by an index that `retold index` keeps:
      retold dedup today.jsonl -o new.jsonl --against seen --report report

  Fail a nightly run rather than lose an outlet:
      retold dedup news.jsonl -o clean.jsonl --max-removed 20% --max-removed-per source=30%

  Miss no pair at the threshold; or see on a sample how many a run misses:
      retold dedup news.jsonl -o clean.jsonl --exact
      retold dedup news.jsonl --dry-run --audit 1000

  In a pipe:
      zcat *.gz | retold dedup - -o - > clean.jsonl

Settings may also stand in a file `retold.toml`, under the names of the flags; flags win.

Exit codes:
  0  done
  1  more would be removed than the budget allows; nothing was written
  2  could not run, or was interrupted; nothing was written";

pub(super) const PASSAGES_EXAMPLES: &str = "\
Examples:
  What a dump tells several times, each with all its places:
      retold passages news.jsonl.zst -o passages.jsonl

  Within one article, in the same words and in others:
      retold passages article.txt -o passages.jsonl --retellings retellings.jsonl

  Long and word for word only:
      retold passages news/ --min-tokens 100 --identity 1 -o passages.jsonl

  The boilerplate of each outlet:
      retold passages news.jsonl -o - -q | jq -c 'select(.kind == \"boilerplate\") | .text'

The lines are described in docs/passages.md. To cut repeats out of a dump, see
`retold dedup --passages`.

Exit codes:
  0  done
  2  could not run, or was interrupted; nothing was written";

pub(super) const PLAN_EXAMPLES: &str = "\
Examples:
  What a run over a dump will cost and find:
      retold plan news.jsonl.zst

  Whether it fits into half a gigabyte, and how long it takes with eight threads:
      retold plan news/ --memory 512MiB --threads 8

  How many pairs a stricter threshold would part, as numbers:
      retold plan news.jsonl --threshold 0.85 --format json | jq .histogram

Every figure is an estimate from some 32 MiB of records; docs/plan.md tells how it is made and how
far it can be trusted. An input that is smaller is read whole.

Exit codes:
  0  done
  2  could not run, or was interrupted";

pub(super) const TOKENS_EXAMPLES: &str = "\
Examples:
  retold tokens article.txt
  echo 'The ﬁrst café' | retold tokens -
  retold tokens news.jsonl --text-field body | head";
