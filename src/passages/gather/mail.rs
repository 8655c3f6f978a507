//! What a mail, a news post or a forum post quotes of an earlier one.
//!
//! Quoted are
//! - lines that begin with `>`, `|>` or `&gt;`, with up to four capital letters before it (`JH> `),
//!   and lines that begin with `| ` or `: ` if a neighbour does as well (rows of a table, which end
//!   in `|`, are none);
//! - a line that names the writer and ends in a colon (`On Monday, J. Hale wrote:`, `Am ... schrieb
//!   ...:`), if such lines follow it; else, if it has an `@` or a time (`9:14`), with all that
//!   follows, and if it has another digit, with the paragraph that follows;
//! - what follows `-----Original Message-----`, or a block of three header lines and more (`From:`,
//!   `Sent:`, `To:`) that is not the head of the text, to the end of the text.
//!
//! Cost: linear in the text.

use std::ops::Range;

/// The longest line that names a writer, in bytes; and how many lines it may be wrapped over.
const NAMES: usize = 240;
const WRAPPED: usize = 3;

/// What says in some language that somebody wrote. A word ends in a blank or a colon.
const WROTE: [&str; 35] = [
    "wrote",
    "writes",
    "schrieb",
    "schreibt",
    "a écrit",
    "écrit",
    "écrivait",
    "escribió",
    "escribe",
    "escribía",
    "escreveu",
    "ha scritto",
    "scrive",
    "schreef",
    "schrijft",
    "skrev",
    "skriver",
    "napisał",
    "napisała",
    "napisał(a)",
    "pisze",
    "написал",
    "написала",
    "пишет",
    "написав",
    "napsal",
    "napsal(a)",
    "kirjoitti",
    "írta",
    "a scris",
    "yazdı",
    "كتب",
    "כתב",
    "έγραψε",
    "menulis",
];

/// The same where no blanks part words.
const WROTE_UNSPACED: [&str; 5] = ["写道", "寫道", "のメッセージ", "書きました", "작성"];

/// What a line of dashes around it says before an earlier message.
const ORIGINAL: [&str; 18] = [
    "original message",
    "original appointment",
    "forwarded message",
    "begin forwarded message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "message transféré",
    "mensaje original",
    "mensaje reenviado",
    "mensagem original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "исходное сообщение",
    "пересылаемое сообщение",
    "原始邮件",
    "元のメッセージ",
];

/// Stretches of a text that are quoted, in order and apart.
pub(super) fn quotes(text: &str) -> Vec<Range<usize>> {
    let lines: Vec<(Range<usize>, Mark)> =
        lines(text).map(|l| (l.clone(), mark(&text[l]))).collect();
    let marked = |at: usize| match lines.get(at).map(|(_, mark)| mark) {
        Some(Mark::Sure) => true,
        Some(Mark::Weak(one)) => {
            let same = |at: Option<usize>| {
                at.and_then(|at| lines.get(at)).is_some_and(|(_, mark)| mark == &Mark::Weak(*one))
            };
            same(at.checked_sub(1)) || same(at.checked_add(1))
        }
        _ => false,
    };
    let mut quotes: Vec<Range<usize>> = Vec::new();
    let mut add = |span: Range<usize>| match quotes.last_mut() {
        Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
        _ => quotes.push(span),
    };
    // How many lines of text came before: a head of the text quotes nothing.
    let mut seen = 0;
    for (at, (line, _)) in lines.iter().enumerate() {
        if marked(at) {
            add(line.clone());
            continue;
        }
        let content = text[line.clone()].trim();
        if content.is_empty() {
            continue;
        }
        if is_separator(content) || (seen > 0 && is_head(text, &lines[at..])) {
            add(line.start..text.len());
            break;
        }
        seen += 1;
        let Some(start) = attribution(text, &lines[..=at]) else { continue };
        let names = &text[start..line.end];
        let is_filled = |at: &usize| !text[lines[*at].0.clone()].trim().is_empty();
        let Some(next) = (at + 1..lines.len()).find(is_filled) else { continue };
        if marked(next) {
            add(start..line.end);
        } else if names.contains('@') || has_time(names) {
            add(start..text.len());
            break;
        } else if names.contains(|c: char| c.is_ascii_digit()) {
            let blank = (next..lines.len()).find(|at| !is_filled(at));
            add(start..blank.map_or(text.len(), |at| lines[at].0.start));
        }
    }
    quotes
}

/// The lines of a text, with their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let from = start;
        start += line.len();
        from..start
    })
}

/// How a line is marked as quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    /// By what marks other things as well.
    Weak(char),
    Sure,
}

fn mark(line: &str) -> Mark {
    let line = line.trim();
    let after = line.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let initials = line.len() - after.len();
    if initials <= 4 && ["&gt;", ">", "＞"].iter().any(|mark| after.starts_with(mark)) {
        return Mark::Sure;
    }
    match line.as_bytes() {
        [b'|' | b':', b'>', ..] => Mark::Sure,
        [b'|', b' ', .., last] if *last != b'|' => Mark::Weak('|'),
        [b':', b' ', ..] => Mark::Weak(':'),
        _ => Mark::None,
    }
}

/// Where the words begin that name a writer, if the last of these lines ends them.
fn attribution(text: &str, lines: &[(Range<usize>, Mark)]) -> Option<usize> {
    let (last, _) = lines.last()?;
    let content = text[last.clone()].trim_end();
    if !content.ends_with([':', '：']) || content.len() > NAMES {
        return None;
    }
    // A wrapped line may begin with the day and end with the verb alone.
    let above = lines[..lines.len() - 1].iter().rev().take(WRAPPED - 1);
    let above = above
        .take_while(|(line, mark)| *mark == Mark::None && !text[line.clone()].trim().is_empty());
    let starts = std::iter::once(last.start).chain(above.map(|(line, _)| line.start));
    let near = starts.take_while(|start| last.end - start <= NAMES);
    let said: Vec<usize> = near.filter(|start| says_wrote(&text[*start..last.end])).collect();
    let nearest = *said.first()?;
    let opens = |start: &&usize| opens(&text[**start..last.end]);
    Some(said.iter().find(opens).copied().unwrap_or(nearest))
}

fn says_wrote(line: &str) -> bool {
    let line = line.to_lowercase();
    let words = line.trim_end().trim_end_matches([':', '：']);
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\u{a0}', '\n', '\r', ',']);
    let begins =
        |before: &str| before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric());
    let is_word = |verb: &&str| {
        words
            .match_indices(*verb)
            .any(|(at, _)| begins(&words[..at]) && ends(&words[at + verb.len()..]))
    };
    WROTE.iter().any(is_word) || WROTE_UNSPACED.iter().any(|verb| words.ends_with(verb))
}

/// Begins as such lines do in some language, so that it is not in need of the line before.
fn opens(line: &str) -> bool {
    const OPENS: [&str; 17] = [
        "On", "In", "Am", "Le", "El", "Il", "Em", "Op", "Den", "På", "Dnia", "W", "В", "Dne", "At",
        "Quoting", "Στις",
    ];
    line.split_whitespace().next().is_some_and(|word| OPENS.contains(&word))
}

/// Holds an hour and a minute.
fn has_time(line: &str) -> bool {
    line.as_bytes().windows(4).any(|four| {
        let [hour, mark, tens, ones] = four else { return false };
        b":.h".contains(mark) && [hour, tens, ones].iter().all(|byte| byte.is_ascii_digit())
    })
}

fn is_separator(line: &str) -> bool {
    if line.len() > NAMES {
        return false;
    }
    let said = line.trim_matches(|c: char| "-_=*:".contains(c) || c.is_whitespace());
    let ruled = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    let said = said.to_lowercase().replace('’', "'");
    (ruled || line.ends_with(':')) && ORIGINAL.contains(&said.as_str())
}

/// A head of an earlier message: three lines of a name and a colon, the first that of the sender.
fn is_head(text: &str, lines: &[(Range<usize>, Mark)]) -> bool {
    const FROM: [&str; 8] = ["From", "Von", "De", "Da", "Van", "От", "发件人", "差出人"];
    let name = |at: usize| {
        let line = text[lines.get(at)?.0.clone()].trim_start().trim_start_matches('*');
        let (name, rest) = line.split_once([':', '：'])?;
        (name.len() <= 30 && name.split_whitespace().count() <= 2 && !rest.trim().is_empty())
            .then(|| name.trim_matches(['*', ' ']))
    };
    name(0).is_some_and(|name| FROM.contains(&name)) && name(1).is_some() && name(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::quotes;

    /// What of a text is quoted, without the white space around it.
    fn quoted(text: &str) -> Vec<&str> {
        quotes(text).into_iter().map(|span| text[span].trim()).collect()
    }

    #[test]
    fn marked_lines_are_quoted_with_the_line_that_names_the_writer() {
        for mark in ["> ", ">", ">>> ", "  > > ", "|> ", "JH> ", "&gt; ", "| ", ": "] {
            let text = format!("Well.\n{mark}the pump leaks\n{mark}each spring\nNot mine.\n");
            let marked = format!("{}the pump leaks\n{mark}each spring", mark.trim_start());
            assert_eq!(quoted(&text), [marked.as_str()], "{mark:?}");
        }
        let text = "In article <7@pier> hale@pier (J Hale) writes:\n> the pump leaks\nNot mine.";
        assert_eq!(
            quoted(text),
            ["In article <7@pier> hale@pier (J Hale) writes:\n> the pump leaks"]
        );
    }

    #[test]
    fn a_named_writer_is_quoted_to_the_end_also_without_marks() {
        for name in [
            "On Mon, 4 May 2020 at 09:14, Jo Hale <jo@pier.example> wrote:",
            "On Mon, 4 May 2020 at 09:14, Jo Hale <jo@pier.example>\nwrote:",
            "Am 4. Mai 2020 um 09:14 schrieb Jo Hale <jo@pier.example>:",
            "Le 4 mai 2020 à 09:14, Jo Hale a écrit :",
            "El lun, 4 may 2020 a las 9:14, Jo Hale (<jo@pier.example>) escribió:",
            "Il giorno 4 mag 2020 Jo Hale ha scritto:",
            "Em 4 de maio de 2020, Jo Hale escreveu:",
            "Op 4 mei 2020 om 09:14 schreef Jo Hale:",
            "4 мая 2020 г., Джо Хейл написал:",
            "Jo Hale 于2020年5月4日周一 09:14写道：",
            "-----Original Message-----",
            "________ Forwarded message ________",
            "-----Ursprüngliche Nachricht-----",
            "From: Jo Hale\nSent: Monday, 9:14\nTo: The pier\nSubject: pump",
        ] {
            let text = format!("Thanks.\n\n{name}\n\nThe pump leaks.\nEach spring.\n");
            assert_eq!(quoted(&text), [text["Thanks.".len()..].trim()], "{name}");
        }
    }

    #[test]
    fn a_day_alone_names_the_paragraph_that_follows() {
        let text = "In 1904 the miller wrote:\n\nThe pump\nleaks.\n\nHe was right.";
        assert_eq!(quoted(text), ["In 1904 the miller wrote:\n\nThe pump\nleaks."]);
    }

    #[test]
    fn prose_tables_and_heads_are_not_quoted() {
        for text in [
            "On the wall somebody wrote:\nthe pump leaks.\n",
            "In 1904 the miller overwrote:\nthe pump leaks.\n",
            "From: Jo Hale\nSent: Monday\nTo: The pier\n\nThe pump leaks.\n",
            "| pump | leaks |\n| ramp | holds |\n",
            ": a lone mark\nThe pump leaks.\n",
            "PUMPS> too long for initials\n",
            "---- the pump ----\nleaks\n",
            "He overwrote 3 files:\na, b, c",
            "",
        ] {
            assert_eq!(quoted(text), [""; 0], "{text:?}");
        }
    }
}
