//! What `--help` teaches by example.

pub(in crate::cli) const INDEX: &str = "\
Examples:
  Make an index, fill it, and keep what is new of each dump:
      retold index create seen
      retold index add seen archive.jsonl.zst
      retold index add seen today.jsonl --only-new -o new.jsonl

  Query it, also while another process adds:
      retold index query seen page.txt

docs/index.md explains the answers, the costs, and what to do if a file is damaged.

Exit codes:
  0  done
  1  `verify` found damage
  2  could not run";

pub(super) const CREATE: &str = "\
Examples:
  With the defaults; or stricter, for a month of news, keyed by a secret:
      retold index create seen
      retold index create seen --threshold 0.85 --window 30d --seed 72613349

  With passages: a text contained in another counts as seen before:
      retold index create seen --passages --told contains

The settings of an index cannot be changed later.

Exit codes:
  0  there is a new index
  2  could not run; the folder was left as it is";

pub(super) const ADD: &str = "\
Examples:
  All of a dump; a second time nothing changes, since documents are known by their ids:
      retold index add seen archive.jsonl.zst

  Only what is new, which is written as `dedup` would write it:
      retold index add seen today.jsonl --only-new -o new.jsonl

  With the time of publishing, and fields that an export gives back:
      retold index add seen news.csv --date-field published --fields source,title

The input is read to its end before the first document goes in. Settings may also stand in a file
`retold.toml`, under the names of the flags; flags win.

Exit codes:
  0  done: all is on disk
  2  could not run, or was interrupted; what went in stays, and the same command goes on";

pub(super) const QUERY: &str = "\
Examples:
  One line of JSON for each document, in the order of the input:
      retold index query seen today.jsonl

  The ids of those that are new:
      retold index query seen today.jsonl | jq -r 'select(.new) | .id'

  One text, for people:
      retold index query seen --text 'The ferry to the outer islands runs again'

Exit codes:
  0  answered, whatever the answers
  2  could not run";

pub(super) const REMOVE: &str = "\
Examples:
      retold index remove seen https://post.example/9
      retold index remove seen --ids withdrawn.txt

Exit codes:
  0  none of them is there any more, whether it was or not
  2  could not run";

pub(super) const EXPIRE: &str = "\
Examples:
      retold index expire seen --before 2025-01-01
      retold index expire seen --older-than 90d

Exit codes:
  0  none of them is there any more
  2  could not run";

pub(super) const STATS: &str = "\
Examples:
      retold index stats seen
      retold index stats seen --format json | jq .documents

Exit codes:
  0  done
  2  could not run";

pub(super) const VERIFY: &str = "\
Examples:
      retold index verify seen

Exit codes:
  0  every byte is as it was written
  1  some are not; what is wrong is printed, a line for each
  2  could not run, or another process writes the index";

pub(super) const EXPORT: &str = "\
Examples:
  To keep a copy, and to make an index of it with other settings:
      retold index export seen -o seen.jsonl.zst
      retold index create stricter --threshold 0.9
      retold index add stricter seen.jsonl.zst --date-field seen

Exit codes:
  0  done
  2  could not run";
