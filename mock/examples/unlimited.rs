//! A stand-in without a quota that matters, in a process of its own: for measuring, optimised.

use mock::{Config, StandIn};

fn main() -> std::io::Result<()> {
    let stand_in = StandIn::start(Config { limit: u32::MAX, ..Config::default() })?;
    println!("{}", stand_in.url());
    // It ends with whoever started it.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
