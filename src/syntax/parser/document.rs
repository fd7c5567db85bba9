//! The stream: byte order mark, directives, document markers, and what stands between documents.

use super::{E, Kind, Mark, Parser, Place};
use crate::syntax::green::Green;
use std::sync::Arc;

impl Parser<'_> {
    pub(super) fn stream(&mut self) -> Arc<Green> {
        let mark = self.mark();
        if self.src.starts_with(0, "\u{feff}".as_bytes()) {
            self.token(Kind::Bom, 3);
            self.line_start = 3;
        }
        // Whether a `...` or nothing stands before: only then may directives follow.
        let mut fresh = true;
        loop {
            let document = self.mark();
            let look = self.look();
            if self.found.is_some() {
                break;
            }
            if self.is_full() {
                self.error(self.pos, self.pos, E::TooLarge);
                self.long_token(Kind::Junk, self.src.len);
                break;
            }
            if look.end && !self.src.is_marker(look.pos) {
                self.trivia_to(self.src.len);
                break;
            }
            if self.src.starts_with(look.pos, b"...") && look.end {
                // A second end marker, or one that ends nothing: it belongs to the stream.
                self.trivia_to(look.pos);
                self.token(Kind::DocumentEnd, look.pos + 3);
                self.end_line();
                fresh = true;
                continue;
            }
            fresh = self.document(document, fresh);
        }
        self.take(mark, Kind::Stream, 0)
    }

    /// Reads one document; says whether it was closed by `...`.
    fn document(&mut self, mark: Mark, fresh: bool) -> bool {
        self.handles.clear();
        let directives = self.directives(fresh);
        let look = self.look();
        let mut place = Place::Line;
        if look.end && self.src.starts_with(look.pos, b"---") && self.src.is_marker(look.pos) {
            self.trivia_to(look.pos);
            self.token(Kind::DocumentStart, look.pos + 3);
            place = Place::Document;
        } else if directives > 0 {
            self.error(mark.pos, self.pos, E::BadDirective);
        }
        self.hint_for_document(mark.pos, directives == 0);
        if place == Place::Document {
            self.value(-1, place);
        } else if !look.end {
            self.trivia_to(look.pos);
            self.block_node(-1, look);
        }
        self.end_line();
        self.hint = None;
        let closed = self.rest_of_document();
        self.finish(mark, Kind::Document);
        closed
    }

    /// Takes what is left until the next document: the end marker, or text that belongs to nothing.
    /// Says whether there was an end marker.
    fn rest_of_document(&mut self) -> bool {
        loop {
            let look = self.look();
            if look.end {
                let closed = self.src.starts_with(look.pos, b"...");
                if closed {
                    self.trivia_to(look.pos);
                    self.token(Kind::DocumentEnd, look.pos + 3);
                    self.end_line();
                }
                return closed;
            }
            self.trivia_to(look.pos);
            self.error(look.pos, self.text_end(look.pos), E::UnexpectedContent);
            self.block_node(-1, look);
            self.end_line();
        }
    }

    /// Takes the directives before a document; says how many there were.
    fn directives(&mut self, fresh: bool) -> u32 {
        let mut count = 0;
        let mut version = false;
        loop {
            let look = self.look();
            if look.end || look.column != 0 || self.src.at(look.pos) != b'%' {
                return count;
            }
            self.trivia_to(look.pos);
            let (start, end) = (self.pos, self.text_end(self.pos));
            let words = self.words(start, end);
            let good = match words[0].as_slice() {
                b"%YAML" => {
                    let first = !std::mem::replace(&mut version, true);
                    let number = |word: &Vec<u8>| {
                        word.split(|byte| *byte == b'.')
                            .all(|part| !part.is_empty() && part.iter().all(u8::is_ascii_digit))
                            && word.contains(&b'.')
                    };
                    first && words.len() == 2 && number(&words[1])
                }
                b"%TAG" => {
                    let good = words.len() == 3 && words[1].starts_with(b"!") && words[1].ends_with(b"!");
                    let known = words.get(1).is_some_and(|handle| self.handles.contains(handle));
                    if good {
                        self.handles.push(words[1].clone());
                    }
                    good && !known
                }
                name => name.len() > 1,
            };
            if !good || !fresh {
                self.error(start, end, E::BadDirective);
            }
            self.token(Kind::Directive, end);
            self.end_line();
            count += 1;
        }
    }

    fn words(&self, start: u32, end: u32) -> Vec<Vec<u8>> {
        let bytes: Vec<u8> = (start..end).map(|at| self.src.at(at)).collect();
        let words = bytes.split(|byte| matches!(byte, b' ' | b'\t'));
        words.filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect()
    }
}
