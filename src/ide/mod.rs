//! The editor features, one file each. All of them are pure: a parsed [`Document`] and an offset in,
//! plain data in byte offsets out. The server turns that into the wire format.

mod actions;
mod completion;
mod completion_item;
pub mod describe;
pub mod folding;
mod formatting;
pub mod graph;
mod hover;
mod inherited;
mod inlay;
mod links;
pub mod location;
pub mod names;
mod navigate;
pub mod refactor;
mod rename;
pub mod sections;
mod selection;
mod shown;
pub mod symbols;
mod timetable;
pub mod tokens;
mod workspace;

pub use actions::{Action, FIX_ALL, actions, safe_edits};
pub use completion::snippet::escape as escape_snippet;
pub use completion::{Nearby, completions, completions_with};
pub use completion_item::{CompletionItem, Completions, ItemKind};
pub use formatting::{INDENT, Refused, format, format_on_type, format_range};
pub use hover::{Hover, hover};
pub use inlay::{InlayHint, inlay_hints};
pub use links::{Link, Target, link_at, links};
pub use navigate::{Definition, definition, highlights, references};
pub use refactor::refactorings;
pub use rename::{Renamable, depends_on, prepare_rename, rename};
pub use selection::selections;
pub use symbols::{Symbol, SymbolKind, symbols};
pub use workspace::{WorkspaceSymbol, workspace_symbols};
