//! One problem of a request.

use crate::request::Field;

/// What kind of problem it is; its name in JavaScript is a word of [`Line::IssueCodes`].
///
/// [`Line::IssueCodes`]: crate::words::Line::IssueCodes
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueCode {
    /// The field is missing.
    Required,
    /// The field is not a string, or the request is not an object.
    Type,
    /// Fewer code points than the schema's `minLength`.
    TooShort,
    /// More code points than the schema's `maxLength`.
    TooLong,
}

/// One problem of a request. Never holds what the field held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidationIssue {
    /// Where; `None` for the request itself.
    pub field: Option<Field>,
    /// What kind of problem it is.
    pub code: IssueCode,
    /// What is wrong and what to do, for a person. `{slip}` in it stands for [`slip`](Self::slip),
    /// `{actual}` for [`actual`](Self::actual); JavaScript puts them in, to which texts come cheaper.
    pub message: &'static str,
    /// The name that was given in the field's place.
    pub slip: &'static str,
    /// The least length allowed, in code points, where that was broken.
    pub minimum: Option<u32>,
    /// The greatest length allowed, in code points, where that was broken.
    pub maximum: Option<u32>,
    /// The length found, in code points, where a bound was broken.
    pub actual: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Line, words};

    #[test]
    fn the_declarations_have_the_same_codes() {
        let file = include_str!("../pkg-template/index.d.ts");
        let issue = file.split("export interface ValidationIssue").nth(1).unwrap();
        let union = issue.split("code:").nth(1).unwrap().split(';').next().unwrap();
        let codes: Vec<_> = union.split('|').map(|code| code.trim().trim_matches('\'')).collect();
        assert_eq!(codes, words(Line::IssueCodes));
        for (code, name) in [
            (IssueCode::Required, "required"),
            (IssueCode::Type, "type"),
            (IssueCode::TooShort, "too_short"),
            (IssueCode::TooLong, "too_long"),
        ] {
            assert_eq!(codes[code as usize], name);
        }
    }
}
