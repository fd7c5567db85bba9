//! The `${…}` language of `s.yaml`, parsed but never run.
//!
//! A scalar is text with expressions in it. An expression runs from `${` to the **first** `}`; there
//! is no escape and no nesting (facts: reference `s-yaml-top.md` §8, seen by running the parser).
//! [`parse`] splits a text into [`Part`]s; a body that the tool would refuse is a [`Mistake`] with the
//! bytes it is about and, where it is certain, the body it should have been.

use std::ops::Range;

/// One piece of a scalar. Ranges are bytes of the text that was parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(Range<usize>),
    /// `${…}` with its braces.
    Expression {
        /// From `$` to `}`.
        range: Range<usize>,
        /// What is between the braces.
        body: Range<usize>,
        /// What it says, or why it says nothing.
        parsed: Result<Expression, Mistake>,
    },
}

/// A well-formed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// `vars.a.b`, `resources.x.props.y`, `this.name`, `env.X` (f.yml and edition 1.0.0 only).
    Reference(Reference),
    /// `env('X', 'default')`.
    Call(Call),
}

/// A dotted path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The segments with the bytes they stand in; at least one.
    pub segments: Vec<(String, Range<usize>)>,
}

impl Reference {
    /// The first segment: `vars`, `resources`, `this`, …
    pub fn root(&self) -> &str {
        &self.segments[0].0
    }

    /// The segments after the root.
    pub fn rest(&self) -> impl Iterator<Item = &str> {
        self.segments[1..].iter().map(|(name, _)| name.as_str())
    }
}

/// A function call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub name: String,
    /// The bytes of the function's name.
    pub name_range: Range<usize>,
    /// The arguments.
    pub arguments: Vec<Argument>,
}

/// One argument of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The bytes, with quotes.
    pub range: Range<usize>,
    /// What it is.
    pub value: ArgumentValue,
}

/// What an argument is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentValue {
    /// `'text'` or `"text"`.
    Quoted(String),
    /// A reference without `${}`: `vars.y`.
    Reference(Reference),
    /// A nested call without `${}`: `path('.')`.
    Call(Call),
    /// An unquoted word or number: `env(FOO)`.
    Bare(String),
}

/// Why a body cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes it is about.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: MistakeKind,
    /// The body that was surely meant, if there is one.
    pub instead: Option<String>,
}

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MistakeKind {
    /// `${}`.
    Empty,
    /// `${ vars.x }`.
    Spaces,
    /// `${vars.l[0]}`.
    Brackets,
    /// `${1+2}`, `${vars.a + 1}`.
    Operator,
    /// `${env('X', '${vars.y}')}`: the first `}` ends the outer one.
    Nested,
    /// `${VARS.x}`.
    UpperCaseRoot(String),
    /// `${env.FOO}`, `${process.env.FOO}`.
    EnvDot(String),
    /// `${FOO}`: a shell habit, or an unknown root.
    UnknownRoot(String),
    /// `${frobnicate('x')}`.
    UnknownFunction(String),
    /// Too few or too many arguments: function, given, least, most.
    ArgumentCount(String, usize, usize, usize),
    /// `env(NAME, d)`: with two arguments both must be quoted (or be references).
    UnquotedArgument(String),
    /// `env('X`: a quote or parenthesis that is not closed.
    Unclosed,
    /// `vars..x`, `vars.`.
    EmptySegment,
}

/// A function of the language: name, least and most arguments.
pub const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("env", 1, 2),
    ("config", 1, 1),
    ("file", 1, 1),
    ("path", 1, 1),
    ("json", 1, 1),
    ("yaml", 1, 1),
    ("str", 1, 1),
    ("env.init", 1, 1),
    ("base64", 1, 1),
    ("secret", 1, 1),
    ("regex", 1, 1),
];

/// The roots of a reference in edition 3.
pub const ROOTS: &[&str] = &["vars", "resources", "this", "components", "self", "shared", "aliyun-cli"];

/// Splits `text` into literal text and expressions. An unclosed `${` stays literal.
pub fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let start = at + found;
        let Some(length) = text[start + 2..].find('}') else { break };
        let body = start + 2..start + 2 + length;
        if start > at {
            parts.push(Part::Text(at..start));
        }
        at = body.end + 1;
        parts.push(Part::Expression { range: start..at, body: body.clone(), parsed: parse_body(text, body) });
    }
    if at < text.len() {
        parts.push(Part::Text(at..text.len()));
    }
    parts
}

/// Whether `text` holds an expression at all: the quick look before [`parse`].
pub fn has_expression(text: &str) -> bool {
    text.find("${").is_some_and(|start| text[start..].contains('}'))
}

/// Where a half-typed expression starts: the last `${`, if it is not closed and a section of the file
/// follows. A `${` of a shell script may stay open.
pub fn unclosed(text: &str) -> Option<usize> {
    let start = text.rfind("${").filter(|start| !text[*start..].contains('}'))?;
    let root = text[start + 2..].split_once('.')?.0;
    ["vars", "resources", "this"].contains(&root).then_some(start)
}

/// Whether `text` holds a template placeholder of another tool (`{{ x }}`, `<%= x %>`), whose result
/// cannot be known.
pub fn has_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("<%")
}

fn parse_body(text: &str, range: Range<usize>) -> Result<Expression, Mistake> {
    let body = &text[range.clone()];
    let base = range.start;
    let mistake = |kind, instead: Option<String>| Err(Mistake { range: range.clone(), kind, instead });
    if body.is_empty() {
        return mistake(MistakeKind::Empty, None);
    }
    if body.contains("${") {
        return mistake(MistakeKind::Nested, None);
    }
    let trimmed = body.trim();
    if trimmed.len() != body.len() {
        let instead = parse_body(trimmed, 0..trimmed.len()).is_ok().then(|| trimmed.to_string());
        return mistake(MistakeKind::Spaces, instead);
    }
    let mut parser = Parser { text: body, at: 0, base };
    let name_end = parser.word_end();
    if body[name_end..].starts_with('(') {
        let call = parser.call()?;
        if parser.at < body.len() {
            return mistake(MistakeKind::Operator, None);
        }
        return Ok(Expression::Call(call));
    }
    if let Some(bracket) = body.find('[') {
        let instead = dotted(body).filter(|dotted| parse_body(dotted, 0..dotted.len()).is_ok());
        return Err(Mistake { range: base + bracket..range.end, kind: MistakeKind::Brackets, instead });
    }
    if let Some(at) = body.find(|c: char| c.is_whitespace() || "+*/%&|!<>=?,;(){}'\"".contains(c)) {
        return Err(Mistake { range: base + at..range.end, kind: MistakeKind::Operator, instead: None });
    }
    let reference = parser.reference()?;
    let root = reference.root();
    if root == "env" || root == "process" {
        let name = body.rsplit('.').next().unwrap_or_default();
        let instead = (reference.segments.len() > 1).then(|| format!("env('{name}')"));
        return mistake(MistakeKind::EnvDot(name.to_string()), instead);
    }
    if !ROOTS.contains(&root) {
        let lower = root.to_ascii_lowercase();
        if lower != root && ROOTS.contains(&lower.as_str()) {
            let instead = format!("{lower}{}", &body[root.len()..]);
            return mistake(MistakeKind::UpperCaseRoot(root.to_string()), Some(instead));
        }
        return mistake(MistakeKind::UnknownRoot(root.to_string()), None);
    }
    Ok(Expression::Reference(reference))
}

/// `vars.l[0]['a']` as `vars.l.0.a`.
fn dotted(body: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = body;
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        let close = open + rest[open..].find(']')?;
        let inner = rest[open + 1..close].trim_matches(|c| c == '\'' || c == '"');
        if inner.is_empty() || inner.contains('.') {
            return None;
        }
        out.push('.');
        out.push_str(inner);
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    Some(out)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    base: usize,
}

impl Parser<'_> {
    fn error<T>(
        &self,
        range: Range<usize>,
        kind: MistakeKind,
        instead: Option<String>,
    ) -> Result<T, Mistake> {
        Err(Mistake { range: self.base + range.start..self.base + range.end, kind, instead })
    }

    /// The end of the run of name characters (with dots) at the current place.
    fn word_end(&self) -> usize {
        self.text[self.at..]
            .find(|c: char| c.is_whitespace() || "([,)'\"+*/%&|!<>=?;{}]".contains(c))
            .map_or(self.text.len(), |end| self.at + end)
    }

    fn skip_spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn reference(&mut self) -> Result<Reference, Mistake> {
        let (start, end) = (self.at, self.word_end());
        let mut segments = Vec::new();
        let mut at = start;
        for segment in self.text[start..end].split('.') {
            if segment.is_empty() {
                return self.error(start..end, MistakeKind::EmptySegment, None);
            }
            let range = self.base + at..self.base + at + segment.len();
            segments.push((segment.to_string(), range));
            at += segment.len() + 1;
        }
        self.at = end;
        Ok(Reference { segments })
    }

    fn call(&mut self) -> Result<Call, Mistake> {
        let (start, end) = (self.at, self.word_end());
        let name = self.text[start..end].to_string();
        let Some(&(_, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            return self.error(start..end, MistakeKind::UnknownFunction(name), None);
        };
        self.at = end + 1;
        let mut arguments: Vec<Argument> = Vec::new();
        loop {
            self.skip_spaces();
            if self.text[self.at..].starts_with(')') {
                self.at += 1;
                break;
            }
            if !arguments.is_empty() {
                if !self.text[self.at..].starts_with(',') {
                    return self.error(start..self.text.len(), MistakeKind::Unclosed, None);
                }
                self.at += 1;
                self.skip_spaces();
            }
            arguments.push(self.argument(start)?);
        }
        let count = arguments.len();
        if count < least || count > most {
            return self.error(start..self.at, MistakeKind::ArgumentCount(name, count, least, most), None);
        }
        // Two unquoted arguments fail, one alone works (reference s-yaml-top §8.3).
        if count > 1 {
            let bare = arguments.iter().find_map(|argument| match &argument.value {
                ArgumentValue::Bare(word) if word.parse::<f64>().is_err() && !is_literal(word) => {
                    Some((argument.range.clone(), word.clone()))
                }
                _ => None,
            });
            if let Some((range, word)) = bare {
                let mut instead = self.text.to_string();
                for argument in arguments.iter().rev() {
                    if let ArgumentValue::Bare(word) = &argument.value
                        && word.parse::<f64>().is_err()
                        && !is_literal(word)
                    {
                        let range = argument.range.start - self.base..argument.range.end - self.base;
                        instead.replace_range(range, &format!("'{word}'"));
                    }
                }
                // A word with quotes in it, or a body with more mistakes, needs a person.
                let instead = Some(instead).filter(|better| parse_body(better, 0..better.len()).is_ok());
                return Err(Mistake { range, kind: MistakeKind::UnquotedArgument(word), instead });
            }
        }
        Ok(Call { name, name_range: self.base + start..self.base + end, arguments })
    }

    fn argument(&mut self, call_start: usize) -> Result<Argument, Mistake> {
        let start = self.at;
        let rest = &self.text[start..];
        let value = match rest.chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let Some(length) = rest[1..].find(quote) else {
                    return self.error(call_start..self.text.len(), MistakeKind::Unclosed, None);
                };
                self.at += length + 2;
                ArgumentValue::Quoted(rest[1..1 + length].to_string())
            }
            None => return self.error(call_start..self.text.len(), MistakeKind::Unclosed, None),
            Some(_) => {
                let end = self.word_end();
                if self.text[end..].starts_with('(') {
                    ArgumentValue::Call(self.call()?)
                } else {
                    // A bare word runs to the comma or parenthesis: paths such as ../x have no quotes.
                    let end = rest.find([',', ')']).map_or(self.text.len(), |length| start + length);
                    let word = self.text[start..end].trim_end();
                    if word.is_empty() {
                        return self.error(call_start..self.text.len(), MistakeKind::Unclosed, None);
                    }
                    let root = word.split('.').next().unwrap_or_default();
                    if word.contains('.') && ROOTS.contains(&root) && !word.contains(char::is_whitespace) {
                        ArgumentValue::Reference(self.reference()?)
                    } else {
                        self.at = start + word.len();
                        ArgumentValue::Bare(word.to_string())
                    }
                }
            }
        };
        Ok(Argument { range: self.base + start..self.base + self.at, value })
    }
}

fn is_literal(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "undefined")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (MistakeKind, Option<String>) {
        let parts = parse(text);
        let found = parts.into_iter().find_map(|part| match part {
            Part::Expression { parsed: Err(mistake), .. } => Some((mistake.kind, mistake.instead)),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{text} has no mistake"))
    }

    fn assert_ok(text: &str) {
        for part in parse(text) {
            if let Part::Expression { parsed: Err(mistake), .. } = part {
                panic!("{text}: {mistake:?}");
            }
        }
    }

    #[test]
    fn forms_that_work() {
        for text in [
            "${vars.x}",
            "pre-${vars.x}-post",
            "${vars.list.0}",
            "${vars.a-b}",
            "${vars}",
            "${resources.my-fn.props.functionName}",
            "${resources.my-fn.output.url}",
            "${this.props.p}",
            "${env('NAME')}",
            "${env(FOO)}",
            "${env('X', vars.y)}",
            "${env('X', path('.'))}",
            "${env('X', 'a, b')}",
            "${env('N', 3)}",
            "${json(file('./a.json'))}",
            "${path('../')}",
            "${path(../..)}",
            "${path(./fc.js)}",
            "${env.init('3')}",
            "${config('AccountID')}",
            "${aliyun-cli}",
            "no expression, $x ${open",
        ] {
            assert_ok(text);
        }
    }

    #[test]
    fn the_parts_cover_the_text() {
        let text = "a${vars.x}b${env(Y)}${vars.z}";
        let mut at = 0;
        for part in parse(text) {
            let range = match part {
                Part::Text(range) | Part::Expression { range, .. } => range,
            };
            assert_eq!(range.start, at);
            at = range.end;
        }
        assert_eq!(at, text.len());
    }

    #[test]
    fn spaces_and_brackets_are_mended() {
        assert_eq!(mistake("${ vars.x }"), (MistakeKind::Spaces, Some("vars.x".into())));
        assert_eq!(mistake("${vars.l[0]}"), (MistakeKind::Brackets, Some("vars.l.0".into())));
        assert_eq!(mistake("${vars['a-b']}"), (MistakeKind::Brackets, Some("vars.a-b".into())));
    }

    #[test]
    fn habits_of_other_tools_are_named() {
        assert_eq!(mistake("${env.FOO}"), (MistakeKind::EnvDot("FOO".into()), Some("env('FOO')".into())));
        assert_eq!(
            mistake("${process.env.FOO}"),
            (MistakeKind::EnvDot("FOO".into()), Some("env('FOO')".into()))
        );
        assert_eq!(mistake("${VARS.x}"), (MistakeKind::UpperCaseRoot("VARS".into()), Some("vars.x".into())));
        assert_eq!(mistake("${FOO}").0, MistakeKind::UnknownRoot("FOO".into()));
        assert_eq!(mistake("${vars.n + 1}").0, MistakeKind::Operator);
        assert_eq!(mistake("${1+2}").0, MistakeKind::Operator);
        assert_eq!(mistake("${}").0, MistakeKind::Empty);
        assert_eq!(mistake("${env('X', '${vars.y}')}").0, MistakeKind::Nested);
    }

    #[test]
    fn nothing_is_proposed_that_is_a_mistake_itself() {
        for text in ["${env(a 'X', 'd')}", "${env(a'b, d)}", "${env(A, b)+1}", "${env(A, b) x}"] {
            let (kind, instead) = mistake(text);
            assert!(matches!(kind, MistakeKind::UnquotedArgument(_)), "{text}: {kind:?}");
            assert_eq!(instead, None, "{text}");
        }
    }

    #[test]
    fn calls_are_counted_and_quoted() {
        assert_eq!(
            mistake("${env(NAME, d)}"),
            (MistakeKind::UnquotedArgument("NAME".into()), Some("env('NAME', 'd')".into()))
        );
        assert_eq!(mistake("${env()}").0, MistakeKind::ArgumentCount("env".into(), 0, 1, 2));
        assert_eq!(mistake("${frob('x')}").0, MistakeKind::UnknownFunction("frob".into()));
        assert_eq!(mistake("${env('X}").0, MistakeKind::Unclosed);
        assert_eq!(mistake("${vars..x}").0, MistakeKind::EmptySegment);
    }
}
