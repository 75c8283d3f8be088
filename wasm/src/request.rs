//! Checks a caller's request, whose texts stay JavaScript strings.

use crate::host;
use crate::protocol::{self, Kind};
use nomba_revoke::{Field, Input, ValidationIssue};

/// Checks a request. `check_lengths` is the option `validate`, `has_relay` whether the request goes to a relay.
///
/// # Errors
///
/// Every problem, in the order of the fields. The request has been handed them.
pub(crate) fn check(
    request: &host::Request,
    check_lengths: bool,
    has_relay: bool,
) -> Result<(), Vec<ValidationIssue>> {
    let issues = issues(request, check_lengths, has_relay);
    if issues.is_empty() {
        return Ok(());
    }
    for issue in &issues {
        request.add_issue(
            issue.field().map(Field::name),
            issue.code().as_str(),
            &issue.message(),
            issue.minimum(),
            issue.maximum(),
            issue.actual(),
        );
    }
    Err(issues)
}

fn issues(request: &host::Request, check_lengths: bool, has_relay: bool) -> Vec<ValidationIssue> {
    if !request.is_object() {
        return vec![ValidationIssue::not_an_object()];
    }
    let mut issues = Vec::new();
    for field in Field::ALL {
        let input = read(request, field);
        // A relay may know the client id.
        let may_be_missing = has_relay && field == Field::ClientId;
        if may_be_missing && input == Input::Missing(None) {
            continue;
        }
        issues.extend(nomba_revoke::check(field, input, check_lengths));
    }
    issues
}

/// Reads a field, once.
fn read(request: &host::Request, field: Field) -> Input {
    let name = match field {
        Field::ClientId => protocol::Field::ClientId,
        Field::AccessToken => protocol::Field::AccessToken,
    };
    match request.read(name) {
        Kind::String => Input::Text(request.code_points(name)),
        Kind::Undefined => {
            let is_there = |name: &&&str| request.has(name);
            Input::Missing(field.misspellings().iter().find(is_there).copied())
        }
        Kind::Unreadable => Input::Unreadable,
        _ => Input::WrongType,
    }
}
