//! Where things are.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> &'static Path {
    // The crate lies in the repository's folder `xtask`.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

/// What cargo and these commands make.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The npm package that `build` makes.
pub fn package() -> PathBuf {
    root().join("pkg")
}

/// The page that `build` makes, for any static host.
pub fn site() -> PathBuf {
    root().join("site")
}

/// What a test run leaves for a person to look at.
pub fn artefacts() -> PathBuf {
    root().join("artefacts")
}
