//! A mock server with the highest limit, as a process of its own for benchmarks.

use mock::{Config, MockServer};

fn main() -> std::io::Result<()> {
    let mock_server = MockServer::start(Config { limit: u32::MAX, ..Config::default() })?;
    println!("{}", mock_server.url());
    // The process ends with the one that started it.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(())
}
