//! A half-open range of byte offsets.

/// The bytes from `start` up to, not including, `end`. Always `start <= end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Span { start, end }
    }

    /// The empty span at `offset`.
    pub fn empty(offset: u32) -> Self {
        Span { start: offset, end: offset }
    }

    /// The length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` is inside.
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether a cursor at `offset` is inside or at either end.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Whether all of `other` is inside.
    pub fn contains_span(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte, or one is an empty span inside or at the end of the other.
    pub fn intersects(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The part before `offset`; empty at the start if `offset` lies before it.
    pub fn up_to(self, offset: u32) -> Span {
        Span { start: self.start.min(offset), end: offset.min(self.end).max(self.start.min(offset)) }
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved `by` bytes towards the end: from an offset relative to a parent to an absolute one.
    pub fn shifted(self, by: u32) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// The span relative to `base`, the inverse of [`Span::shifted`].
    pub fn relative_to(self, base: u32) -> Span {
        Span { start: self.start - base, end: self.end - base }
    }
}
