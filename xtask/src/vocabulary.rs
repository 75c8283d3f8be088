//! Finds words that the project no longer uses, in every text file of the repository.

use crate::places;
use crate::shell::program;
use anyhow::{Context, Result, ensure};
use regex::{Regex, RegexBuilder};
use std::fs;

/// A word that the project no longer uses.
struct Retired {
    /// A regular expression, which has to match whole words.
    pattern: &'static str,
    /// The words to use instead.
    standard: &'static str,
}

const RETIRED: &[Retired] = &[
    Retired { pattern: "all the same", standard: "anyway" },
    Retired { pattern: "broken off", standard: "truncated" },
    Retired { pattern: "bulks?", standard: "batch" },
    Retired { pattern: "circles?", standard: "dependency cycle" },
    Retired { pattern: "comes along", standard: "an event carries data" },
    Retired { pattern: "cut|cuts|cutting", standard: "split, truncate, shorten, extract" },
    Retired { pattern: "edges?", standard: "the WebAssembly module" },
    Retired { pattern: "(?:give|gives|gave|given) leave", standard: "permit" },
    Retired { pattern: "grants?|granted", standard: "dispatch, accept" },
    Retired { pattern: "ground truth", standard: "simulation" },
    Retired { pattern: "hands", standard: "host, pass, return" },
    Retired { pattern: "house|rooms", standard: "repository, directory, module" },
    Retired { pattern: "odd|oddly", standard: "malformed, invalid" },
    Retired { pattern: "said", standard: "server text, wrote, reported" },
    Retired { pattern: "slips?", standard: "misspelling" },
    Retired { pattern: "slots?", standard: "handle" },
    Retired { pattern: "stand[- ]?ins?", standard: "mock server" },
    Retired { pattern: "(?:take|takes|taking) (?:its|their) turn", standard: "dispatch" },
    Retired { pattern: "tell|tells|telling|told", standard: "pass, say, show, report" },
    Retired { pattern: "whoever", standard: "the one who" },
    Retired { pattern: "words", standard: "string table, text, strings" },
];

/// A place where a retired word may stay.
struct Allowed {
    /// The path or the name of a file, or a folder with a slash at the end; empty for all files.
    file: &'static str,
    /// The part of a line that may hold the word; empty for the whole file.
    phrase: &'static str,
    /// Why it may stay.
    reason: &'static str,
}

const fn file(file: &'static str, reason: &'static str) -> Allowed {
    Allowed { file, phrase: "", reason }
}

const fn phrase(phrase: &'static str, reason: &'static str) -> Allowed {
    Allowed { file: "", phrase, reason }
}

/// Phrases come before whole files: a file whose words are all in allowed phrases needs no entry.
const ALLOWED: &[Allowed] = &[
    phrase("server said", "it has its subject: the server's answer"),
    phrase("He said", "a text in a test's input"),
    phrase("tell apart", "to distinguish, in messages"),
    phrase("tell errors apart", "to distinguish"),
    phrase("cut short", "truncated, in messages and in the contract"),
    phrase("cut off", "truncated, in messages and in the contract"),
    phrase("cut-body", "a public fault"),
    phrase("CutBody", "a public fault"),
    phrase("cut_body", "a public fault"),
    phrase("bulk-memory", "a feature of WebAssembly"),
    phrase("bulk memory", "a feature of WebAssembly"),
    phrase("Chrome, Edge", "a browser"),
    phrase("edge runtime", "a runtime of Next.js"),
    phrase("<circle", "an element of SVG"),
    Allowed { file: "xtask/src/cycles/mod.rs", phrase: "_edge", reason: "methods of petgraph" },
    Allowed { file: "xtask/src/cycles/mod.rs", phrase: "edge_", reason: "methods of petgraph" },
    Allowed { file: "src/token_hash.rs", phrase: "sixteen words", reason: "a term of SHA-256" },
    Allowed { file: "xtask/src/bench/mod.rs", phrase: "words", reason: "parts between blanks" },
    Allowed {
        file: "tests/reader/extract-token.test.mjs",
        phrase: "words: [",
        reason: "a text that consists of words",
    },
    file("xtask/src/vocabulary.rs", "it lists the words"),
    file("package-lock.json", "names of other packages"),
    file("tests/fixtures/", "texts of the vendor"),
    file("LICENSE-APACHE", "a text of lawyers"),
    file("LICENSE-MIT", "a text of lawyers"),
];

/// Fails if a text file that git tracks has a retired word, and lists each place with the standard word. An entry of
/// the allow-list that allows nothing is an error, too.
pub fn check() -> Result<()> {
    let lint = Lint::new(RETIRED, ALLOWED)?;
    let mut used = vec![false; ALLOWED.len()];
    let mut places = Vec::new();
    for path in tracked_files()? {
        // A file that is not UTF-8 is no text; a tracked file may be deleted in the working tree.
        if let Ok(text) = fs::read_to_string(places::root().join(&path)) {
            places.extend(lint.find(&path, &text, &mut used));
        }
    }
    let unused = ALLOWED.iter().zip(used).filter(|(_, used)| !used);
    places.extend(unused.map(|(Allowed { file, phrase, reason }, _)| {
        format!("the allow-list of xtask/src/vocabulary.rs: no place needs {file:?}, {phrase:?} ({reason})")
    }));
    ensure!(places.is_empty(), "retired words\n\n{}", places.join("\n"));
    Ok(())
}

/// Returns the paths of the files that git tracks, from the root of the repository.
fn tracked_files() -> Result<Vec<String>> {
    let listed = program("git").args(["ls-files", "-z"]).output().context("git is missing")?;
    ensure!(listed.status.success(), "git can't list the files; is this a clone?");
    let listed = String::from_utf8(listed.stdout)?;
    Ok(listed.split_terminator('\0').map(str::to_owned).collect())
}

/// The word list and the allow-list, ready to search.
struct Lint<'a> {
    retired: Vec<(Regex, &'a str)>,
    allowed: &'a [Allowed],
}

impl<'a> Lint<'a> {
    fn new(retired: &'a [Retired], allowed: &'a [Allowed]) -> Result<Lint<'a>> {
        let retired = retired.iter().map(|Retired { pattern, standard }| {
            let mut whole_words = RegexBuilder::new(&format!(r"\b(?:{pattern})\b"));
            Ok((whole_words.case_insensitive(true).build()?, *standard))
        });
        Ok(Lint { retired: retired.collect::<Result<_>>()?, allowed })
    }

    /// Returns each place of a retired word in a file, as a line of the report, and sets in `used` the entries of the
    /// allow-list that allow one.
    fn find(&self, path: &str, text: &str, used: &mut [bool]) -> Vec<String> {
        let mut places = Vec::new();
        // The path is line 0.
        for (number, line) in [path].into_iter().chain(text.lines()).enumerate() {
            let mut line = line.to_owned();
            let mut found = self.words(&line);
            for (entry, used) in self.allowed.iter().zip(used.iter_mut()) {
                if found.is_empty() || !entry.applies_to(path) || !line.contains(entry.phrase) {
                    continue;
                }
                *used = true;
                if entry.phrase.is_empty() {
                    return Vec::new();
                }
                line = line.replace(entry.phrase, " … ");
                found = self.words(&line);
            }
            places.extend(found.iter().map(|word| format!("{path}:{number}: {word}")));
        }
        places
    }

    /// Returns the retired words of a line, each with the standard one.
    fn words(&self, line: &str) -> Vec<String> {
        let line = split_names(line);
        let words = self.retired.iter().flat_map(|(pattern, standard)| {
            pattern.find_iter(&line).map(move |word| (word.as_str(), standard))
        });
        words.map(|(word, standard)| format!("{word:?}; use: {standard}")).collect()
    }
}

impl Allowed {
    fn applies_to(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_folder = self.file.ends_with('/');
        self.file.is_empty()
            || self.file == path
            || self.file == name
            || (is_folder && path.starts_with(self.file))
    }
}

/// Returns a line with the names of code as words: `newName` and `new_name` as `new Name` and `new name`.
fn split_names(line: &str) -> String {
    let mut split = String::with_capacity(line.len());
    let mut before = ' ';
    for character in line.chars() {
        if before.is_lowercase() && character.is_uppercase() {
            split.push(' ');
        }
        split.push(if character == '_' { ' ' } else { character });
        before = character;
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[Retired] = &[Retired { pattern: "stand[- ]?ins?", standard: "mock server" }];

    fn places(path: &str, text: &str, allowed: &[Allowed]) -> (Vec<String>, Vec<bool>) {
        let mut used = vec![false; allowed.len()];
        let lint = Lint::new(WORDS, allowed).unwrap();
        (lint.find(path, text, &mut used), used)
    }

    #[test]
    fn a_retired_word_is_found_with_its_line_and_the_standard_one() {
        let (found, _) = places("a.md", "one\nTwo Stand-Ins.\n", &[]);
        assert_eq!(found, ["a.md:2: \"Stand-Ins\"; use: mock server"]);
    }

    #[test]
    fn it_is_found_in_names_of_code_and_of_files() {
        for text in ["toStandIn()", "STAND_IN_URL", "stand_in", "standIn.x", "/_stand-in"] {
            assert_eq!(places("a.rs", text, &[]).0.len(), 1, "{text}");
        }
        assert_eq!(
            places("www/stand-in.js", "", &[]).0,
            ["www/stand-in.js:0: \"stand-in\"; use: mock server"]
        );
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_found() {
        for text in ["understand-inside", "stands in", "outstanding"] {
            assert_eq!(places("a.rs", text, &[]).0, [""; 0], "{text}");
        }
    }

    #[test]
    fn an_allowed_phrase_hides_itself_only() {
        let allowed = [phrase("the stand-in", "a test"), phrase("no stand-in", "a test")];
        let (found, used) = places("a.md", "the stand-in\nthe stand-in of a stand-in\n", &allowed);
        assert_eq!(found, ["a.md:2: \"stand-in\"; use: mock server"]);
        assert_eq!(used, [true, false]);
    }

    #[test]
    fn an_allowed_file_or_folder_is_not_searched() {
        for (path, expected) in [("docs/a.md", 0), ("docs.md", 1), ("x/a.lock", 0), ("b.lock", 1)] {
            let allowed = [file("docs/", "a test"), file("a.lock", "a test")];
            assert_eq!(places(path, "stand-in", &allowed).0.len(), expected, "{path}");
        }
    }
}
