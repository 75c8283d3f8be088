//! What README says of a run, between two marks.

use super::chart;
use super::plan::OURS;
use super::record::{Measured, Record, Row, kilobytes, signed, title};
use crate::marks;
use anyhow::{Context, Result};
use std::fmt::Write;

const MARKS: (&str, &str) = ("<!-- bench -->\n", "<!-- /bench -->");

/// README with the figures of this run.
pub fn rewritten(readme: &str, record: &Record) -> Result<String> {
    let missing =
        "README.md has no place for the figures, between <!-- bench --> and <!-- /bench -->";
    marks::replace(readme, MARKS, &part(record)).context(missing)
}

/// A column: of which measurement, its heading, and what it says of a row.
type Column = (&'static str, &'static str, fn(&Row) -> String);

const COLUMNS: [Column; 8] = [
    ("transfer", "transfer", |row| kilobytes(row.figure.median)),
    ("call", "a call", |row| above(row, "µs")),
    ("sequential", "one by one", ratio),
    ("concurrent", "16 at once", ratio),
    ("node-start", "start in Node", |row| above(row, "ms")),
    ("node-start-bundled", "the same, bundled", |row| above(row, "ms")),
    ("node-24-start-bundled", "bundled, in Node 24", |row| above(row, "ms")),
    ("chromium-start", "start in Chromium", ratio),
];

/// What stands for a figure that proves nothing.
const NOISE: &str = "too noisy";

fn part(record: &Record) -> String {
    let picture = format!(
        "<!-- repository -->\n![{}](docs/bench.svg)\n<!-- /repository -->\n\n",
        chart::alternative(record)
    );
    let mut text = picture;
    let headings: Vec<_> = COLUMNS.iter().map(|(_, heading, _)| *heading).collect();
    let _ = writeln!(text, "| | {} |", headings.join(" | "));
    let _ = writeln!(text, "| --- |{}", " --- |".repeat(COLUMNS.len()));
    let names = record.measured("call").map_or(&[][..], |measured| &measured.rows);
    for name in names.iter().map(|row| row.name.as_str()) {
        let cells = COLUMNS.map(|(measurement, _, say)| {
            let measured = record.measured(measurement);
            measured.map_or_else(String::new, |measured| cell(measured, name, say))
        });
        let mark = if name == OURS { "**" } else { "" };
        let _ = writeln!(text, "| {mark}{}{mark} | {} |", title(name), cells.join(" | "));
    }
    let _ = write!(text, "\n{}\n\n{}\n", facts(record), source(record));
    text
}

fn cell(measured: &Measured, name: &str, say: fn(&Row) -> String) -> String {
    match measured.row(name) {
        Some(_) if !measured.counts() => NOISE.to_owned(),
        Some(row) => say(row),
        None => String::new(),
    }
}

fn above(row: &Row, unit: &str) -> String {
    match row.above {
        Some(above) => format!("{} {unit}", signed(above.median, 1)),
        None => format!("{:.1} {unit}", row.figure.median),
    }
}

fn ratio(row: &Row) -> String {
    row.ratio.map_or_else(|| "1".to_owned(), |ratio| format!("{:.2}", ratio.median))
}

/// What has no column.
fn facts(record: &Record) -> String {
    let row = |measurement: &str, name: &str| {
        record.measured(measurement).filter(|measured| measured.counts())?.row(name).cloned()
    };
    let mut facts = Vec::new();
    if let (Some(all), Some(slim)) =
        (row("transfer", "nomba-revoke-all"), row("transfer", "nomba-revoke-slim"))
    {
        facts.push(format!(
            "With every export it is {}; `nomba-revoke/slim` with its file {}.",
            kilobytes(all.figure.median),
            kilobytes(slim.figure.median)
        ));
    }
    let by_hand = |measurement: &str, how: &str| {
        let ratio = row(measurement, OURS)?.to_handwritten?;
        Some(format!("{:.2} {how}", ratio.median))
    };
    let by_hand = [by_hand("sequential", "one by one"), by_hand("concurrent", "with 16 at once")];
    let by_hand: Vec<_> = by_hand.into_iter().flatten().collect();
    if !by_hand.is_empty() {
        facts.push(format!(
            "Of the time that the same job takes by hand, a call takes {}.",
            by_hand.join(" and ")
        ));
    }
    if let Some(blocked) = row("chromium-blocked", OURS) {
        facts.push(format!(
            "The first call keeps a page busy for {:.1} ms, without a second round trip.",
            blocked.figure.median
        ));
    }
    if let Some((batch, by_hand)) =
        row("batch", OURS).and_then(|row| Some((row.ratio?, row.to_handwritten?)))
    {
        facts.push(format!(
            "`revokeTokens` without a pace, 16 at once, reaches {:.2} of the throughput of a loop by hand \
             that names its tokens by their hash, as it does, and {:.2} of one that doesn't.",
            1.0 / by_hand.median,
            1.0 / batch.median
        ));
    }
    let ends = |name| row("memory", name)?.ratio;
    if let (Some(heap), Some(wasm)) = (ends("heap"), ends("wasm")) {
        facts.push(format!(
            "After ten times as many tokens its heap is {:.2} and its WebAssembly memory {:.2} times as large.",
            heap.median, wasm.median
        ));
    }
    if let Some(paste) = row("paste", OURS) {
        facts.push(format!("10,000 pasted lines are checked in {:.0} ms.", paste.figure.median));
    }
    facts.join("\n")
}

/// From which run the figures are.
fn source(record: &Record) -> String {
    let machine = &record.machine;
    let versions: Vec<_> =
        machine.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!(
        "Medians of {} on {} ({} cores), with {}.\n{}",
        machine.date,
        machine.processor,
        machine.cores,
        versions.join(", "),
        record.sentence()
    )
}
