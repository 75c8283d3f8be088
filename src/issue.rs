//! One problem of a request.

use serde::Serialize;

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// One problem of a request, as it is handed to JavaScript. Never holds what the field held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValidationIssue {
    /// Where: empty for the request itself, else the field's wire name.
    pub path: Vec<&'static str>,
    /// What kind of problem it is.
    pub code: IssueCode,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// The least length allowed, in code points, where that was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u32>,
    /// The greatest length allowed, in code points, where that was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u32>,
    /// The length found, in code points, where a bound was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<u32>,
}
