//! A run, as it is written down.

use super::plan::{AGAIN, BARE, HANDWRITTEN, OURS, Unit};
use super::statistics::{Pair, Spread, Verdict, noise, paired};
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
    /// Whether its figures say anything.
    pub fn counts(&self) -> bool {
        self.verdict != Some(Verdict::ProvesNothing)
    }

    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

/// What the processes of a measurement found of one beside another.
pub fn pairs(processes: &[Figures], one: &str, other: &str) -> Vec<Pair> {
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
            to_handwritten: (*name == OURS && base != HANDWRITTEN)
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

    /// How noisy the run was, in a sentence.
    pub fn sentence(&self) -> String {
        if self.quick {
            return "This was a quick look, which proves nothing.".to_owned();
        }
        let controlled = self.results.iter().filter_map(|m| Some((m.name.as_str(), m.noise?)));
        let controlled: Vec<_> = controlled.collect();
        let worthless = |(_, noise): &&(&str, f64)| Verdict::of(*noise) == Verdict::ProvesNothing;
        let lost: Vec<_> = controlled.iter().filter(worthless).map(|(name, _)| *name).collect();
        let most = controlled.iter().map(|(_, noise)| *noise).fold(0.0, f64::max);
        let differed = format!("the same beside itself differed by up to {}", percent(most));
        if controlled.is_empty() {
            "Nothing was compared with itself, so the noise is unknown.".to_owned()
        } else if lost.len() == controlled.len() {
            format!("The run was too noisy and proves nothing: {differed}.")
        } else if !lost.is_empty() {
            format!(
                "The run was too noisy in {}, where it proves nothing: {differed}.",
                lost.join(", ")
            )
        } else if Verdict::of(most) == Verdict::Noisy {
            format!("The run was noisy: {differed}. Smaller differences mean nothing.")
        } else {
            format!("The run was quiet: {differed}.")
        }
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

/// Bytes, for a person.
pub fn kilobytes(bytes: f64) -> String {
    format!("{:.1} KB", bytes / 1000.0)
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
    fn a_quiet_run_and_a_noisy_one_say_so() {
        let sentence = record(&[0.01, 0.002]).sentence();
        assert!(sentence.contains("quiet") && sentence.contains("1.0 %"), "{sentence}");
        let sentence = record(&[0.01, 0.03]).sentence();
        assert!(sentence.contains("was noisy") && sentence.contains("3.0 %"), "{sentence}");
    }

    #[test]
    fn a_run_that_is_too_noisy_says_that_it_proves_nothing() {
        let sentence = record(&[0.06, 0.2]).sentence();
        assert!(sentence.contains("too noisy and proves nothing"), "{sentence}");
        assert!(sentence.contains("20.0 %"), "{sentence}");
    }

    #[test]
    fn a_run_that_is_too_noisy_in_parts_names_them() {
        let sentence = record(&[0.01, 0.2]).sentence();
        assert!(sentence.contains("too noisy in with 0.2, where it proves nothing"), "{sentence}");
    }

    #[test]
    fn a_quick_look_proves_nothing_however_quiet() {
        let quick = Record { quick: true, ..record(&[0.001]) };
        assert!(quick.sentence().contains("proves nothing"));
    }
}
