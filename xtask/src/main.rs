//! The project's commands. Each sets up what it needs, says what it is doing while it does it, and
//! ends in a sentence with the remedy where something is missing.

mod bench;
mod build;
mod cycles;
mod example;
mod marks;
mod places;
mod relay;
mod serve;
mod setup;
mod shell;
mod size;
mod suites;
mod vocabulary;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Build, try and test nomba-revoke.", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure the package beside a bare fetch and other clients
    Bench(bench::Bench),
    /// Make pkg/, the npm package, and site/, the page for a static host; print the package's sizes
    Build,
    /// Build, and show the product working in a browser on an embedded mock server
    Demo(serve::Demo),
    /// Start an application of `examples/`, on an embedded mock server
    Example(example::Example),
    /// Start the mock server for the vendor's API alone
    Mock(serve::Mock),
    /// Build, and print what each part of the package costs
    Size(size::Size),
    /// Run the tests
    Test(suites::Test),
    /// Run a wasm test file; cargo calls this
    #[command(hide = true)]
    Runner {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Bench(bench) => bench.run(),
        Command::Build => build::package().and_then(|package| build::site(&package)).map(|_| ()),
        Command::Demo(demo) => demo.run(),
        Command::Example(example) => example.run(),
        Command::Mock(mock) => mock.run(),
        Command::Size(size) => size.run(),
        Command::Test(test) => test.run(),
        Command::Runner { arguments } => {
            let program = std::iter::once("wasm-bindgen-test-runner".into());
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(program.chain(arguments))
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
