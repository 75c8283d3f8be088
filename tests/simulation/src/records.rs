//! The records of a run: one of each call, and one of the batch.

use crate::batch_record::BatchRecord;
use crate::call_record::CallRecord;
use crate::counts::Counts;
use crate::event::Action;
use crate::invariant::{Broken, Violation};
use crate::observation::{Observation, Stage};
use crate::scenario::Scenario;
use crate::vendor::Vendor;

/// The records of a run.
pub struct Records {
    calls: Vec<CallRecord>,
    batch: Option<BatchRecord>,
}

impl Records {
    /// Returns the records of a run in which no call has begun.
    pub fn new(scenario: &Scenario) -> Records {
        let batch = scenario.options.batch.map(|batch| BatchRecord::new(scenario, batch));
        Records { calls: Vec::new(), batch }
    }

    /// Returns the record of a call.
    pub fn call(&self, call: usize) -> &CallRecord {
        &self.calls[call]
    }

    /// Returns the record of a call, to note something in it.
    pub fn call_mut(&mut self, call: usize) -> &mut CallRecord {
        &mut self.calls[call]
    }

    /// Begins the record of a call.
    pub fn begin(&mut self, scenario: &Scenario, now: f64, counts: &mut Counts) {
        self.calls.push(CallRecord::new(scenario.options, now));
        match self.batch {
            Some(_) => counts.batch_calls += 1,
            None => counts.single_calls += 1,
        }
    }

    /// Checks the first action of a call.
    pub fn check_first(&mut self, call: usize, action: &Action) -> Result<(), Violation> {
        self.calls[call].check_first(action).map_err(|broken| broken.in_call(call))
    }

    /// Checks the action of a call after an event, and counts the call if the action ends it.
    pub fn check(
        &mut self,
        call: usize,
        observation: &Observation,
        action: &Action,
        counts: &mut Counts,
    ) -> Result<(), Violation> {
        let in_call = |broken: Broken| broken.in_call(call);
        let was_over = self.calls[call].stage() == Stage::Ended;
        let request_end = self.calls[call].check(observation, action).map_err(in_call)?;
        let is_over = !was_over && self.calls[call].stage() == Stage::Ended;
        if let Some(batch) = &mut self.batch {
            if let Some(end) = request_end {
                batch.check_return(call, observation.now, end).map_err(in_call)?;
            }
            if *action == Action::Send {
                batch.check_send(call, observation.now).map_err(in_call)?;
            }
            if is_over {
                batch.check_outcome(call).map_err(in_call)?;
            }
        }
        if is_over {
            let (name, outcome) = match action {
                Action::Resolve(_) => ("resolved", "revoked"),
                Action::Fail(failure) => (failure.name, failure.outcome),
                Action::Abandoned => ("abandoned", ""),
                _ => ("aborted", ""),
            };
            counts.end(name, outcome);
        }
        Ok(())
    }

    /// Checks a request that arrives at the vendor now.
    pub fn check_arrival(&mut self, now: f64, is_over_quota: bool) -> Result<(), Violation> {
        match &mut self.batch {
            Some(batch) => batch.check_arrival(now, is_over_quota).map_err(Broken::in_run),
            None => Ok(()),
        }
    }

    /// Checks, once nothing happens any more, that every call has ended and reported the truth, and that every token has
    /// an outcome. `tokens` is how many there are; `None` if the caller stopped the reading.
    pub fn check_end(
        &self,
        tokens: Option<usize>,
        vendor: &Vendor,
        counts: &mut Counts,
    ) -> Result<(), Violation> {
        for (call, record) in self.calls.iter().enumerate() {
            let checked = record.check_truth(vendor.token(call));
            let is_excused = checked.map_err(|broken| broken.in_call(call))?;
            counts.excused += u64::from(is_excused);
        }
        if let Some(batch) = &self.batch {
            counts.batches += 1;
            let expected = tokens.unwrap_or(self.calls.len());
            batch.check_all_returned(expected).map_err(Broken::in_run)?;
        }
        Ok(())
    }
}
