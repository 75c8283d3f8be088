//! The figures that the package is held to, kept with the reason for which they were last changed.

use super::parts::{Parts, Sizes};
use crate::marks;
use crate::places;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::fmt::Write;
use std::fs;

/// Where the record is.
pub const FILE: &str = "tests/size/recorded.json";

/// The page that has it as a table, between two marks.
pub const DOCS: &str = "docs/size.md";
const MARKS: (&str, &str) = ("<!-- table: size -->\n", "<!-- /table -->\n");

/// What a figure may grow by without being recorded anew, in per cent.
const TOLERANCE: f64 = 2.0;

/// What the package may cost at most, whatever is recorded: 22 KB, and 700 bytes for the option `relay`, bundled by
/// esbuild and with brotli. That is the project's promise (`docs/size.md`), and no measurement.
const LIMIT: usize = 22 * 1024 + 700;

/// What is smaller is not listed on the page.
const LISTED: usize = 250;

/// Bytes with brotli, of what a page loads.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// `nomba-revoke`, which has the WebAssembly inside.
    pub index: usize,
    /// `nomba-revoke/slim`, its JavaScript and its WebAssembly.
    pub slim: usize,
    /// The WebAssembly by itself.
    pub wasm: usize,
}

impl Figures {
    fn named(&self) -> [(&'static str, usize); 3] {
        [
            ("`nomba-revoke`", self.index),
            ("`nomba-revoke/slim` and its .wasm", self.slim),
            ("the .wasm by itself", self.wasm),
        ]
    }
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Why the figures are other ones than before.
    pub reason: String,
    /// What the module was compiled with.
    pub compiler: String,
    /// What a page loads.
    pub brotli: Figures,
    /// What that consists of.
    pub parts: Parts,
}

impl Record {
    /// The record of the repository.
    pub fn read() -> Result<Record> {
        let text = fs::read_to_string(places::root().join(FILE))
            .with_context(|| format!("{FILE} is missing; {REMEDY}"))?;
        Record::parse(&text)
    }

    fn parse(text: &str) -> Result<Record> {
        let record: Record =
            serde_json::from_str(text).with_context(|| format!("{FILE} is incomplete"))?;
        reason(&record.reason)?;
        Ok(record)
    }

    /// Puts it in the repository, and as a table on the page.
    pub fn write(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(places::root().join(FILE), text + "\n")?;
        let docs = places::root().join(DOCS);
        let page = fs::read_to_string(&docs).with_context(|| format!("{DOCS} is missing"))?;
        fs::write(docs, self.on_page(&page)?)?;
        Ok(())
    }

    /// The page with this record's table.
    fn on_page(&self, page: &str) -> Result<String> {
        let (open, close) = MARKS;
        marks::replace(page, MARKS, &format!("\n{}\n", self.markdown()))
            .with_context(|| format!("{DOCS} needs {open:?} and {close:?}"))
    }

    fn markdown(&self) -> String {
        let mut text = String::from("| what a page loads | bytes with brotli |\n| --- | ---: |\n");
        for (name, size) in self.brotli.named() {
            let _ = writeln!(text, "| {name} | {size} |");
        }
        let Parts { javascript, wasm } = &self.parts;
        for (title, sizes) in [("JavaScript, minified", javascript), ("WebAssembly", wasm)] {
            let whole: usize = sizes.values().sum();
            let _ = writeln!(text, "\n| {title} | bytes | share |\n| --- | ---: | ---: |");
            let (listed, others): (Vec<_>, Vec<_>) =
                largest_first(sizes).into_iter().partition(|(_, size)| *size >= LISTED);
            let others: usize = others.into_iter().map(|(_, size)| size).sum();
            let listed = listed.into_iter().map(|(name, size)| (format!("`{name}`"), size));
            for (name, size) in listed.chain([("others".to_owned(), others)]) {
                let _ = writeln!(text, "| {name} | {size} | {:.1} % |", share(size, whole));
            }
        }
        let _ = writeln!(text, "\nMeasured with {}. Last change: {}", self.compiler, self.reason);
        text
    }

    /// In what the figures break the budget; in nothing, as a rule.
    pub fn broken(&self, now: &Figures) -> Vec<String> {
        let mut broken = Vec::new();
        for ((name, before), (_, now)) in self.brotli.named().into_iter().zip(now.named()) {
            let growth = growth(before, now);
            if growth > TOLERANCE {
                broken.push(format!("{name} has grown by {growth:.1} %, from {before} to {now}"));
            }
        }
        if now.index > LIMIT {
            let index = now.index;
            broken.push(format!(
                "`nomba-revoke` is {index} bytes, and {LIMIT} are the limit, whatever is recorded"
            ));
        }
        if now.slim >= now.index {
            let Figures { slim, index, .. } = now;
            broken.push(format!("`nomba-revoke/slim` is no less than the other: {slim}, {index}"));
        }
        broken
    }

    /// Whether a figure is so much smaller that it ought to be recorded.
    pub fn outdated(&self, now: &Figures) -> bool {
        let mut pairs = self.brotli.named().into_iter().zip(now.named());
        pairs.any(|((_, before), (_, now))| growth(before, now) < -TOLERANCE)
    }

    /// The figures beside the recorded ones.
    pub fn compare(&self, now: &Figures) -> String {
        let pairs = self.brotli.named().into_iter().zip(now.named());
        let rows = pairs.map(|((name, before), (_, now))| {
            let name = name.replace('`', "");
            Row { name, before, now }
        });
        table("what a page loads, with brotli", &rows.collect::<Vec<_>>())
    }

    /// All parts beside the recorded ones, the largest first.
    pub fn all(&self, now: &Parts) -> String {
        self.list(now, |rows| rows.sort_by_key(|row| Reverse(row.now)))
    }

    /// The parts that have grown, the one that grew most first.
    pub fn grown(&self, now: &Parts) -> String {
        self.list(now, |rows| {
            rows.retain(|row| row.growth() > 0);
            rows.sort_by_key(|row| Reverse(row.growth()));
        })
    }

    fn list(&self, now: &Parts, choose: impl Fn(&mut Vec<Row>)) -> String {
        let Parts { javascript, wasm } = &self.parts;
        [("JavaScript, minified", javascript, &now.javascript), ("WebAssembly", wasm, &now.wasm)]
            .into_iter()
            .map(|(title, before, now)| {
                let row = |name: &String| {
                    let [before, now] =
                        [before, now].map(|sizes| sizes.get(name).copied().unwrap_or_default());
                    Row { name: name.clone(), before, now }
                };
                let mut rows: Vec<_> = before.keys().chain(now.keys()).map(row).collect();
                rows.sort_by(|one, other| one.name.cmp(&other.name));
                rows.dedup_by(|one, other| one.name == other.name);
                choose(&mut rows);
                let [before, now] = [before, now].map(|sizes| sizes.values().sum());
                rows.push(Row { name: "in all".to_owned(), before, now });
                table(title, &rows)
            })
            .collect()
    }
}

/// A size beside the recorded one.
struct Row {
    name: String,
    before: usize,
    now: usize,
}

impl Row {
    fn growth(&self) -> i64 {
        self.now as i64 - self.before as i64
    }
}

fn table(title: &str, rows: &[Row]) -> String {
    let mut text = format!("{title:34} {:>9} {:>9} {:>9}\n", "recorded", "now", "growth");
    for row in rows {
        let Row { name, before, now } = row;
        let _ = writeln!(text, "{name:34} {before:>9} {now:>9} {:>+9}", row.growth());
    }
    text.push('\n');
    text
}

/// What is given as the reason of a record, if it is one.
pub fn reason(text: &str) -> Result<String> {
    ensure!(!text.trim().is_empty(), "A record of sizes needs a reason; {REMEDY}");
    Ok(text.to_owned())
}

/// What to do about a record that isn't right.
pub const REMEDY: &str = "record the figures with: cargo xtask size --record REASON";

fn largest_first(sizes: &Sizes) -> Vec<(&str, usize)> {
    let mut sizes: Vec<_> = sizes.iter().map(|(name, size)| (name.as_str(), *size)).collect();
    sizes.sort_by_key(|(_, size)| Reverse(*size));
    sizes
}

fn share(size: usize, whole: usize) -> f64 {
    100.0 * size as f64 / whole as f64
}

/// In per cent.
fn growth(before: usize, now: usize) -> f64 {
    share(now, before) - 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIGURES: Figures = Figures { index: 20_000, slim: 19_000, wasm: 13_000 };

    fn sizes<const N: usize>(sizes: [(&str, usize); N]) -> Sizes {
        sizes.map(|(name, size)| (name.to_owned(), size)).into()
    }

    fn record() -> Record {
        let parts = Parts {
            javascript: sizes([("load.js", 900)]),
            wasm: sizes([("core", 5000), ("nomba_revoke::pacer", 9000), ("(data)", 90)]),
        };
        let [reason, compiler] = ["It is the first.", "rustc 1.92.0"].map(str::to_owned);
        Record { reason, compiler, brotli: FIGURES, parts }
    }

    #[test]
    fn there_is_no_record_without_a_reason() {
        let text = serde_json::to_string(&record()).unwrap();
        assert!(Record::parse(&text).is_ok());
        let given = "\"reason\":\"It is the first.\"";
        for without in
            [text.replace(given, "\"reason\":\" \""), text.replace(&(given.to_owned() + ","), "")]
        {
            assert_ne!(without, text);
            let error = format!("{:#}", Record::parse(&without).err().unwrap());
            assert!(error.contains("reason"), "{error}");
        }
        assert!(reason("\n").is_err());
    }

    #[test]
    fn each_figure_may_grow_by_two_per_cent() {
        let broken = |now| record().broken(&now);
        let at_the_bound = Figures { index: 20_400, slim: 19_380, wasm: 13_260 };
        assert_eq!(broken(at_the_bound), [""; 0]);
        for (over, name) in [
            (Figures { index: 20_401, ..at_the_bound }, "`nomba-revoke` has grown by 2.0 %"),
            (Figures { slim: 19_381, ..at_the_bound }, "slim"),
            (Figures { wasm: 13_261, ..at_the_bound }, ".wasm"),
        ] {
            let broken = broken(over);
            assert_eq!(broken.len(), 1);
            assert!(broken[0].contains(name), "{broken:?}");
        }
    }

    #[test]
    fn no_record_takes_the_package_over_the_limit() {
        let mut record = record();
        record.brotli.index = LIMIT;
        assert_eq!(record.broken(&record.brotli), [""; 0]);
        record.brotli.index = LIMIT + 1;
        assert!(record.broken(&record.brotli)[0].contains("23228 are the limit"));
    }

    #[test]
    fn slim_is_less_still() {
        let mut record = record();
        record.brotli.slim = record.brotli.index;
        assert_eq!(record.broken(&record.brotli).len(), 1);
    }

    #[test]
    fn what_has_shrunk_by_more_is_only_outdated() {
        let less = Figures { wasm: 12_739, ..FIGURES };
        assert!(record().outdated(&less) && record().broken(&less).is_empty());
        assert!(!record().outdated(&Figures { wasm: 12_740, ..FIGURES }));
    }

    #[test]
    fn what_grew_most_is_named_first_and_what_did_not_is_not_named() {
        let now = Parts {
            javascript: sizes([("load.js", 900)]),
            wasm: sizes([
                ("core", 5100),
                ("alloc", 300),
                ("nomba_revoke::pacer", 8900),
                ("(data)", 91),
            ]),
        };
        let table = record().grown(&now);
        let names: Vec<_> =
            table.lines().filter_map(|line| line.split_whitespace().next()).collect();
        let expected = ["JavaScript,", "in", "WebAssembly", "alloc", "core", "(data)", "in"];
        assert_eq!(names, expected, "{table}");
        let alloc: Vec<_> = table.lines().nth(4).unwrap().split_whitespace().collect();
        assert_eq!(alloc, ["alloc", "0", "300", "+300"]);
    }

    #[test]
    fn the_page_has_the_table_of_the_record() {
        let page = fs::read_to_string(places::root().join(DOCS)).unwrap();
        assert!(
            Record::read().unwrap().on_page(&page).unwrap() == page,
            "{DOCS} does not say what {FILE} does; {REMEDY}"
        );
    }
}
