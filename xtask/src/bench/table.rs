//! A run, for a terminal.

use super::plan::Unit;
use super::record::{Measured, Record, Row, percent, signed, title};
use super::statistics::Spread;
use std::fmt::Write;

pub fn print(record: &Record) -> String {
    let mut text = String::new();
    for measured in &record.results {
        let _ = writeln!(text, "\n{}", section(measured));
    }
    for reason in &record.left_out {
        let _ = writeln!(text, "{reason}\n");
    }
    text + &record.sentence()
}

fn section(measured: &Measured) -> String {
    let noise = match (measured.noise, measured.verdict) {
        (Some(noise), Some(verdict)) => {
            format!(" (the same beside itself: {}; {})", percent(noise), verdict.text())
        }
        _ => String::new(),
    };
    let mut text = format!("{}: {}{noise}\n", measured.name, measured.about);
    let _ = write!(
        text,
        "  {:32}{:>12}{:>20}{:>12}{:>9}{:>20}",
        "", "median", "middle half", "above", "ratio", "middle half"
    );
    for row in &measured.rows {
        let _ = write!(text, "\n  {}", line(row, measured.unit));
    }
    text
}

fn line(row: &Row, unit: Unit) -> String {
    let number = |value: f64| match unit {
        Unit::Bytes => format!("{value:.0}"),
        _ => format!("{value:.1}"),
    };
    let spread = |spread: Spread| format!("{} to {}", number(spread.low), number(spread.high));
    let mut text = format!(
        "{:32}{:>12}{:>20}",
        title(&row.name),
        number(row.figure.median),
        spread(row.figure)
    );
    if let (Some(above), Some(ratio)) = (row.above, row.ratio) {
        let middle = format!("{:.3} to {:.3}", ratio.low, ratio.high);
        let _ = write!(text, "{:>12}{:>9.3}{middle:>20}", signed(above.median, 1), ratio.median);
    }
    if let Some(Spread { median, low, high }) = row.to_handwritten {
        let _ =
            write!(text, "\n    beside the same job by hand: {median:.3} ({low:.3} to {high:.3})");
    }
    text
}
