//! Simulations of the pacer and a server, on a virtual clock. `docs/pacing.md` has the figures;
//! `PACING_FIGURES=write cargo test --test pacing` updates them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test reports a failure by a panic"
)]

mod scenario;
mod server;
mod simulation;

use scenario::{Bound, Row};
use simulation::Figures;
use std::fmt::Write;
use std::sync::LazyLock;

/// Runs of each scenario, each with its own seed.
const SEEDS: u64 = 5;

static PROMISED: LazyLock<Section> = LazyLock::new(|| {
    Section::run("Alone on a fixed window that starts with the first request", scenario::promised())
});
static NEAR: LazyLock<Section> =
    LazyLock::new(|| Section::run("Alone, with less that is known", scenario::near()));
static HIDDEN: LazyLock<Section> = LazyLock::new(|| {
    Section::run("Alone, headers hidden, the right `rateLimit`", scenario::hidden())
});
static SHARED: LazyLock<Section> =
    LazyLock::new(|| Section::run("Another client takes half the quota", scenario::shared()));
static CHANGED: LazyLock<Section> =
    LazyLock::new(|| Section::run("The quota changes under way", scenario::changed()));
static THROTTLED: LazyLock<Section> =
    LazyLock::new(|| Section::run("A tab in the background", scenario::throttled()));
static BEYOND: LazyLock<Section> =
    LazyLock::new(|| Section::run("Nothing promised but the end", scenario::beyond()));

/// A table: rows, each with the worst figures of its runs.
struct Section {
    title: &'static str,
    rows: Vec<(Row, Figures)>,
}

impl Section {
    fn run(title: &'static str, rows: Vec<Row>) -> Section {
        let worst = |row: Row| {
            let runs = row
                .scenarios
                .iter()
                .flat_map(|scenario| (0..SEEDS).map(move |seed| simulation::run(scenario, seed)));
            let figures = runs.reduce(Figures::worse).expect("a row has scenarios");
            (row, figures)
        };
        Section { title, rows: rows.into_iter().map(worst).collect() }
    }

    fn assert(&self) {
        println!("{}", self.table());
        for (row, figures) in &self.rows {
            let holds = match row.bound {
                Bound::Figures { used, refused } => {
                    figures.used >= used && figures.refused <= refused
                }
                Bound::OnlyInFlight { used } => figures.used >= used && figures.late == 0,
                Bound::NoRefusal => figures.refusals == 0,
                Bound::Ends => true,
            };
            assert!(
                holds,
                "{}, {}: {:?} does not hold for {figures:?}",
                self.title, row.name, row.bound
            );
        }
    }

    /// Returns the table in Markdown.
    fn table(&self) -> String {
        let mut table = format!(
            "| {} | asked | used | refused | 429s | time |\n\
             | --- | --- | ---: | ---: | ---: | ---: |\n",
            self.title
        );
        for (row, figures) in &self.rows {
            let Figures { used, refused, refusals, time, .. } = figures;
            let asked = match row.bound {
                Bound::Figures { used: 0.0, refused } => format!("refused ≤ {refused} %"),
                Bound::Figures { used, refused: 0.0 } => format!("used ≥ {used} %, no 429"),
                Bound::Figures { used, refused } => {
                    format!("used ≥ {used} %, refused ≤ {refused} %")
                }
                Bound::OnlyInFlight { used } => format!("used ≥ {used} %, refused only in flight"),
                Bound::NoRefusal => "no 429".to_owned(),
                Bound::Ends => "it ends".to_owned(),
            };
            let name = row.name;
            let seconds = time / 1_000.0;
            writeln!(
                table,
                "| {name} | {asked} | {used:.1} % | {refused:.1} % | {refusals} | {seconds:.0} s |"
            )
            .expect("writing to a string does not fail");
        }
        table
    }
}

#[test]
fn alone_on_a_fixed_window_there_is_no_429_and_at_least_95_per_cent_are_used() {
    PROMISED.assert();
}

#[test]
fn alone_on_another_server_or_with_more_jitter_the_limit_is_nearly_kept() {
    NEAR.assert();
}

#[test]
fn with_headers_hidden_the_right_rate_limit_is_enough() {
    HIDDEN.assert();
}

#[test]
fn beside_another_client_the_rest_of_the_quota_is_used() {
    SHARED.assert();
}

#[test]
fn after_a_change_of_the_quota_only_requests_in_flight_are_refused() {
    CHANGED.assert();
}

#[test]
fn throttled_timers_lower_the_pace_and_cause_no_429() {
    THROTTLED.assert();
}

#[test]
fn every_run_ends_where_nothing_else_is_promised() {
    BEYOND.assert();
}

#[test]
fn the_figures_in_the_documentation_are_those_of_the_simulation() {
    const START: &str = "<!-- figures -->\n";
    const END: &str = "<!-- end of figures -->\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pacing.md");
    let page = std::fs::read_to_string(path).expect("docs/pacing.md can be read");
    let (before, rest) = page.split_once(START).expect("the figures have a start");
    let (_, after) = rest.split_once(END).expect("the figures have an end");
    let sections = [&PROMISED, &NEAR, &HIDDEN, &SHARED, &CHANGED, &THROTTLED, &BEYOND];
    let figures: String = sections.map(|section| format!("\n{}", section.table())).concat();
    let current = format!("{before}{START}{figures}\n{END}{after}");
    if std::env::var("PACING_FIGURES").is_ok_and(|value| value == "write") {
        std::fs::write(path, current).expect("docs/pacing.md can be written");
    } else {
        assert!(
            page == current,
            "docs/pacing.md is out of date; to update it: PACING_FIGURES=write cargo test --test pacing"
        );
    }
}
