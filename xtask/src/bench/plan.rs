//! What is measured, and between whom.

/// A program in `xtask/bench/measure/`, and what it finds out.
pub struct Measurement {
    /// Its name, which is that of the file.
    pub name: &'static str,
    pub about: &'static str,
    pub unit: Unit,
    pub field: Field,
    /// In how many processes each pair runs, one pair a process, in half of them the other way around; 0
    /// where all share a single one because they leave nothing in it.
    pub processes: u32,
    /// Needs the mock server.
    pub server: bool,
    /// Needs Chromium.
    pub browser: bool,
    /// Needs another Node than the one that runs everything else: this package of the test suites.
    pub node: Option<&'static str>,
}

/// Who takes part.
pub enum Field {
    /// All contenders, each beside the bare fetch.
    Contenders,
    /// All, and the package's other entries. Nothing varies, so nothing is compared with itself.
    Sizes,
    /// A base, the base again, what else is compared with it, and the package.
    Against { base: &'static str, again: &'static str, others: &'static [&'static str] },
    /// Two memories, over the course of one run.
    Memories,
}

/// What the figures count.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Bytes,
    Microseconds,
    Milliseconds,
}

pub const BARE: &str = "bare";
pub const AGAIN: &str = "bare-again";
pub const HANDWRITTEN: &str = "handwritten";
pub const OURS: &str = "nomba-revoke";
/// What of the registry is measured beside it, where that can be reached.
pub const PEERS: [&str; 3] = ["oauth4webapi", "openapi-fetch-ajv", "ky-zod-mini"];

/// Figures of this ending are of a second thing that a program measures on the way.
pub const BLOCKED: &str = ":blocked";

pub const MEASUREMENTS: [Measurement; 11] = [
    Measurement {
        name: "transfer",
        about: "what an application's users load, minified and brotli-compressed",
        unit: Unit::Bytes,
        field: Field::Sizes,
        processes: 0,
        server: false,
        browser: false,
        node: None,
    },
    Measurement {
        name: "call",
        about: "what a call costs by itself, with a fetch that answers at once",
        unit: Unit::Microseconds,
        field: Field::Contenders,
        processes: 4,
        server: false,
        browser: false,
        node: None,
    },
    Measurement {
        name: "sequential",
        about: "one call after another, over a local server",
        unit: Unit::Microseconds,
        field: Field::Contenders,
        processes: 4,
        server: true,
        browser: false,
        node: None,
    },
    Measurement {
        name: "concurrent",
        about: "16 calls at once, over a local server",
        unit: Unit::Microseconds,
        field: Field::Contenders,
        processes: 4,
        server: true,
        browser: false,
        node: None,
    },
    Measurement {
        name: "node-start",
        about: "from the import to the first request on its way, in a fresh Node",
        unit: Unit::Milliseconds,
        field: Field::Contenders,
        processes: 0,
        server: true,
        browser: false,
        node: None,
    },
    Measurement {
        name: "node-start-bundled",
        about: "the same start, of an application that is bundled into one file and minified",
        unit: Unit::Milliseconds,
        field: Field::Contenders,
        processes: 0,
        server: true,
        browser: false,
        node: None,
    },
    Measurement {
        name: "node-24-start-bundled",
        about: "the same start in Node 24",
        unit: Unit::Milliseconds,
        field: Field::Contenders,
        processes: 0,
        server: true,
        browser: false,
        node: Some("node-24"),
    },
    Measurement {
        name: "chromium-start",
        about: "from opening a page to the first request, in Chromium over a network of 100 ms",
        unit: Unit::Milliseconds,
        field: Field::Contenders,
        processes: 0,
        server: false,
        browser: true,
        node: None,
    },
    Measurement {
        name: "batch",
        about: "a token of many, 16 at once and without a pace, beside a hand-written loop",
        unit: Unit::Microseconds,
        field: Field::Against { base: "loop", again: "loop-again", others: &[HANDWRITTEN] },
        processes: 0,
        server: true,
        browser: false,
        node: None,
    },
    Measurement {
        name: "memory",
        about: "the memory that many tokens leave behind, after each tenth of them",
        unit: Unit::Bytes,
        field: Field::Memories,
        processes: 0,
        server: false,
        browser: false,
        node: None,
    },
    Measurement {
        name: "paste",
        about: "to check 10,000 pasted lines, in Chromium, loading included",
        unit: Unit::Milliseconds,
        field: Field::Against { base: HANDWRITTEN, again: "handwritten-again", others: &[] },
        processes: 0,
        server: false,
        browser: true,
        node: None,
    },
];
