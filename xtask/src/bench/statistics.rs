//! What a list of figures comes to, and how much of a difference is noise.

use serde::{Deserialize, Serialize};
use statrs::statistics::{Data, OrderStatistics};

/// A median, and between which two values the middle half lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Spread {
    /// `None` of no figures.
    pub fn of(figures: &[f64]) -> Option<Spread> {
        if figures.is_empty() {
            return None;
        }
        let mut data = Data::new(figures.to_vec());
        Some(Spread {
            median: data.median(),
            low: data.lower_quartile(),
            high: data.upper_quartile(),
        })
    }

    /// By how much the median of so many figures may be off by chance: half a notch of a box plot, about
    /// a confidence of 95 %.
    fn uncertainty(self, count: usize) -> f64 {
        1.57 * (self.high - self.low) / (count as f64).sqrt()
    }
}

/// The figures of one thing and of another that took turns with it, of one process.
pub type Pair = (Vec<f64>, Vec<f64>);

/// Of each figure and the one beside it, what `combine` makes of them.
pub fn paired(pairs: &[Pair], combine: fn(f64, f64) -> f64) -> Vec<f64> {
    let each = |(one, other): &Pair| -> Vec<f64> {
        one.iter().zip(other).map(|(one, other)| combine(*one, *other)).collect()
    };
    pairs.iter().flat_map(each).collect()
}

/// How far the ratio of two things that are the same is from one, as a share: in the process where it
/// was furthest, or by what the spread of all leaves open.
pub fn noise(pairs: &[Pair]) -> f64 {
    let ratio = |one, other| one / other;
    let furthest = pairs
        .iter()
        .filter_map(|pair| Spread::of(&paired(std::slice::from_ref(pair), ratio)))
        .map(|spread| (spread.median - 1.0).abs())
        .fold(0.0, f64::max);
    let all = paired(pairs, ratio);
    match Spread::of(&all) {
        Some(spread) => furthest.max(spread.uncertainty(all.len())),
        None => f64::INFINITY,
    }
}

/// What a measurement is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Quiet,
    Noisy,
    ProvesNothing,
}

/// Up to here the machine was quiet.
pub const QUIET: f64 = 0.02;
/// Beyond it a figure says more of the machine than of what was measured.
pub const WORTHLESS: f64 = 0.05;

impl Verdict {
    pub fn of(noise: f64) -> Verdict {
        match noise {
            noise if noise <= QUIET => Verdict::Quiet,
            noise if noise <= WORTHLESS => Verdict::Noisy,
            _ => Verdict::ProvesNothing,
        }
    }

    /// For a person.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Quiet => "quiet",
            Verdict::Noisy => "noisy: smaller differences mean nothing",
            Verdict::ProvesNothing => "too noisy: this proves nothing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures that differ by these shares.
    fn pair(shares: &[f64]) -> Pair {
        (shares.iter().map(|share| 100.0 * (1.0 + share)).collect(), vec![100.0; shares.len()])
    }

    #[test]
    fn the_middle_half_of_a_list_lies_around_its_median() {
        let Spread { median, low, high } = Spread::of(&[9.0, 1.0, 5.0, 3.0, 7.0]).unwrap();
        assert_eq!(median, 5.0);
        assert!((1.0..5.0).contains(&low) && high > 5.0 && high <= 9.0, "{low} {high}");
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn a_figure_is_compared_with_the_one_beside_it_and_no_other() {
        // The machine slows down by ten in the middle; the ratio doesn't notice.
        let pairs = [(vec![2.0, 20.0], vec![1.0, 10.0])];
        assert_eq!(paired(&pairs, |one, other| one / other), [2.0, 2.0]);
        assert_eq!(paired(&pairs, |one, other| one - other), [1.0, 10.0]);
    }

    #[test]
    fn two_that_are_the_same_are_quiet() {
        let quiet = pair(&[0.004; 50]);
        assert_eq!(Verdict::of(noise(&[quiet.clone(), quiet])), Verdict::Quiet);
    }

    #[test]
    fn one_process_that_is_off_makes_the_whole_noisy() {
        let (quiet, off) = (pair(&[0.0; 50]), pair(&[0.03; 50]));
        assert_eq!(Verdict::of(noise(&[quiet.clone(), off, quiet])), Verdict::Noisy);
    }

    #[test]
    fn figures_that_scatter_widely_prove_nothing_however_well_their_median_fits() {
        let scattered: Vec<_> = (0..21).map(|n| f64::from(n - 10) / 20.0).collect();
        let scattered = pair(&scattered);
        assert_eq!(
            Spread::of(&paired(std::slice::from_ref(&scattered), |a, b| a / b)).unwrap().median,
            1.0
        );
        assert_eq!(Verdict::of(noise(&[scattered])), Verdict::ProvesNothing);
    }

    #[test]
    fn two_that_differ_by_a_tenth_prove_nothing() {
        assert_eq!(Verdict::of(noise(&[pair(&[0.1; 50])])), Verdict::ProvesNothing);
    }

    #[test]
    fn without_a_control_nothing_is_proved() {
        assert_eq!(Verdict::of(noise(&[])), Verdict::ProvesNothing);
    }
}
