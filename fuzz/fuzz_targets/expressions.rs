//! Expressions: the parts of a text cover it, and a file evaluates to data or to failures that lie inside it,
//! the same each time.
#![no_main]

use fcls::document::evaluate::{Evaluator, Outside};
use fcls::document::expression::{self, Argument, ArgumentValue, Call, Expression, Part, Reference};
use fcls::document::{Document, Names, NoFiles};
use fcls::text::Text;
use libfuzzer_sys::fuzz_target;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// A small world whose answers hold expressions themselves.
struct World;

impl Outside for World {
    fn env(&self, name: &str) -> Option<String> {
        match name {
            "LOOP" => Some("${env('LOOP')}".into()),
            "OTHER" => Some("${vars.a}".into()),
            "" => None,
            name => (name.len() % 2 == 0).then(|| name.to_lowercase()),
        }
    }

    fn read(&self, path: &str) -> Result<String, String> {
        match path.len() % 4 {
            0 => Ok(r#"{"list": [1, {"deep": [true]}], "null": null, "text": "${vars.b}"}"#.into()),
            1 => Ok("a: &a [1]\nb: *a\nc: ${vars.c}\n".into()),
            2 => Ok(path.into()),
            _ => Err("missing".into()),
        }
    }

    fn absolute(&self, path: &str) -> Option<PathBuf> {
        (!path.is_empty()).then(|| PathBuf::from("/app").join(path))
    }

    fn config(&self, key: &str) -> Option<String> {
        (key == "AccountID").then(|| "1234567890123456".into())
    }
}

/// `range` can be cut out of `text` and stands inside `outer`.
fn inside(text: &str, range: &Range<usize>, outer: &Range<usize>) {
    assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
    assert!(
        outer.start <= range.start && range.end <= outer.end,
        "{range:?} is not in {outer:?} of {text:?}"
    );
}

fn reference(text: &str, reference: &Reference, outer: &Range<usize>) {
    for (_, range) in &reference.segments {
        inside(text, range, outer);
    }
    assert!(reference.rest().count() + 1 == reference.segments.len() && !reference.root().is_empty());
}

fn call(text: &str, one: &Call, outer: &Range<usize>) {
    inside(text, &one.name_range, outer);
    for Argument { range, value } in &one.arguments {
        inside(text, range, outer);
        match value {
            ArgumentValue::Reference(it) => reference(text, it, outer),
            ArgumentValue::Call(it) => call(text, it, outer),
            ArgumentValue::Quoted(_) | ArgumentValue::Bare(_) => {}
        }
    }
}

fn parts(text: &str) {
    let mut at = 0;
    for part in expression::parse(text) {
        let whole = match &part {
            Part::Text(range) => range.clone(),
            Part::Expression { range, body, parsed } => {
                assert_eq!(text[range.clone()], format!("${{{}}}", &text[body.clone()]));
                match parsed {
                    Ok(Expression::Reference(it)) => reference(text, it, body),
                    Ok(Expression::Call(it)) => call(text, it, body),
                    Err(mistake) => {
                        inside(text, &mistake.range, range);
                        // What is proposed must be understood.
                        if let Some(better) = &mistake.instead {
                            let again = expression::parse(&format!("${{{better}}}"));
                            let good = matches!(&again[..], [Part::Expression { parsed: Ok(_), .. }]);
                            assert!(good, "{better:?} in place of {text:?}: {again:?}");
                        }
                    }
                }
                range.clone()
            }
        };
        assert_eq!(whole.start, at, "{text:?}");
        at = whole.end;
    }
    assert_eq!(at, text.len(), "{text:?}");
    assert_eq!(expression::has_expression(text), text.find("${").is_some_and(|at| text[at..].contains('}')));
    if let Some(start) = expression::unclosed(text) {
        assert!(text[start..].starts_with("${"));
    }
}

fuzz_target!(|source: &str| {
    source.lines().for_each(parts);
    parts(source);
    // What a file is, its content says; evaluating one that multiplies takes its time.
    let name = ["/app/s.yaml", "/app/f.yml"][source.len() % 2];
    let text = Text::from(source);
    let document = Document::new(Some(name.into()), text.clone(), Arc::new(NoFiles));
    let names = Names::new(&document);
    let evaluate = || {
        let evaluator = Evaluator::new(&names, &World);
        let mut all = Vec::new();
        for section in ["vars", "resources", "services", "name", "functions", "provider", "actions"] {
            all.extend(evaluator.section(section));
            let Some(mapping) = names.section_mapping(section) else { continue };
            for entry in mapping.entries() {
                all.push(evaluator.resource(entry));
                all.push(evaluator.props(entry));
                all.extend(evaluator.outer_key(entry, "component"));
            }
        }
        all
    };
    let (once, again) = (evaluate(), evaluate());
    assert_eq!(once, again);
    for value in &once {
        assert!(value.whole().end <= text.len());
        for failure in value.failures() {
            assert!(failure.span.end <= text.len(), "{failure:?}");
        }
        let _ = value.json().to_string();
    }
});
