//! The rules that hold in every run.

use std::fmt;

macro_rules! invariants {
    ($($name:ident $text:literal,)*) => {
        /// A rule that holds in every run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Invariant {
            $(#[doc = $text] $name,)*
        }

        impl fmt::Display for Invariant {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Invariant::$name => $text,)*
                })
            }
        }
    };
}

invariants! {
    ResolvesOnlyRevoked "a call resolves only where the vendor has revoked the token and confirms it in an answer to the call",
    ResolvesIfConfirmed "a call resolves if the vendor confirms that the token is revoked",
    NotRevokedIsTrue "a call ends as not_revoked only where the vendor did not revoke the token in the call",
    UnknownHasReason "a call ends as unknown only after an attempt in which the vendor may have revoked the token",
    EveryCallEnds "every call ends, and in time",
    NamesTheLastAttempt "an error names how the last attempt failed",
    AttemptsAsAsked "a call makes as many attempts as the options ask for, and counts them",
    PausesAsAsked "a call pauses as long as the server asks or backs off, and never for over 30 seconds",
    AbortsAtOnce "an abort ends a call at once",
    ClosesAtOnce "a batch that is closed ends a queued or pausing call at once",
    NothingOutOfTurn "an event that cannot happen changes nothing",
    NothingAfterTheEnd "an event after the end of a call changes nothing",
    NeverPanics "nothing panics",
    BatchConcurrency "a batch has no more requests in flight than its concurrency",
    BatchOneAtATime "the first request of a batch and the first requests after a 429 go one at a time",
    BatchPauses "a batch sends nothing in the pause after a 429",
    BatchQuota "a batch alone on a quota meets no 429 for it, and no window holds more requests than the limit",
    BatchPatience "a call fails after a 429 in a batch only where the pause is too long or there were ten pauses",
    BatchOnce "a batch returns the outcome of each token once",
}

/// A rule that was broken, and what happened instead.
#[derive(Clone, Debug)]
pub struct Broken {
    invariant: Invariant,
    detail: String,
}

impl Broken {
    /// Returns a rule that was broken.
    pub fn new(invariant: Invariant, detail: String) -> Broken {
        Broken { invariant, detail }
    }

    /// Says which call has broken the rule.
    pub fn in_call(self, call: usize) -> Violation {
        Violation { broken: self, call: Some(call) }
    }

    /// Says that the rule is about the run as a whole.
    pub fn in_run(self) -> Violation {
        Violation { broken: self, call: None }
    }
}

/// Fails unless something holds.
pub fn require(
    holds: bool,
    invariant: Invariant,
    detail: impl FnOnce() -> String,
) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken::new(invariant, detail())) }
}

/// A rule that was broken in a run.
#[derive(Clone, Debug)]
pub struct Violation {
    broken: Broken,
    call: Option<usize>,
}

impl Violation {
    /// Returns the rule.
    pub fn invariant(&self) -> Invariant {
        self.broken.invariant
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { invariant, detail } = &self.broken;
        write!(f, "{invariant:?} is broken ({invariant}). ")?;
        if let Some(call) = self.call {
            write!(f, "Call {call}: ")?;
        }
        f.write_str(detail)
    }
}
