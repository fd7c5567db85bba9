//! Names from around the file that the caller looks up: names only, never what they stand for.

/// Names outside the workspace. Whoever asks for completions brings them; empty lists are fine.
#[derive(Debug, Clone, Default)]
pub struct Nearby {
    /// Names of the process' environment variables.
    pub environment: Vec<String>,
    /// Aliases of stored credentials, as `access` names them.
    pub access: Vec<String>,
}
