//! What several integration tests need.

use std::path::PathBuf;

/// The folder of real documents and gold records beside the repository, where there is one; says so where not.
pub(crate) fn shared() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("ANPU_SHARED").map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there, so nothing is checked on the real corpus", folder.display());
    None
}
