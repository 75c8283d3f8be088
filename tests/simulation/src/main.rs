//! `cargo simulate`: runs the simulation, or makes one run again and prints its trace.

use lexopt::prelude::*;
use nomba_revoke_simulation::choices::Choices;
use nomba_revoke_simulation::run;
use nomba_revoke_simulation::scenario::Repeats;
use nomba_revoke_simulation::sweep;
use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "\
Simulates calls, and checks that each is right about its token.

  cargo simulate                 Runs over a million calls, from the same seeds each time.
  cargo simulate --seeds A..B    Runs these seeds.
  cargo simulate --seed N        Runs one seed, and prints a trace.
  cargo simulate --bytes FILE    Makes the run of an input of the fuzzer, and prints a trace.

  --no-repeats                   The network never repeats a request without being asked.
";

/// The seeds of the default run: over a million calls.
const SEEDS: Range<u64> = 0..540_000;

/// How many calls there are between two lines of progress.
const STEP: u64 = 250_000;

/// What to do.
enum Command {
    Sweep(Range<u64>),
    Trace(Choices),
    Help,
}

fn main() -> ExitCode {
    let result = match arguments() {
        Ok((Command::Sweep(seeds), repeats)) => sweep(seeds, repeats),
        Ok((Command::Trace(choices), repeats)) => trace(choices, repeats),
        Ok((Command::Help, _)) => {
            print!("{HELP}");
            Ok(())
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<(Command, Repeats), Box<dyn Error>> {
    let (mut command, mut repeats) = (Command::Sweep(SEEDS), Repeats::Allowed);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("seeds") => {
                let seeds = arguments.value()?.string()?;
                let (from, to) = seeds.split_once("..").ok_or("--seeds takes A..B")?;
                command = Command::Sweep(from.parse()?..to.parse()?);
            }
            Long("seed") => command = Command::Trace(Choices::seeded(arguments.value()?.parse()?)),
            Long("bytes") => {
                let file = PathBuf::from(arguments.value()?);
                command = Command::Trace(Choices::from_bytes(&std::fs::read(file)?));
            }
            Long("no-repeats") => repeats = Repeats::Never,
            Short('h') | Long("help") => command = Command::Help,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok((command, repeats))
}

fn sweep(seeds: Range<u64>, repeats: Repeats) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let is_default = seeds == SEEDS && repeats == Repeats::Allowed;
    eprintln!("Simulating a call or a batch for each seed from {} to {}", seeds.start, seeds.end);
    let mut reported = 0;
    let counts = sweep::sweep(seeds, repeats, |counts| {
        if counts.calls() >= reported + STEP {
            reported = counts.calls();
            eprintln!("  {reported} calls after {:.1} s", started.elapsed().as_secs_f64());
        }
    });
    let counts = counts.map_err(|finding| finding.to_string())?;
    print!("{counts}");
    println!(
        "{} calls in {:.1} s; no rule was broken",
        counts.calls(),
        started.elapsed().as_secs_f64()
    );
    let gaps = counts.gaps();
    if is_default && !gaps.is_empty() {
        return Err(format!("The runs have gaps: {}", gaps.join("; ")).into());
    }
    Ok(())
}

fn trace(choices: Choices, repeats: Repeats) -> Result<(), Box<dyn Error>> {
    run::trace(choices, repeats, &mut |line| println!("{line}"))
        .map_err(|violation| violation.to_string())?;
    println!("No rule was broken");
    Ok(())
}
