//! A text of the server and a secret. The input's first line is the secret.

#![no_main]

use core::ops::Range;
use libfuzzer_sys::fuzz_target;
use nomba_revoke::redact::echoes;

/// A run of so many units is hidden, and no shorter one.
const RUN: usize = 16;

fuzz_target!(|input: &str| {
    let (secret, text) = input.split_once('\n').unwrap_or((input, input));
    let [secret, text] = [secret, text].map(|part| part.encode_utf16().collect::<Vec<u16>>());
    let part = |range: &Range<u32>| {
        // As `slice` of JavaScript has it: what is beyond the end is not there.
        let end = (range.end as usize).min(text.len());
        &text[(range.start as usize).min(end)..end]
    };
    let holds = |part: &[u16]| secret.windows(part.len()).any(|w| w == part);

    let length = text.len() as u32;
    let found = echoes(length, secret.len() as u32, |from, size| {
        (from..length).step_by(size as usize).find(|at| holds(part(&(*at..at + size))))
    });

    let mut from = 0;
    for range in &found {
        assert!(range.start >= from && range.start < range.end, "in order, none twice");
        from = range.end;
    }
    assert!(from as usize <= text.len());

    // What is left shows no run, and what is hidden is nothing but runs.
    let run = RUN.min(secret.len());
    let mut hidden = vec![false; text.len()];
    if secret.len() >= 4 {
        for (start, window) in text.windows(run).enumerate() {
            if holds(window) {
                hidden[start..start + run].fill(true);
            }
        }
    }
    let mut taken = vec![false; text.len()];
    for range in &found {
        taken[range.start as usize..range.end as usize].fill(true);
    }
    assert_eq!(taken, hidden);
});
