//! A run, as it is written down.

use super::plan::{AGAIN, BARE, HANDWRITTEN, OURS, Unit};
use super::statistics::{Pairs, Spread, Verdict, noise, paired};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize)]
pub struct Record {
    pub machine: Machine,
    /// A look whether everything works; its figures mean nothing.
    pub quick: bool,
    /// What could not be measured, with the reason.
    pub left_out: Vec<String>,
    pub results: Vec<Measured>,
}

/// What a run was made with and on.
#[derive(Serialize, Deserialize)]
pub struct Machine {
    pub date: String,
    pub processor: String,
    pub cores: u32,
    pub system: String,
    /// Of the minute before the run.
    pub load: f64,
    pub versions: BTreeMap<String, String>,
}

/// What a measurement found.
#[derive(Clone, Serialize, Deserialize)]
pub struct Measured {
    pub name: String,
    pub about: String,
    pub unit: Unit,
    /// What two that are the same differ by, as a share; `null` where nothing was compared with itself.
    pub noise: Option<f64>,
    pub verdict: Option<Verdict>,
    pub rows: Vec<Row>,
}

/// One contender.
#[derive(Clone, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    pub figure: Spread,
    /// How many figures there are.
    pub count: usize,
    /// What is over the base's figure of the same turn.
    pub above: Option<Spread>,
    /// The figure over the base's of the same turn.
    pub ratio: Option<Spread>,
    /// The same with the hand-written client for a base.
    pub to_handwritten: Option<Spread>,
}

/// What a process measured: the figures of each that took part, in the order of the turns.
pub type Figures = BTreeMap<String, Vec<f64>>;

impl Measured {
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

/// What the processes of a measurement found of one beside another.
pub fn pairs(processes: &[Figures], one: &str, other: &str) -> Pairs {
    let pair = |figures: &Figures| Some((figures.get(one)?.clone(), figures.get(other)?.clone()));
    processes.iter().filter_map(pair).collect()
}

/// The rows of `names`, beside `base`.
pub fn rows(processes: &[Figures], names: &[&str], base: &str) -> Vec<Row> {
    let row = |name: &&str| {
        let figures = processes.iter().filter_map(|figures| figures.get(*name)).flatten();
        let figures: Vec<f64> = figures.copied().collect();
        let beside = |base: &str, combine| {
            let pairs = pairs(processes, name, base);
            if *name == base { None } else { Spread::of(&paired(&pairs, combine)) }
        };
        Some(Row {
            name: (*name).to_owned(),
            figure: Spread::of(&figures)?,
            count: figures.len(),
            above: beside(base, |one, other| one - other),
            ratio: beside(base, |one, other| one / other),
            to_handwritten: (*name == OURS && base == BARE)
                .then(|| beside(HANDWRITTEN, |one, other| one / other))
                .flatten(),
        })
    };
    names.iter().filter_map(row).collect()
}

/// For figures over the course of a run: the last beside the first.
pub fn compare_ends(rows: &mut [Row], processes: &[Figures]) {
    for row in rows {
        let figures = processes.iter().find_map(|figures| figures.get(&row.name));
        if let Some([first, .., last]) = figures.map(Vec::as_slice) {
            row.above = Spread::of(&[last - first]);
            row.ratio = Spread::of(&[last / first]);
        }
    }
}

/// What the control of a measurement says: a base and the same again.
pub fn control(processes: &[Figures], base: &str, again: &str) -> f64 {
    noise(&pairs(processes, again, base))
}

impl Record {
    pub fn measured(&self, name: &str) -> Option<&Measured> {
        self.results.iter().find(|measured| measured.name == name)
    }

    /// That of the measurement that was worst, where one was compared with itself.
    pub fn verdict(&self) -> Option<Verdict> {
        let worst = self.results.iter().filter_map(|measured| measured.verdict).max();
        if self.quick { worst.map(|_| Verdict::ProvesNothing) } else { worst }
    }

    /// How noisy the run was, in a sentence.
    pub fn sentence(&self) -> String {
        let worst = self.results.iter().filter(|measured| measured.noise.is_some());
        let worst = worst.max_by(|one, other| one.noise.total_cmp_with(other.noise));
        let Some((measured, noise)) = worst.and_then(|m| Some((m, m.noise?))) else {
            return "Nothing was compared with itself, so nothing is said of noise.".to_owned();
        };
        let what = format!(
            "the same beside itself differed by up to {} in {}",
            percent(noise),
            measured.name
        );
        match self.verdict() {
            Some(Verdict::Quiet) => format!("The run was quiet: {what}."),
            Some(Verdict::Noisy) => {
                format!("The run was noisy: {what}. Smaller differences mean nothing.")
            }
            _ if self.quick => "This was a quick look, which proves nothing.".to_owned(),
            _ => format!(
                "The run was too noisy and proves nothing: {what}. End what else the machine does, and try again."
            ),
        }
    }
}

trait Compare {
    fn total_cmp_with(self, other: Self) -> std::cmp::Ordering;
}

impl Compare for Option<f64> {
    fn total_cmp_with(self, other: Self) -> std::cmp::Ordering {
        self.unwrap_or(-1.0).total_cmp(&other.unwrap_or(-1.0))
    }
}

/// A difference, with its sign; nothing has none.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{value:+.decimals$}");
    if text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text.replace('-', "−")
    } else {
        text[1..].to_owned()
    }
}

/// A share, for a person.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// What a contender is called where people read it.
pub fn title(name: &str) -> &str {
    match name {
        BARE => "bare fetch",
        AGAIN => "bare fetch again",
        HANDWRITTEN => "by hand, the same job",
        "openapi-fetch-ajv" => "openapi-fetch + ajv",
        "ky-zod-mini" => "ky + zod/mini",
        "nomba-revoke-all" => "nomba-revoke, all of it",
        "nomba-revoke-slim" => "nomba-revoke/slim, with its file",
        "loop" => "a loop by hand",
        "loop-again" => "the loop again",
        "handwritten-again" => "by hand again",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(lists: &[(&str, &[f64])]) -> Figures {
        lists.iter().map(|(name, list)| ((*name).to_owned(), list.to_vec())).collect()
    }

    #[test]
    fn a_row_is_compared_only_with_what_ran_in_the_same_process() {
        let processes = [
            figures(&[(BARE, &[10.0, 10.0]), (OURS, &[15.0, 15.0])]),
            figures(&[(HANDWRITTEN, &[1000.0, 1000.0]), (OURS, &[2000.0, 2000.0])]),
        ];
        let rows = rows(&processes, &[BARE, OURS], BARE);
        let ours = &rows[1];
        assert_eq!(ours.above.unwrap().median, 5.0);
        assert_eq!(ours.ratio.unwrap().median, 1.5);
        assert_eq!(ours.to_handwritten.unwrap().median, 2.0);
        assert!(rows[0].ratio.is_none());
    }

    #[test]
    fn memory_that_grows_shows_in_the_last_figure_beside_the_first() {
        let processes = [figures(&[("heap", &[100.0, 90.0, 150.0])])];
        let mut rows = rows(&processes, &["heap"], "");
        compare_ends(&mut rows, &processes);
        assert_eq!(rows[0].ratio.unwrap().median, 1.5);
    }

    #[test]
    fn a_difference_has_a_sign_unless_it_is_none() {
        let texts = [0.04, -0.04, 0.06, -1.25].map(|value| signed(value, 1));
        assert_eq!(texts, ["0.0", "0.0", "+0.1", "−1.2"]);
    }

    fn record(noises: &[f64]) -> Record {
        let measured = |noise: &f64| Measured {
            name: format!("with {noise}"),
            about: String::new(),
            unit: Unit::Milliseconds,
            noise: Some(*noise),
            verdict: Some(Verdict::of(*noise)),
            rows: Vec::new(),
        };
        let machine = Machine {
            date: String::new(),
            processor: String::new(),
            cores: 1,
            system: String::new(),
            load: 0.0,
            versions: BTreeMap::new(),
        };
        let results = noises.iter().map(measured).collect();
        Record { machine, quick: false, left_out: Vec::new(), results }
    }

    #[test]
    fn a_run_is_as_good_as_its_worst_measurement() {
        assert_eq!(record(&[0.01, 0.002]).verdict(), Some(Verdict::Quiet));
        assert_eq!(record(&[0.01, 0.03]).verdict(), Some(Verdict::Noisy));
        assert_eq!(record(&[0.01, 0.2, 0.03]).verdict(), Some(Verdict::ProvesNothing));
    }

    #[test]
    fn a_run_that_is_too_noisy_says_that_it_proves_nothing_and_where() {
        let sentence = record(&[0.01, 0.2]).sentence();
        for part in ["proves nothing", "20.0 %", "with 0.2", "try again"] {
            assert!(sentence.contains(part), "{sentence}");
        }
        let sentence = record(&[0.01]).sentence();
        assert!(sentence.contains("quiet") && !sentence.contains("nothing"), "{sentence}");
    }

    #[test]
    fn a_quick_look_proves_nothing_however_quiet() {
        let quick = Record { quick: true, ..record(&[0.001]) };
        assert_eq!(quick.verdict(), Some(Verdict::ProvesNothing));
        assert!(quick.sentence().contains("proves nothing"));
    }
}
