//! One run: a call or a batch, until nothing is scheduled any more.

use crate::choices::Choices;
use crate::counts::Counts;
use crate::driver::Driver;
use crate::host::Host;
use crate::invariant::{Broken, Invariant, Violation};
use crate::occurrence::Occurrence;
use crate::scenario::{Repeats, Scenario};

/// A run with more occurrences than this has no end.
const MOST_OCCURRENCES: u32 = 100_000;

/// Makes a run out of choices, and adds to the counts. Fails if a rule is broken.
pub fn run(choices: Choices, repeats: Repeats, counts: &mut Counts) -> Result<(), Violation> {
    make(choices, repeats, counts, None)
}

/// Makes the same run, and passes each line of its trace on.
pub fn trace(
    choices: Choices,
    repeats: Repeats,
    line: &mut dyn FnMut(String),
) -> Result<(), Violation> {
    make(choices, repeats, &mut Counts::default(), Some(line))
}

fn make<'a>(
    mut choices: Choices,
    repeats: Repeats,
    counts: &'a mut Counts,
    trace: Option<&'a mut dyn FnMut(String)>,
) -> Result<(), Violation> {
    let scenario = Scenario::choose(&mut choices, repeats);
    let mut host = Host::new(scenario, choices, counts, trace);
    let mut driver = Driver::begin(&mut host)?;
    for _ in 0..MOST_OCCURRENCES {
        let Some(occurrence) = host.clock.advance() else { return host.check_end() };
        match occurrence {
            Occurrence::Arrival { exchange, is_copy } => host.arrive(exchange, is_copy)?,
            Occurrence::Call { call, step, what } => {
                host.note_call_occurrence();
                driver.handle(call, step, what, &mut host)?;
            }
            Occurrence::QueueTimer(number) => driver.handle_queue_timer(number, &mut host)?,
            Occurrence::Interruption(kind) => {
                host.note_interruption(kind);
                driver.interrupt(kind, &mut host)?;
            }
        }
    }
    let detail = format!("there is no end after {MOST_OCCURRENCES} occurrences");
    Err(Broken::new(Invariant::EveryCallEnds, detail).in_run())
}
