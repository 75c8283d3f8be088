//! Where a text of the server repeats a secret of the caller.
//!
//! Neither the text nor the secret comes in here: the caller answers questions about them, so
//! that both stay where they are.

use core::ops::Range;

/// A text of the server's is cut to so many code points.
pub const LONGEST_TEXT: u32 = 1_000;

/// A run of so many characters of a secret is not shown.
const SHORTEST_RUN: u32 = 16;

/// A secret shorter than this is too common a text to be told from what the server meant to say.
pub const SHORTEST_SECRET: u32 = 4;

/// A run covers at least one whole block of half its length. Asking for the blocks first makes a text
/// without any echo, which is nearly every text, cheap.
const fn block_of(run: u32) -> u32 {
    run.div_ceil(2)
}

/// The parts of a text, in UTF-16 code units, that repeat a run of a secret's.
///
/// A run is 16 units, or the whole secret where it is shorter. `text` and `secret` are lengths;
/// `next(from, size)` says where, from a place on, the first block of that size begins that stands
/// somewhere in the secret.
pub fn echoes(
    text: u32,
    secret: u32,
    mut next: impl FnMut(u32, u32) -> Option<u32>,
) -> Vec<Range<u32>> {
    let run = SHORTEST_RUN.min(secret);
    let mut found: Vec<Range<u32>> = Vec::new();
    let Some(last) = text.checked_sub(run) else { return found };
    if secret < SHORTEST_SECRET {
        return found;
    }
    let block = block_of(run);
    let mut from = 0;
    while let Some(at) = next(from, block) {
        // The runs of which this is the first whole block.
        for start in at.saturating_sub(block.saturating_sub(1))..=at.min(last) {
            if next(start, run) != Some(start) {
                continue;
            }
            let end = start.saturating_add(run);
            match found.last_mut() {
                Some(last) if last.end >= start => last.end = end,
                _ => found.push(start..end),
            }
        }
        from = at.saturating_add(block);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hands::constant;
    use proptest::prelude::*;

    fn contains(secret: &str, text: &str, range: Range<u32>) -> bool {
        let part = &text.as_bytes()[range.start as usize..(range.end as usize).min(text.len())];
        secret.as_bytes().windows(part.len()).any(|window| window == part)
    }

    fn echoes_of(secret: &str, text: &str) -> Vec<Range<u32>> {
        let length = text.len() as u32;
        echoes(length, secret.len() as u32, |from, size| {
            let mut blocks = (from..length).step_by(size as usize);
            blocks.find(|at| contains(secret, text, *at..at + size))
        })
    }

    fn redacted(text: &str, secret: &str) -> String {
        let found = echoes_of(secret, text);
        let mut out = String::new();
        let mut from = 0;
        for range in found {
            out.push_str(&text[from..range.start as usize]);
            out.push_str("[redacted]");
            from = range.end as usize;
        }
        out.push_str(&text[from..]);
        out
    }

    const SECRET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

    #[test]
    fn runs_of_sixteen_go_and_shorter_ones_stay() {
        assert_eq!(redacted("Token revoked successfully", SECRET), "Token revoked successfully");
        assert_eq!(redacted("at ghijklmnopqrstuv!", SECRET), "at [redacted]!");
        assert_eq!(redacted("at ghijklmnopqrstu!", SECRET), "at ghijklmnopqrstu!");
        assert_eq!(redacted(SECRET, SECRET), "[redacted]");
        assert_eq!(
            redacted(&format!("<{SECRET}> and <{SECRET}>"), SECRET),
            "<[redacted]> and <[redacted]>"
        );
    }

    #[test]
    fn overlapping_runs_become_one() {
        // The second run begins inside the first.
        let secret = "0123456789abcdefXX89abcdefGHIJKLMN";
        assert_eq!(redacted("-0123456789abcdefGHIJKLMN-", secret), "-[redacted]-");
    }

    #[test]
    fn a_short_secret_goes_as_a_whole() {
        assert_eq!(redacted("id s3cret-7 end", "s3cret-7"), "id [redacted] end");
        assert_eq!(redacted("id s3cret-", "s3cret-7"), "id s3cret-");
        assert_eq!(redacted("abcd", "abcd"), "[redacted]");
        assert_eq!(redacted("abc", "abc"), "abc");
        assert_eq!(redacted("anything", ""), "anything");
    }

    #[test]
    fn a_text_without_an_echo_is_asked_about_once() {
        let mut asked = 0;
        let next = |from, size| {
            assert_eq!((from, size), (0, 8));
            asked += 1;
            None
        };
        let found = echoes(64 * 1_024, 400, next);
        assert!(found.is_empty());
        assert_eq!(asked, 1);
    }

    #[test]
    fn the_hands_ask_for_the_search_by_the_same_measures() {
        assert_eq!(constant("BLOCK"), f64::from(block_of(SHORTEST_RUN)));
        assert_eq!(constant("LONGEST_TEXT"), f64::from(LONGEST_TEXT));
        assert_eq!(constant("SHORTEST_SECRET"), f64::from(SHORTEST_SECRET));
    }

    proptest! {
        #[test]
        fn no_run_of_sixteen_is_left_and_nothing_else_is_taken(
            before in "[ -~]{0,40}", start in 0usize..20, length in 16usize..37, after in "[ -~]{0,40}",
        ) {
            let part = &SECRET[start..(start + length).min(SECRET.len())];
            let text = format!("{before}{part}{after}");
            let out = redacted(&text, SECRET);
            for window in SECRET.as_bytes().windows(16) {
                let window = std::str::from_utf8(window).unwrap();
                prop_assert!(!out.contains(window), "{out}");
            }
            if part.len() < 16 && !before.contains("abc") {
                prop_assert!(out.ends_with(after.trim_start()) || out.contains("[redacted]") || out == text);
            }
        }

        #[test]
        fn the_quick_look_at_blocks_misses_nothing(text in "[ab]{0,60}", secret in "[ab]{0,40}") {
            let run = secret.len().min(16);
            let mut expected = vec![false; text.len()];
            if secret.len() >= 4 && text.len() >= run {
                for start in 0..=text.len() - run {
                    if contains(&secret, &text, start as u32..(start + run) as u32) {
                        expected[start..start + run].fill(true);
                    }
                }
            }
            let mut actual = vec![false; text.len()];
            for range in echoes_of(&secret, &text) {
                actual[range.start as usize..range.end as usize].fill(true);
            }
            prop_assert_eq!(actual, expected);
        }
    }
}
