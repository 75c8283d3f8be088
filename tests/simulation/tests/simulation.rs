//! The simulation as a test: fewer calls than `cargo simulate` makes, but of every kind.

use fastrand::Rng;
use nomba_revoke_simulation::choices::Choices;
use nomba_revoke_simulation::counts::Counts;
use nomba_revoke_simulation::run;
use nomba_revoke_simulation::scenario::Repeats;
use nomba_revoke_simulation::sweep::sweep;

/// Over 20,000 calls.
const SEEDS: std::ops::Range<u64> = 0..11_000;

/// Returns the trace of a run that breaks no rule.
fn trace(choices: Choices) -> Vec<String> {
    let mut lines = Vec::new();
    run::trace(choices, Repeats::Allowed, &mut |line| lines.push(line))
        .unwrap_or_else(|violation| panic!("{violation}"));
    lines
}

/// Makes the runs of all seeds, and returns the counts.
fn simulate(repeats: Repeats) -> Counts {
    sweep(SEEDS, repeats, |_| ()).unwrap_or_else(|finding| panic!("{finding}"))
}

#[test]
fn twenty_thousand_calls_meet_every_fault_and_break_no_rule() {
    let counts = simulate(Repeats::Allowed);
    println!("{counts}");
    assert!(counts.calls() >= 20_000, "{} calls", counts.calls());
    assert_eq!(counts.gaps(), [""; 0]);
}

#[test]
fn a_false_not_revoked_comes_from_a_network_that_repeats_requests_and_from_nothing_else() {
    assert!(simulate(Repeats::Allowed).excused > 0);
    // Where a call has no repeated request, a false answer breaks a rule.
    assert_eq!(simulate(Repeats::Never).excused, 0);
}

#[test]
fn a_seed_makes_the_same_run_each_time() {
    for seed in SEEDS.step_by(500) {
        assert_eq!(trace(Choices::seeded(seed)), trace(Choices::seeded(seed)), "seed {seed}");
    }
}

#[test]
fn a_trace_changes_nothing_about_the_run() {
    let (mut counts, mut sum) = (Counts::default(), 0);
    for seed in 0..200 {
        run::run(Choices::seeded(seed), Repeats::Allowed, &mut counts).unwrap();
        let lines = trace(Choices::seeded(seed));
        sum += lines.iter().filter(|line| line.contains(" sends request ")).count() as u64;
    }
    assert_eq!(counts.attempts, sum);
}

#[test]
fn without_any_bytes_a_call_by_itself_revokes_its_token() {
    let lines = trace(Choices::from_bytes(&[]));
    assert!(lines.last().unwrap().ends_with(": resolve, 1 attempts"), "{lines:?}");
}

#[test]
fn whatever_bytes_choose_no_rule_is_broken() {
    let mut random = Rng::with_seed(1);
    let mut counts = Counts::default();
    for size in 0..3_000 {
        let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(size).collect();
        if let Err(violation) = run::run(Choices::from_bytes(&bytes), Repeats::Allowed, &mut counts)
        {
            panic!("{violation}, from {bytes:?}");
        }
    }
    assert!(counts.batches > 0 && counts.single_calls > 0);
}
