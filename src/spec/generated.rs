//! Files of the repository that tests generate from the types and keep up to date.
//!
//! After a change of a type, `FCLS_BLESS=1 cargo test --lib spec` writes them; run it twice, because the
//! field reference is written from the stored model, which is part of the build.

use std::path::Path;

/// Compares generated text with a file of the repository, or writes it when `FCLS_BLESS=1` is set.
pub(super) fn verify(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("FCLS_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "{} is stale: run the test with FCLS_BLESS=1", path.display());
}
