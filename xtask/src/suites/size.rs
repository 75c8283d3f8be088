//! The budget of bytes.

use super::{Verdict, Workshop};
use crate::setup;
use crate::shell::say;
use crate::size::{self, Parts, Record};
use anyhow::{Result, bail};

pub(super) fn run(workshop: &Workshop) -> Result<Verdict> {
    if !setup::std_source()? {
        return Ok(Verdict::Skipped(size::LARGER_STD.to_owned()));
    }
    let record = Record::read()?;
    let now = size::figures(workshop.package()?)?;
    print!("{}", record.compare(&now));
    let broken = record.broken(&now);
    if broken.is_empty() {
        if record.outdated(&now) {
            say(format!("The package is smaller than is recorded; {}", size::REMEDY));
        }
        return Ok(Verdict::Passed);
    }
    print!("What grew\n\n{}", record.grown(&Parts::of_package()?));
    println!("Recorded with {}; this is {}\n", record.compiler, size::compiler()?);
    bail!("{}. If that is as it should be, {}", broken.join("; "), size::REMEDY)
}
