//! A run, drawn: a panel for each measurement, a bar for each contender.

use super::plan::{AGAIN, BARE, OURS};
use super::record::{Measured, Record, Row, kilobytes, signed, title};
use super::statistics::Spread;
use anyhow::{Context, Result};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: u32 = 880;
const PANEL: (i32, i32) = (440, 238);
const TOP: i32 = 8;
const FOOT: i32 = 56;
const MARGIN: i32 = 16;
/// Where a panel's bars begin, and how long the longest is.
const BARS: i32 = 158;
const LONGEST: i32 = 180;
const LINE: i32 = 24;

/// Stand for classes, which follow the reader's choice of light or dark.
const GROUND: RGBColor = RGBColor(0, 0, 1);
const INK: RGBColor = RGBColor(0, 0, 2);
const MUTED: RGBColor = RGBColor(0, 0, 3);
const OWN: RGBColor = RGBColor(0, 0, 4);
const OTHER: RGBColor = RGBColor(0, 0, 5);
const WHISKER: RGBColor = RGBColor(0, 0, 6);

const CLASSES: [(&str, &str); 6] = [
    ("fill=\"#000001\"", "class=\"ground\""),
    ("fill=\"#000002\"", "class=\"ink\""),
    ("fill=\"#000003\"", "class=\"muted\""),
    ("fill=\"#000004\"", "class=\"own\""),
    ("fill=\"#000005\"", "class=\"other\""),
    ("stroke=\"#000006\"", "class=\"whisker\""),
];

const STYLE: &str = "\
<style>
.ground { fill: #ffffff } .ink { fill: #1f2328 } .muted { fill: #59636e }
.own { fill: #1f6feb } .other { fill: #b6bfc9 } .whisker { stroke: #1f2328 }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117 } .ink { fill: #f0f6fc } .muted { fill: #9198a1 }
.own { fill: #4493f8 } .other { fill: #4b535d } .whisker { stroke: #f0f6fc }
}
</style>
";

/// What a panel shows of a row, and how its numbers are written.
struct Panel {
    measurement: &'static str,
    title: &'static str,
    shown: fn(&Row) -> Option<Spread>,
    label: fn(f64) -> String,
}

const PANELS: [Panel; 6] = [
    Panel {
        measurement: "transfer",
        title: "Transfer: minified, with brotli",
        shown: |row| Some(row.figure),
        label: kilobytes,
    },
    Panel {
        measurement: "call",
        title: "A call by itself, above a bare fetch",
        shown: |row| row.above,
        label: |value| format!("{} µs", signed(value, 1)),
    },
    Panel {
        measurement: "sequential",
        title: "One after another over a local server",
        shown: |row| row.ratio.map(beyond_one),
        label: percent,
    },
    Panel {
        measurement: "concurrent",
        title: "16 at once over a local server",
        shown: |row| row.ratio.map(beyond_one),
        label: percent,
    },
    Panel {
        measurement: "node-start",
        title: "Import to first request in Node",
        shown: |row| row.above,
        label: |value| format!("{} ms", signed(value, 1)),
    },
    Panel {
        measurement: "chromium-start",
        title: "Page to first request in Chromium, 100 ms",
        shown: |row| row.ratio.map(beyond_one),
        label: percent,
    },
];

fn percent(share: f64) -> String {
    format!("{} %", signed(share * 100.0, 0))
}

fn beyond_one(Spread { median, low, high }: Spread) -> Spread {
    Spread { median: median - 1.0, low: low - 1.0, high: high - 1.0 }
}

/// The SVG, readable on light and on dark ground.
pub fn draw(record: &Record) -> Result<String> {
    let panels: Vec<_> = PANELS
        .iter()
        .filter_map(|panel| Some((panel, record.measured(panel.measurement)?)))
        .collect();
    let lines = i32::try_from(panels.len().div_ceil(2))?;
    let height = u32::try_from(TOP + lines * PANEL.1 + FOOT)?;
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        root.fill(&GROUND)?;
        for (at, (panel, measured)) in (0..).zip(panels) {
            let place = (MARGIN + at % 2 * PANEL.0, TOP + at / 2 * PANEL.1);
            draw_panel(&root, place, panel, measured)?;
        }
        let foot = TOP + lines * PANEL.1;
        let machine = &record.machine;
        let made = format!(
            "{}, {} ({} cores). Bars: medians; lines: the middle half. README names the versions.",
            machine.date, machine.processor, machine.cores
        );
        write(&root, (MARGIN, foot + 10), 12, MUTED, HPos::Left, &record.sentence())?;
        write(&root, (MARGIN, foot + 30), 12, MUTED, HPos::Left, &made)?;
        root.present()?;
    }
    for (colour, class) in CLASSES {
        svg = svg.replace(colour, class);
    }
    let head = svg.find(">\n").context("plotters made no SVG")? + 2;
    svg.insert_str(head, &format!("<title>{}</title>\n{STYLE}", alternative(record)));
    Ok(svg)
}

/// What the picture says, for those who don't see it.
pub fn alternative(record: &Record) -> String {
    let own = |panel: &Panel| {
        let measured = record.measured(panel.measurement).filter(|measured| measured.counts())?;
        let row = measured.row(OURS)?;
        Some(format!("{}: {}", panel.title, (panel.label)((panel.shown)(row)?.median)))
    };
    let all: Vec<_> = PANELS.iter().filter_map(own).collect();
    format!("nomba-revoke beside a bare fetch and other clients. {}", all.join("; "))
}

type Root<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn draw_panel(root: &Root, (x, y): (i32, i32), panel: &Panel, measured: &Measured) -> Result<()> {
    write(root, (x, y + 14), 15, INK, HPos::Left, panel.title)?;
    if !measured.counts() {
        let text = "too noisy: the figures prove nothing";
        return write(root, (x, y + 42), 12, MUTED, HPos::Left, text);
    }
    let rows = measured.rows.iter().filter(|row| row.name != BARE || measured.noise.is_none());
    let rows: Vec<_> = rows
        .filter_map(|row| Some((title_of(row), row.name == OURS, (panel.shown)(row)?)))
        .collect();
    let most = rows.iter().map(|(_, _, spread)| spread.high).fold(f64::MIN_POSITIVE, f64::max);
    let scaled =
        |value: f64| x + BARS + (value.max(0.0) / most * f64::from(LONGEST)).round() as i32;
    for (at, (name, own, spread)) in (0..).zip(rows) {
        let top = y + 30 + at * LINE;
        let middle = top + LINE / 2;
        let colour = if own { OWN } else { OTHER };
        let ink = if own { INK } else { MUTED };
        write(root, (x + BARS - 8, middle), 12, ink, HPos::Right, name)?;
        let end = scaled(spread.median).max(x + BARS + 1);
        root.draw(&Rectangle::new([(x + BARS, top + 4), (end, top + LINE - 4)], colour.filled()))?;
        let whisker = vec![(scaled(spread.low), middle), (scaled(spread.high), middle)];
        root.draw(&PathElement::new(whisker, WHISKER.stroke_width(1)))?;
        let beside = (end.max(scaled(spread.high)) + 6, middle);
        write(root, beside, 12, ink, HPos::Left, &(panel.label)(spread.median))?;
    }
    Ok(())
}

/// A short title for the chart.
fn title_of(row: &Row) -> &str {
    match row.name.as_str() {
        AGAIN => "bare again (noise)",
        "nomba-revoke-all" => "all of it",
        "nomba-revoke-slim" => "slim and its file",
        name => title(name),
    }
}

fn write(
    root: &Root,
    at: (i32, i32),
    size: i32,
    colour: RGBColor,
    side: HPos,
    text: &str,
) -> Result<()> {
    let style = ("sans-serif", size).into_font().color(&colour).pos(Pos::new(side, VPos::Center));
    Ok(root.draw(&Text::new(text.to_owned(), at, style))?)
}
