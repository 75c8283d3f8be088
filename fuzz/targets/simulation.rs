//! A simulated call or batch, whose network and server the input chooses. `tests/simulation` has the rules that must hold.
//!
//! `cargo simulate --bytes FILE` prints the trace of an input.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nomba_revoke_simulation::choices::Choices;
use nomba_revoke_simulation::counts::Counts;
use nomba_revoke_simulation::run;
use nomba_revoke_simulation::scenario::Repeats;

fuzz_target!(|data: &[u8]| {
    let mut counts = Counts::default();
    if let Err(violation) = run::run(Choices::from_bytes(data), Repeats::Allowed, &mut counts) {
        panic!("{violation}");
    }
});
