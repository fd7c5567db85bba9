//! One open document: its text as the client sees it, what was read from it, and what was said of it.

use super::cloud::Marks;
use super::convert::Lines;
use super::lsp::{TextDocumentContentChangeEvent, Uri};
use crate::check::{Finding, Memo};
use crate::document::{Document, Files};
use crate::ide::names::NameIndex;
use crate::text::{Edit, Encoding, MAX_LEN, Span, Text};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The checker: [`crate::check::check`], or another in tests.
pub type Check = fn(&Document, &mut Memo) -> Vec<Finding>;

/// The content of a document.
enum Content {
    /// Parsed.
    Parsed(Document),
    /// Too large to be parsed, or the parser failed on it. Only the text is kept, so that the next
    /// edits still find their place.
    Raw(Text),
}

/// What is known of the diagnostics that were pushed last; the diagnostics themselves are not kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Of all that was shown.
    pub fingerprint: u64,
    /// First and last line of each.
    pub lines: Vec<(u32, u32)>,
}

/// An open document.
pub struct OpenDocument {
    /// As the client writes it.
    pub uri: Uri,
    /// The client's version of the text.
    pub version: i32,
    path: Option<PathBuf>,
    files: Arc<dyn Files>,
    content: Content,
    memo: Memo,
    findings: Option<Arc<[Finding]>>,
    /// The names of this version, once somebody has asked.
    names: Option<Arc<NameIndex>>,
    /// Whether diagnostics must be pushed (again).
    pub stale: bool,
    /// Whether an edit since the last push touched a line with a diagnostic: the client has moved or
    /// dropped that mark by itself, so an equal set is news to it.
    pub touched: bool,
    /// What was pushed last.
    pub pushed: Pushed,
    /// What the cloud says about it.
    pub marks: Marks,
    /// What was written of the diagnostics last.
    pub written: super::diagnostics::Written,
    /// What was written of the outline last.
    pub outline: super::outline::Outline,
    /// What was found of the folds last.
    pub folds: crate::ide::folding::Memo,
    /// The semantic tokens that were sent last, to tell of the difference only.
    pub tokens: super::tokens::Tokens,
    /// The id of the last answer to a request for diagnostics, and its fingerprint.
    pub answered: Option<(u64, u64)>,
}

impl OpenDocument {
    /// Opens a document.
    pub fn new(uri: Uri, version: i32, text: &str, files: Arc<dyn Files>) -> OpenDocument {
        let path = file_path(&uri);
        let content = parse(path.clone(), Text::from(text), files.clone());
        OpenDocument {
            uri,
            version,
            path,
            files,
            content,
            memo: Memo::default(),
            findings: None,
            names: None,
            stale: true,
            touched: false,
            pushed: Pushed::default(),
            marks: Marks::default(),
            written: Default::default(),
            outline: Default::default(),
            folds: Default::default(),
            tokens: Default::default(),
            answered: None,
        }
    }

    /// Where it lies on the disk, if it does.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The text.
    pub fn text(&self) -> &Text {
        match &self.content {
            Content::Parsed(document) => document.text(),
            Content::Raw(text) => text,
        }
    }

    /// The parsed document, if there is one.
    pub fn document(&self) -> Option<&Document> {
        match &self.content {
            Content::Parsed(document) => Some(document),
            Content::Raw(_) => None,
        }
    }

    /// The conversions between offsets and the client's positions.
    pub fn lines(&self, encoding: Encoding) -> Lines<'_> {
        Lines { text: self.text(), encoding }
    }

    /// Makes the client's changes, each in the text that the one before left.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        self.version = version;
        for change in changes {
            let edit = match change.range {
                Some(range) => {
                    let met =
                        |(first, last): &(u32, u32)| *first <= range.end.line && range.start.line <= *last;
                    self.touched |= self.pushed.lines.iter().any(met);
                    Edit::replace(self.lines(encoding).span(range), change.text)
                }
                None => {
                    self.touched = true;
                    difference(self.text(), &change.text)
                }
            };
            self.edit(&edit);
        }
        self.invalidate();
    }

    fn edit(&mut self, edit: &Edit) {
        if !self.marks.is_empty() {
            let before = self.text().clone();
            self.marks.edited(&before, edit);
        }
        let len = self.text().len() as usize - edit.span.len() as usize + edit.text.len();
        if let Content::Parsed(document) = &self.content
            && len <= MAX_LEN
        {
            // The text must survive whatever happens in the parser, or every later edit goes astray.
            match catch_unwind(AssertUnwindSafe(|| document.edited(edit))) {
                Ok(document) => {
                    self.content = Content::Parsed(document);
                    return;
                }
                Err(_) => tracing::error!("the incremental parse failed; parsing the whole text"),
            }
        }
        let mut text = self.text().clone();
        text.apply(edit);
        self.content = parse(self.path.clone(), text, self.files.clone());
        self.memo = Memo::default();
    }

    /// The findings of this version. Computed once.
    pub fn findings(&mut self, check: Check) -> Arc<[Finding]> {
        if let Some(findings) = &self.findings {
            return findings.clone();
        }
        let findings: Arc<[Finding]> = match &self.content {
            Content::Parsed(document) => check(document, &mut self.memo).into(),
            Content::Raw(_) => Arc::new([]),
        };
        self.findings = Some(findings.clone());
        findings
    }

    /// The names of this version. Read once.
    pub fn names(&mut self) -> Option<Arc<NameIndex>> {
        if self.names.is_none() {
            self.names = Some(Arc::new(NameIndex::of(self.document()?)));
        }
        self.names.clone()
    }

    /// Forgets what was found in this version of the text.
    fn invalidate(&mut self) {
        self.findings = None;
        self.names = None;
        self.stale = true;
    }

    /// Forgets all that was read from the file system.
    pub fn files_changed(&mut self) {
        self.memo = Memo::default();
        self.invalidate();
    }

    /// Builds everything anew from the text, after a panic.
    pub fn rebuild(&mut self) {
        self.written = Default::default();
        self.outline = Default::default();
        self.folds = Default::default();
        self.tokens = Default::default();
        self.memo = Memo::default();
        self.findings = None;
        self.names = None;
        self.content = parse(self.path.clone(), self.text().clone(), self.files.clone());
    }
}

fn parse(path: Option<PathBuf>, text: Text, files: Arc<dyn Files>) -> Content {
    if text.len() as usize > MAX_LEN {
        tracing::warn!(bytes = text.len(), "the file is too large to be read");
        return Content::Raw(text);
    }
    match catch_unwind(AssertUnwindSafe(|| Document::new(path, text.clone(), files))) {
        Ok(document) => Content::Parsed(document),
        Err(_) => Content::Raw(text),
    }
}

/// The path of a `file:` URI; other schemes have none.
pub fn file_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    uri.to_file_path().map(|path| path.into_owned())
}

/// The smallest single edit that makes `new` out of `old`: clients that always send the whole text
/// get incremental parsing too.
fn difference(old: &Text, new: &str) -> Edit {
    let old_text = old.to_string();
    let (a, b) = (old_text.as_bytes(), new.as_bytes());
    let mut start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    while !(old_text.is_char_boundary(start) && new.is_char_boundary(start)) {
        start -= 1;
    }
    let most = a.len().min(b.len()) - start;
    let mut end = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    while !(old_text.is_char_boundary(a.len() - end) && new.is_char_boundary(b.len() - end)) {
        end -= 1;
    }
    Edit::replace(Span::new(start as u32, (a.len() - end) as u32), &new[start..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::NoFiles;
    use crate::server::lsp;
    use proptest::prelude::*;
    use std::str::FromStr;

    fn open(text: &str) -> OpenDocument {
        OpenDocument::new(Uri::from_str("file:///w/s.yaml").unwrap(), 1, text, Arc::new(NoFiles))
    }

    fn change(range: Option<[u32; 4]>, text: &str) -> TextDocumentContentChangeEvent {
        let range =
            range.map(|[a, b, c, d]| lsp::Range::new(lsp::Position::new(a, b), lsp::Position::new(c, d)));
        TextDocumentContentChangeEvent { range, range_length: None, text: text.into() }
    }

    #[test]
    fn changes_build_on_each_other() {
        let mut document = open("a: 1\nb: 中😀2\n");
        let changes = vec![
            change(Some([0, 3, 0, 4]), "10"),
            change(Some([1, 6, 1, 7]), "3"),
            change(Some([9, 9, 99, 0]), "c: 4"),
        ];
        document.change(2, changes, Encoding::Utf16);
        assert_eq!(document.text().to_string(), "a: 10\nb: 中😀3\nc: 4");
        assert_eq!(document.version, 2);
        document.change(3, vec![change(None, "all"), change(Some([0, 3, 0, 0]), "x")], Encoding::Utf16);
        // A range that runs backwards is turned round.
        assert_eq!(document.text().to_string(), "x");
    }

    #[test]
    fn only_file_uris_have_paths() {
        let path = |uri: &str| file_path(&Uri::from_str(uri).unwrap());
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("git:/a/s.yaml?ref"), None);
        if cfg!(unix) {
            assert_eq!(path("file:///a%20b/%E4%B8%AD/s.yaml"), Some(PathBuf::from("/a b/中/s.yaml")));
        }
    }

    proptest! {
        #[test]
        fn a_difference_makes_the_new_text(old in "[a中😀é\n]{0,12}", new in "[a中😀é\n]{0,12}") {
            let text = Text::from(old.as_str());
            let edit = difference(&text, &new);
            prop_assert_eq!(text.with_edits(&[edit]).to_string(), new);
        }
    }
}
