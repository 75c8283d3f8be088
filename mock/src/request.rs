//! Reading and validating a request body, as the specification's schema does.

use std::collections::HashMap;

use serde_bytes::{ByteBuf, Bytes};
use serde_json::value::RawValue;

/// A body that is a JSON object: its two fields, valid or not.
#[derive(Debug)]
pub(crate) struct RevokeRequest {
    client_id: Field,
    access_token: Field,
}

/// A field of the schema.
#[derive(Debug, Default)]
struct Field {
    /// The value, if it is a string.
    text: Option<Text>,
    /// A sentence that says what is wrong with the value.
    problem: Option<String>,
}

/// A JSON string.
///
/// JSON can escape half of a surrogate pair, which a Rust string can't hold. So the text is kept as
/// bytes (WTF-8: UTF-8 in which each lone surrogate is three bytes) beside its source.
#[derive(Debug)]
pub(crate) struct Text {
    /// The text in WTF-8.
    pub(crate) wtf8: Vec<u8>,
    /// The text as it is in the body, with escapes and without the quotes.
    pub(crate) source: String,
}

impl Text {
    /// Reads a JSON value. Returns `None` if it is not a string.
    fn read(json: &str) -> Option<Text> {
        let source = json.strip_prefix('"')?.strip_suffix('"')?;
        // serde_json refuses a lone surrogate in a string, and reads it as WTF-8 into bytes. It would
        // read an array into bytes too, so the quotes are checked first.
        let wtf8: ByteBuf = serde_json::from_str(json).ok()?;
        Some(Text { wtf8: wtf8.into_vec(), source: source.to_owned() })
    }

    /// Returns the length as JSON Schema counts it.
    fn code_points(&self) -> usize {
        let continues = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
        self.wtf8.len() - self.wtf8.iter().filter(continues).count()
    }

    /// Returns the source of the first characters. An escape counts as one, so a surrogate pair that is
    /// written as two escapes may be split.
    pub(crate) fn first(&self, characters: usize) -> &str {
        let mut rest = self.source.as_str();
        for _ in 0..characters {
            let mut characters = rest.chars();
            if characters.next() == Some('\\') && characters.next() == Some('u') {
                characters.by_ref().take(4).for_each(drop);
            }
            rest = characters.as_str();
        }
        &self.source[..self.source.len() - rest.len()]
    }
}

impl RevokeRequest {
    /// Reads a body. The error is a sentence, and so are the problems of the fields. None of them quotes the body.
    pub(crate) fn read(body: &[u8]) -> Result<RevokeRequest, &'static str> {
        const NOT_JSON: &str = "The body is not JSON.";
        const NOT_AN_OBJECT: &str = "The body is not a JSON object.";
        // The whole body is checked first, because reading a string as bytes checks less.
        let json: &RawValue = serde_json::from_slice(body).map_err(|_| NOT_JSON)?;
        // Names are bytes, because they may hold lone surrogates too. The last of a name counts.
        let fields: HashMap<ByteBuf, &RawValue> =
            serde_json::from_str(json.get()).map_err(|_| NOT_AN_OBJECT)?;
        let field = |name: &str| fields.get(Bytes::new(name.as_bytes())).map(|value| value.get());
        Ok(RevokeRequest {
            client_id: Field::check("clientId", field("clientId"), 36, 36),
            access_token: Field::check("access_token", field("access_token"), 300, 600),
        })
    }

    /// Returns the client's id if it is valid, whether the token is valid or not.
    pub(crate) fn client_id(&self) -> Option<&[u8]> {
        match &self.client_id {
            Field { text: Some(text), problem: None } => Some(&text.wtf8),
            _ => None,
        }
    }

    /// Returns the token if it is a string, valid or not.
    pub(crate) fn any_token(&self) -> Option<&Text> {
        self.access_token.text.as_ref()
    }

    /// Returns the token of a valid request, or all problems of the request.
    pub(crate) fn valid_token(&self) -> Result<&Text, String> {
        let problems: Vec<&str> = [&self.client_id, &self.access_token]
            .into_iter()
            .filter_map(|field| field.problem.as_deref())
            .collect();
        match &self.access_token.text {
            Some(token) if problems.is_empty() => Ok(token),
            _ => Err(problems.join(" ")),
        }
    }
}

impl Field {
    fn check(name: &str, value: Option<&str>, min: usize, max: usize) -> Field {
        let Some(value) = value else {
            return Field::wrong(format!("{name} is required."));
        };
        let Some(text) = Text::read(value) else {
            return Field::wrong(format!("{name} must be a string."));
        };
        let length = text.code_points();
        let problem = (!(min..=max).contains(&length)).then(|| {
            let wanted = if min == max { format!("{min}") } else { format!("{min} to {max}") };
            format!("{name} must have {wanted} characters and has {length}.")
        });
        Field { text: Some(text), problem }
    }

    fn wrong(problem: String) -> Field {
        Field { text: None, problem: Some(problem) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "2242b79d-f2cf-4ccc-ada1-e890bd1a9f0d";

    fn problems(body: &str) -> Option<String> {
        match RevokeRequest::read(body.as_bytes()) {
            Ok(request) => request.valid_token().err(),
            Err(problem) => Some(problem.to_owned()),
        }
    }

    /// A body with the given token, as it is written in JSON.
    fn with_token(token: &str) -> String {
        format!(r#"{{"clientId":"{CLIENT}","access_token":"{token}"}}"#)
    }

    #[test]
    fn lengths_are_those_of_the_schema() {
        for (length, valid) in [(0, false), (299, false), (300, true), (600, true), (601, false)] {
            let problem = problems(&with_token(&"a".repeat(length)));
            assert_eq!(problem.is_none(), valid, "{length}");
        }
        for (length, valid) in [(35, false), (36, true), (37, false)] {
            let body = format!(
                r#"{{"clientId":"{}","access_token":"{}"}}"#,
                "c".repeat(length),
                "a".repeat(300)
            );
            assert_eq!(problems(&body).is_none(), valid, "{length}");
        }
        assert_eq!(
            problems(&with_token("12345678")).unwrap(),
            "access_token must have 300 to 600 characters and has 8."
        );
    }

    #[test]
    fn a_code_point_is_one_however_it_is_written() {
        for one in [
            "é",
            "€",
            "😀",
            r"\n",
            r"\u00e9",
            r"\ud83d\ude00",
            r"\ud800",
            r"\udc00",
            r"\udc00\ud800x",
            r"\ud800\ud83d\ude00x",
        ] {
            let points = if one.ends_with('x') { 3 } else { 1 };
            assert_eq!(problems(&with_token(&one.repeat(600 / points))), None, "{one}");
            let over = one.repeat(600 / points) + "a";
            assert!(problems(&with_token(&over)).unwrap().contains("has 601"), "{one}");
        }
    }

    #[test]
    fn lone_surrogates_are_distinct() {
        let wtf8 = |token: &str| {
            let request = RevokeRequest::read(with_token(token).as_bytes()).unwrap();
            request.any_token().unwrap().wtf8.clone()
        };
        assert_eq!(wtf8(r"\ud800"), b"\xed\xa0\x80");
        assert_eq!(wtf8(r"\ud801"), b"\xed\xa0\x81");
        assert_eq!(wtf8(r"\ud83d\ude00"), "😀".as_bytes());
    }

    #[test]
    fn lone_surrogates_in_other_fields_are_ignored() {
        let token = "a".repeat(300);
        let body = format!(
            r#"{{"\ud800":"\udfff","clientId":"{CLIENT}","x":["\ud800"],"access_token":"{token}"}}"#
        );
        assert_eq!(problems(&body), None);
    }

    #[test]
    fn all_problems_are_listed_in_order() {
        let all = "clientId is required. access_token is required.";
        assert_eq!(problems("{}").unwrap(), all);
        assert_eq!(problems(r#"{"token":"x","client_id":"y"}"#).unwrap(), all);
        for value in ["null", "1", "true", "[]", "[97]", "{}"] {
            let body = format!(r#"{{"access_token":{value},"clientId":{value}}}"#);
            assert_eq!(
                problems(&body).unwrap(),
                "clientId must be a string. access_token must be a string."
            );
        }
    }

    #[test]
    fn a_field_counts_by_its_name_and_its_last_value() {
        let token = "a".repeat(300);
        let escaped = format!(r#"{{"client\u0049d":"{CLIENT}","access_token":"{token}"}}"#);
        assert_eq!(problems(&escaped), None);
        let twice = format!(r#"{{"clientId":1,"access_token":"{token}","clientId":"{CLIENT}"}}"#);
        assert_eq!(problems(&twice), None);
    }

    #[test]
    fn a_body_that_is_not_an_object_is_refused() {
        for body in ["null", "1", "\"text\"", "[]", "[[\"clientId\",1]]", " true "] {
            assert_eq!(problems(body).unwrap(), "The body is not a JSON object.");
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_refused() {
        let raw_newline = with_token(&"\n".repeat(300));
        let half_an_escape = with_token(&r"\ud8".repeat(300));
        for body in ["", "{", "{}x", "{'a':1}", "{\"a\":1,}", &raw_newline, &half_an_escape] {
            assert_eq!(problems(body).unwrap(), "The body is not JSON.", "{body}");
        }
        let mut not_utf8 = with_token(&"a".repeat(300)).into_bytes();
        let quote = not_utf8.len() - 3;
        not_utf8[quote] = 0xff;
        assert_eq!(RevokeRequest::read(&not_utf8).unwrap_err(), "The body is not JSON.");
    }

    #[test]
    fn the_client_id_is_read_beside_a_wrong_token() {
        let request = RevokeRequest::read(with_token("short").as_bytes()).unwrap();
        assert_eq!(request.client_id(), Some(CLIENT.as_bytes()));
        let request = RevokeRequest::read(br#"{"clientId":"short"}"#).unwrap();
        assert_eq!(request.client_id(), None);
    }

    #[test]
    fn the_first_characters_are_whole() {
        let text = Text::read(r#""aé\n\ud800\"\\😀""#).unwrap();
        for (count, expected) in [
            (0, ""),
            (2, "aé"),
            (3, r"aé\n"),
            (4, r"aé\n\ud800"),
            (5, r#"aé\n\ud800\""#),
            (6, r#"aé\n\ud800\"\\"#),
            (7, r#"aé\n\ud800\"\\😀"#),
            (99, r#"aé\n\ud800\"\\😀"#),
        ] {
            assert_eq!(text.first(count), expected);
        }
    }
}
