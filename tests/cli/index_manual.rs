//! The examples of `docs/index.md` are what the command prints and writes.

use super::harness::Lab;

/// What is behind each `$ ` of the manual, in its order: the line, and what it shows.
fn steps(manual: &str) -> Vec<(&str, String)> {
    let mut steps = Vec::new();
    for block in manual.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").expect("a block ends");
        for step in block.split("$ ").skip(1) {
            let (line, shown) = step.split_once('\n').expect("a line ends");
            steps.push((line, shown.to_owned()));
        }
    }
    steps
}

#[test]
fn the_documented_examples() {
    let lab = Lab::new();
    let steps = steps(include_str!("../../docs/index.md"));
    assert!(steps.len() > 8);
    for (line, shown) in steps {
        if let Some(name) = line.strip_prefix("cat ") {
            // A file that no command wrote is one that the reader has.
            if !lab.path(name).exists() {
                lab.write(name, &shown);
            }
            assert_eq!(String::from_utf8(lab.read(name)).unwrap(), shown, "{name}");
            continue;
        }
        let args = line.strip_prefix("retold ").expect(line);
        let (args, quoted) = args.split_once(" \"").unwrap_or((args, ""));
        let quoted = quoted.strip_suffix('"');
        let call = quoted.into_iter().fold(lab.call(args), |call, text| call.arg(text));
        assert_eq!(call.ok().text(), shown, "{line}");
    }
}
