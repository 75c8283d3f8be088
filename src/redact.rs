//! Removes the caller's secrets from the server's texts.

/// A server's text is shortened to so many code points.
pub const LONGEST_TEXT: usize = 1_000;

/// A secret of fewer bytes stays: such a short text may be a part of what the server meant to write.
pub const SHORTEST_SECRET: usize = 4;

/// The shortest part of a secret that is taken out, in bytes: as many characters in a token, and fewer where a secret is
/// not ASCII. A shorter secret is taken out as a whole.
pub const SHORTEST_RUN: usize = 16;

/// The replacement for a part that is taken out.
const REDACTED: &str = "[redacted]";

/// The first and the last character of each range that is left out of the server's texts: control characters, and those
/// that turn around or break a line.
pub const CONTROL_CHARACTERS: [(char, char); 6] = [
    ('\0', '\u{1f}'),
    ('\u{7f}', '\u{9f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{200e}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2066}', '\u{2069}'),
];

/// Returns a server's text as it may be shown: without control characters and the caller's secrets, and shortened.
pub fn server_text(text: &str, secrets: &[&str]) -> String {
    let is_control = |character: char| {
        CONTROL_CHARACTERS.iter().any(|(first, last)| (*first..=*last).contains(&character))
    };
    let text = text.chars().filter(|character| !is_control(*character)).collect();
    let text = secrets.iter().fold(text, |text: String, secret| redact(&text, secret));
    text.chars().take(LONGEST_TEXT).collect()
}

/// Returns a text with `[redacted]` in the place of each run of a secret: each part of at least [`SHORTEST_RUN`] bytes that
/// is a part of the secret as well, or the whole secret where that is shorter. A character goes with any byte of it.
pub fn redact(text: &str, secret: &str) -> String {
    if secret.len() < SHORTEST_SECRET {
        return text.to_owned();
    }
    let length = SHORTEST_RUN.min(secret.len());
    let mut redacted = String::new();
    let (mut end_of_run, mut is_in_run) = (0, false);
    for (index, character) in text.char_indices() {
        for start in (index..).take(character.len_utf8()) {
            let end = start.saturating_add(length);
            let part = text.as_bytes().get(start..end).unwrap_or_default();
            if secret.as_bytes().windows(length).any(|run| run == part) {
                end_of_run = end;
            }
        }
        let was_in_run = is_in_run;
        is_in_run = index < end_of_run;
        if !is_in_run {
            redacted.push(character);
        } else if !was_in_run {
            redacted.push_str(REDACTED);
        }
    }
    redacted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contains(secret: &str, part: &str) -> bool {
        secret.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
    }

    const SECRET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

    #[test]
    fn runs_of_sixteen_go_and_shorter_ones_stay() {
        assert_eq!(redact("Token revoked successfully", SECRET), "Token revoked successfully");
        assert_eq!(redact("at ghijklmnopqrstuv!", SECRET), "at [redacted]!");
        assert_eq!(redact("at ghijklmnopqrstu!", SECRET), "at ghijklmnopqrstu!");
        assert_eq!(redact(SECRET, SECRET), "[redacted]");
        assert_eq!(
            redact(&format!("<{SECRET}> and <{SECRET}>"), SECRET),
            "<[redacted]> and <[redacted]>"
        );
    }

    #[test]
    fn overlapping_runs_become_one() {
        // The second run begins inside the first.
        let secret = "0123456789abcdefXX89abcdefGHIJKLMN";
        assert_eq!(redact("-0123456789abcdefGHIJKLMN-", secret), "-[redacted]-");
    }

    #[test]
    fn a_short_secret_goes_as_a_whole() {
        assert_eq!(redact("id s3cret-7 end", "s3cret-7"), "id [redacted] end");
        assert_eq!(redact("id s3cret-", "s3cret-7"), "id s3cret-");
        assert_eq!(redact("abcd", "abcd"), "[redacted]");
        assert_eq!(redact("abc", "abc"), "abc");
        assert_eq!(redact("anything", ""), "anything");
    }

    #[test]
    fn a_run_of_a_secret_that_is_not_ascii_ends_with_a_character() {
        let secret = "ключ-от-сервера-и-всё";
        assert_eq!(redact("<ключ-от-сервера-и>", secret), "<[redacted]>");
        // 14 bytes, and 17, the last of which is half a character.
        assert_eq!(redact("<ключ-от>", secret), "<ключ-от>");
        assert_eq!(redact("<ключ-от-с>", secret), "<[redacted]>");
        // The last run of 16 bytes begins inside the first character.
        assert_eq!(redact("<🔑0123456789abcde>", "🔑0123456789abcdef"), "<[redacted]>");
        // Both have 16 bytes from the third of their first character to the second of their last.
        assert_eq!(redact("<🔑🔑🔑🔑🔑>", "𝔑🔑🔑🔑🜁"), "<[redacted]>");
    }

    #[test]
    fn a_servers_text_is_shortened_and_has_no_control_characters() {
        let text = format!("a\u{1b}[31m\r\nb\u{202e}c\u{2028}{}", "x".repeat(2_000));
        let shown = server_text(&text, &[]);
        assert!(shown.starts_with("a[31mbcxxx"), "{shown}");
        assert_eq!(shown.chars().count(), LONGEST_TEXT);
        // Neither of the two hides a secret.
        let split = format!("{}\n{}", &SECRET[..8], &SECRET[8..]);
        assert_eq!(server_text(&split, &[SECRET]), "[redacted]");
        let late = format!("{}{SECRET}", "x".repeat(990));
        assert!(server_text(&late, &[SECRET]).ends_with("x[redacted]"));
        assert_eq!(
            server_text("s3cret-7 and s3cret-8", &["s3cret-7", "s3cret-8"]),
            "[redacted] and [redacted]"
        );
    }

    proptest! {
        #[test]
        fn no_run_of_sixteen_is_left_and_nothing_else_is_taken(
            before in "[ -~]{0,40}", start in 0usize..20, length in 16usize..37, after in "[ -~]{0,40}",
        ) {
            let part = &SECRET[start..(start + length).min(SECRET.len())];
            let text = format!("{before}{part}{after}");
            let out = redact(&text, SECRET);
            for window in SECRET.as_bytes().windows(16) {
                let window = std::str::from_utf8(window).unwrap();
                prop_assert!(!out.contains(window), "{out}");
            }
            if part.len() < 16 && !before.contains("abc") {
                prop_assert!(out.ends_with(after.trim_start()) || out.contains("[redacted]") || out == text);
            }
        }

        #[test]
        fn what_is_taken_out_is_runs_and_nothing_else(text in "[ab]{0,60}", secret in "[ab]{4,40}") {
            let run = secret.len().min(SHORTEST_RUN);
            let is_run = |start: usize| {
                text.get(start..start + run).is_some_and(|part| contains(&secret, part))
            };
            let mut expected = String::new();
            for (index, character) in text.char_indices() {
                let is_hidden = |at: usize| (at.saturating_sub(run - 1)..=at).any(is_run);
                match (is_hidden(index), index > 0 && is_hidden(index - 1)) {
                    (false, _) => expected.push(character),
                    (true, false) => expected.push_str(REDACTED),
                    (true, true) => {}
                }
            }
            prop_assert_eq!(redact(&text, &secret), expected);
        }
    }
}
