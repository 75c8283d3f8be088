//! Feature `serde`: the public types as the package for JavaScript shows them. A request is only deserialised.

use crate::error::RevokeTokenError;
use crate::error_name::ErrorName;
use crate::millis::Millis;
use crate::outcome::Outcome;
use crate::rate_limit::RateLimit;
use crate::request::RevokeTokenRequest;
use crate::response::RevokeTokenResponse;
use crate::validation::{Field, IssueCode, ValidationIssue};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! serialize_as_str {
    ($($type:ty),+) => {
        $(impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        })+
    };
}

serialize_as_str!(ErrorName, Outcome, IssueCode);

/// `{ limit, remaining, window }`, the window in milliseconds.
impl Serialize for RateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape {
            limit: u64,
            remaining: u64,
            window: f64,
        }
        let RateLimit { limit, remaining, window } = *self;
        Shape { limit, remaining, window: window.get() }.serialize(serializer)
    }
}

/// `{ path, code, message, minimum?, maximum?, actual? }`.
impl Serialize for ValidationIssue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shape<'a> {
            path: &'a [&'a str],
            code: IssueCode,
            message: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            minimum: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            maximum: Option<u32>,
            #[serde(skip_serializing_if = "Option::is_none")]
            actual: Option<u32>,
        }
        Shape {
            path: self.field().map(Field::name).as_slice(),
            code: self.code(),
            message: self.message(),
            minimum: self.minimum(),
            maximum: self.maximum(),
            actual: self.actual(),
        }
        .serialize(serializer)
    }
}

/// `{ code, description, status, rateLimit, attempts }`.
impl Serialize for RevokeTokenResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Shape<'a> {
            code: &'a str,
            description: Option<&'a str>,
            status: u16,
            rate_limit: Option<RateLimit>,
            attempts: u32,
        }
        let RevokeTokenResponse { code, description, status, rate_limit, attempts } = self;
        Shape {
            code,
            description: description.as_deref(),
            status: *status,
            rate_limit: *rate_limit,
            attempts: *attempts,
        }
        .serialize(serializer)
    }
}

/// What `toJSON` of the package for JavaScript returns.
impl Serialize for RevokeTokenError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Shape<'a> {
            name: ErrorName,
            message: String,
            status: Option<u16>,
            code: Option<&'a str>,
            description: Option<&'a str>,
            issues: &'a [ValidationIssue],
            rate_limit: Option<RateLimit>,
            retry_after: Option<f64>,
            attempts: u32,
            outcome: Outcome,
        }
        Shape {
            name: self.name,
            message: self.message(),
            status: self.status,
            code: self.code.as_deref(),
            description: self.description.as_deref(),
            issues: &self.issues,
            rate_limit: self.rate_limit,
            retry_after: self.retry_after.map(Millis::get),
            attempts: self.attempts,
            outcome: self.outcome,
        }
        .serialize(serializer)
    }
}

/// `{ clientId?, access_token }`, as on the wire.
impl<'de> Deserialize<'de> for RevokeTokenRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Shape {
            // It may be missing, but not `null`.
            #[serde(default, rename = "clientId", deserialize_with = "string")]
            client_id: Option<String>,
            access_token: String,
        }
        fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
            String::deserialize(deserializer).map(Some)
        }
        let Shape { client_id, access_token } = Shape::deserialize(deserializer)?;
        Ok(match client_id {
            Some(client_id) => RevokeTokenRequest::new(client_id, access_token),
            None => RevokeTokenRequest::without_client_id(access_token),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detail::Detail;
    use crate::failure::Failure;
    use crate::response::ServerText;
    use crate::validation::{self, Input};
    use serde_json::json;

    #[test]
    fn an_error_is_what_to_json_returns_in_javascript() {
        let issue = validation::check(Field::ClientId, Input::Text(40), true).unwrap();
        let error = Failure::invalid().with_issues(vec![issue]);
        let message = issue.to_string();
        assert_eq!(
            serde_json::to_value(&error).unwrap(),
            json!({
                "name": "ValidationError",
                "message": format!("The request is not valid, nothing was sent: {message}"),
                "status": null,
                "code": null,
                "description": null,
                "issues": [{
                    "path": ["clientId"],
                    "code": "too_long",
                    "message": message,
                    "maximum": 36,
                    "actual": 40,
                }],
                "rateLimit": null,
                "retryAfter": null,
                "attempts": 0,
                "outcome": "not_revoked",
            })
        );
        let failure = Failure {
            status: Some(429),
            retry_after: Some(Millis::new(1_500.0)),
            ..Failure::new(ErrorName::RateLimitError, Detail::None)
        };
        let error = failure.with_text(ServerText { code: Some("429".into()), description: None });
        let value = serde_json::to_value(&error).unwrap();
        assert_eq!((&value["retryAfter"], &value["code"]), (&json!(1_500.0), &json!("429")));
        assert_eq!(value["issues"], json!([]));
    }

    #[test]
    fn the_request_as_a_whole_has_an_empty_path() {
        let value = serde_json::to_value(ValidationIssue::not_an_object()).unwrap();
        assert_eq!((&value["path"], &value["code"]), (&json!([]), &json!("type")));
        assert!(value.get("actual").is_none());
    }

    #[test]
    fn a_response_has_its_window_in_milliseconds() {
        let response = RevokeTokenResponse {
            code: "00".into(),
            description: Some("Token revoked successfully".into()),
            status: 200,
            rate_limit: RateLimit::parse("40", "39", "1m"),
            attempts: 2,
        };
        assert_eq!(
            serde_json::to_value(&response).unwrap(),
            json!({
                "code": "00",
                "description": "Token revoked successfully",
                "status": 200,
                "rateLimit": { "limit": 40, "remaining": 39, "window": 60_000.0 },
                "attempts": 2,
            })
        );
    }

    #[test]
    fn a_request_is_read_by_the_names_on_the_wire() {
        let json = r#"{ "clientId": "c", "access_token": "t" }"#;
        let request: RevokeTokenRequest = serde_json::from_str(json).unwrap();
        assert_eq!(request, RevokeTokenRequest::new("c", "t"));
        let request: RevokeTokenRequest = serde_json::from_str(r#"{"access_token":"t"}"#).unwrap();
        assert_eq!(request, RevokeTokenRequest::without_client_id("t"));
        let null = r#"{ "clientId": null, "access_token": "t" }"#;
        assert!(serde_json::from_str::<RevokeTokenRequest>(null).is_err());
        let json = r#"{ "clientId": "c", "accessToken": "t" }"#;
        let error = serde_json::from_str::<RevokeTokenRequest>(json).unwrap_err();
        assert!(error.to_string().contains("access_token"), "{error}");
    }
}
