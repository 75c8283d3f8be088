//! Counts of how calls ended and of faults, over many runs.

use crate::fault::Fault;
use std::collections::BTreeMap;
use std::fmt;

/// Every end of a call: the name of the end, and the outcome for the token.
const ENDS: &[(&str, &str)] = &[
    ("resolved", "revoked"),
    ("LoadError", "not_revoked"),
    ("LoadError", "unknown"),
    ("RequestError", "not_revoked"),
    ("RequestError", "unknown"),
    ("AuthenticationError", "not_revoked"),
    ("AuthenticationError", "unknown"),
    ("AuthorizationError", "not_revoked"),
    ("AuthorizationError", "unknown"),
    ("RecordNotFoundError", "not_revoked"),
    ("RecordNotFoundError", "unknown"),
    ("RateLimitError", "not_revoked"),
    ("RateLimitError", "unknown"),
    ("ServerError", "unknown"),
    ("NotRevokedError", "not_revoked"),
    ("NotRevokedError", "unknown"),
    ("UnexpectedResponseError", "unknown"),
    ("NetworkError", "unknown"),
    ("TimeoutError", "unknown"),
    ("aborted", ""),
    ("abandoned", ""),
];

/// The counts of some runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Calls outside of batches.
    pub single_calls: u64,
    /// Batches.
    pub batches: u64,
    /// Calls in batches.
    pub batch_calls: u64,
    /// Requests sent.
    pub attempts: u64,
    /// Calls that ended as `not_revoked` although the vendor revoked the token in them. The network repeated a request of
    /// each of them.
    pub excused: u64,
    ends: BTreeMap<(&'static str, &'static str), u64>,
    faults: BTreeMap<Fault, u64>,
}

impl Counts {
    /// Counts a fault.
    pub fn fault(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Counts the end of a call.
    pub fn end(&mut self, name: &'static str, outcome: &'static str) {
        *self.ends.entry((name, outcome)).or_default() += 1;
    }

    /// Returns the count of a fault.
    pub fn count(&self, fault: Fault) -> u64 {
        self.faults.get(&fault).copied().unwrap_or(0)
    }

    /// Returns the count of all calls.
    pub fn calls(&self) -> u64 {
        self.single_calls + self.batch_calls
    }

    /// Adds the counts of other runs.
    pub fn add(&mut self, other: Counts) {
        self.single_calls += other.single_calls;
        self.batches += other.batches;
        self.batch_calls += other.batch_calls;
        self.attempts += other.attempts;
        self.excused += other.excused;
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        for (fault, count) in other.faults {
            *self.faults.entry(fault).or_default() += count;
        }
    }

    /// Returns the ends that must not occur and have, and the ends and faults that must occur and have not.
    pub fn gaps(&self) -> Vec<String> {
        let unexpected = self.ends.keys().filter(|end| !ENDS.contains(end));
        let ends = ENDS.iter().filter(|end| !self.ends.contains_key(*end));
        let faults = Fault::ALL.iter().filter(|(fault, _)| self.count(*fault) == 0);
        unexpected
            .map(|(name, outcome)| format!("unexpected: {name} {outcome}"))
            .chain(ends.map(|(name, outcome)| format!("missing: {name} {outcome}")))
            .chain(faults.map(|(_, text)| format!("missing: {text}")))
            .collect()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>12} single calls", self.single_calls)?;
        writeln!(f, "{:>12} calls in {} batches", self.batch_calls, self.batches)?;
        writeln!(f, "{:>12} requests sent", self.attempts)?;
        writeln!(f, "\n{:>12} Ends of calls", "")?;
        for (name, outcome) in ENDS {
            let count = self.ends.get(&(*name, *outcome)).copied().unwrap_or(0);
            writeln!(f, "{count:>12} {}", format!("{name} {outcome}").trim_end())?;
        }
        let excused =
            "of the not_revoked ones: the token was revoked, after the network repeated a request";
        writeln!(f, "{:>12} {excused}", self.excused)?;
        writeln!(f, "\n{:>12} Faults", "")?;
        for (fault, text) in Fault::ALL {
            writeln!(f, "{:>12} {text}", self.count(*fault))?;
        }
        Ok(())
    }
}
