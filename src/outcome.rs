//! What a call that failed says about the token.

/// What this call did, not whether the token still works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server cannot have revoked the token in this call.
    NotRevoked,
    /// The server may have revoked it.
    Unknown,
}

impl Outcome {
    /// The outcome's name in JavaScript.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::NotRevoked => "not_revoked",
            Outcome::Unknown => "unknown",
        }
    }

    /// The outcome of two attempts: a doubt, once there, is not dispelled by a later refusal (a 404
    /// after a lost answer may well mean that the first attempt worked).
    #[must_use]
    pub const fn and(self, later: Outcome) -> Outcome {
        match (self, later) {
            (Outcome::NotRevoked, Outcome::NotRevoked) => Outcome::NotRevoked,
            _ => Outcome::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_name::ErrorName;

    /// Each pair of what an earlier attempt met and what the last one met.
    #[test]
    fn a_doubt_stays_through_every_sequence_of_two_attempts() {
        for earlier in ErrorName::ALL {
            for last in ErrorName::ALL {
                let doubt = [earlier, last].iter().any(|name| name.outcome() == Outcome::Unknown);
                let expected = if doubt { Outcome::Unknown } else { Outcome::NotRevoked };
                assert_eq!(
                    earlier.outcome().and(last.outcome()),
                    expected,
                    "{earlier:?}, {last:?}"
                );
            }
        }
    }
}
