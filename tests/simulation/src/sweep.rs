//! Many runs, one for each seed, on all cores.

use crate::choices::Choices;
use crate::counts::Counts;
use crate::invariant::{Broken, Invariant, Violation};
use crate::run;
use crate::scenario::Repeats;
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

/// How many seeds a thread runs at a time.
const BLOCK: u64 = 1_000;

/// A seed whose run breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    seed: u64,
    repeats: Repeats,
    violation: Violation,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { seed, repeats, violation } = self;
        let option = if *repeats == Repeats::Never { " --no-repeats" } else { "" };
        write!(f, "Seed {seed}: {violation}\nIts trace: cargo simulate --seed {seed}{option}")
    }
}

/// The state that the threads share.
struct Progress<P> {
    next: u64,
    counts: Counts,
    finding: Option<Finding>,
    report: P,
}

/// Runs these seeds on all cores, and returns the counts. `report` gets the counts so far after each block of seeds.
/// Fails with the lowest seed that breaks a rule.
pub fn sweep(
    seeds: Range<u64>,
    repeats: Repeats,
    report: impl FnMut(&Counts) + Send,
) -> Result<Counts, Finding> {
    let progress = Mutex::new(Progress {
        next: seeds.start,
        counts: Counts::default(),
        finding: None,
        report,
    });
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| work(&progress, seeds.end, repeats));
        }
    });
    let Progress { counts, finding, .. } =
        progress.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    finding.map_or(Ok(counts), Err)
}

/// Runs one block after another until none is left or a rule is broken.
fn work<P: FnMut(&Counts)>(progress: &Mutex<Progress<P>>, end: u64, repeats: Repeats) {
    let mut counts = Counts::default();
    let mut finding = None;
    loop {
        let start = {
            // Another thread has panicked; the scope passes that on.
            let Ok(mut shared) = progress.lock() else { return };
            shared.counts.add(std::mem::take(&mut counts));
            if finding.is_some() {
                // A lower block may still be under way in another thread.
                let lowest = [shared.finding.take(), finding.take()];
                shared.finding = lowest.into_iter().flatten().min_by_key(|finding| finding.seed);
            }
            let Progress { counts, report, .. } = &mut *shared;
            report(counts);
            if shared.next >= end || shared.finding.is_some() {
                return;
            }
            let start = shared.next;
            shared.next += BLOCK;
            start
        };
        for seed in start..end.min(start + BLOCK) {
            let run = AssertUnwindSafe(|| run::run(Choices::seeded(seed), repeats, &mut counts));
            let result = catch_unwind(run).unwrap_or_else(|_| {
                Err(Broken::new(Invariant::NeverPanics, "the message is above".to_owned()).in_run())
            });
            if let Err(violation) = result {
                finding = Some(Finding { seed, repeats, violation });
                break;
            }
        }
    }
}
