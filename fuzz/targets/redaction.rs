//! A text of the server and a secret. The input's first line is the secret.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke::redact::{SHORTEST_RUN, SHORTEST_SECRET, redact};

fuzz_target!(|input: &str| {
    let (secret, text) = input.split_once('\n').unwrap_or((input, input));
    let redacted = redact(text, secret);
    if secret.len() < SHORTEST_SECRET {
        assert_eq!(redacted, text);
        return;
    }
    // What is left of the text shows no run of the secret, and is in its order.
    let length = SHORTEST_RUN.min(secret.len());
    let mut rest = text;
    for (index, part) in redacted.split("[redacted]").enumerate() {
        // The text itself may hold the replacement.
        if text.contains("[redacted]") {
            return;
        }
        let shows_a_run = part.as_bytes().windows(length).any(|shown| {
            secret.as_bytes().windows(length).any(|run| run == shown)
        });
        assert!(!shows_a_run, "{part:?}");
        let at = rest.find(part).expect("the parts are the text's, in its order");
        assert!(index > 0 || at == 0);
        rest = &rest[at + part.len()..];
    }
});
