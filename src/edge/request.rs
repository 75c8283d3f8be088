//! Checks a caller's request. The token stays a JavaScript string.

use super::host;
use crate::issue::ValidationIssue;
use crate::request::{self, Field, Given};

/// Hands over every problem of the request, in the order of the fields, and tells whether there is
/// none. `lengths` are those of the fields, as `host.js` has found them; `validate` is the option.
pub(super) fn check(hands: &host::Call, lengths: [i32; 2], validate: bool) -> bool {
    let mut valid = true;
    for (field, length) in Field::ALL.iter().zip(lengths) {
        let given = match length {
            -4 => return report(hands, &request::not_an_object()),
            -1 => {
                let has = |slip: &&&str| hands.has(slip);
                Given::Missing(field.slips().iter().find(has).copied())
            }
            -2 => Given::WrongType,
            -3 => Given::Unreadable,
            length => Given::Text(length.unsigned_abs()),
        };
        if let Some(issue) = request::check(*field, given, validate) {
            valid = report(hands, &issue);
        }
    }
    valid
}

fn report(hands: &host::Call, issue: &ValidationIssue) -> bool {
    for text in [issue.message, issue.slip] {
        hands.say(text);
    }
    let field = issue.field.map_or(-1, |field| field as i32);
    let length = |length: Option<u32>| length.map_or(f64::NAN, f64::from);
    let (minimum, maximum) = (length(issue.minimum), length(issue.maximum));
    hands.report(field, minimum, maximum, length(issue.actual), issue.code as u32);
    false
}
