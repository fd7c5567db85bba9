//! States that half-typed files are really in. Whatever is on the damaged line, every other key keeps
//! its path.

use fcls::syntax::{Value, parse};
use fcls::text::Text;

/// A file with a mark, `«`…`»` around the line that each case replaces.
const SERVICE: &str = "\
edition: 3.0.0
name: demo
vars:
  region: cn-hangzhou
  tags: [a, b]
resources:
  api:
    component: fc3
    props:
      region: ${vars.region}
      runtime: python3.10
      memorySize: 512
      environmentVariables:
        MODE: 'prod'
        LEVEL: \"info\"
      layers:
        - one
        - two
      triggers:
        - triggerName: http
          triggerType: http
          triggerConfig:
            methods: [GET, POST]
            authType: anonymous
        - triggerName: timer
          triggerType: timer
      description: |
        text
        more
  worker:
    component: fc3
    props:
      handler: index.handler
      timeout: 60
access: default
";

/// The paths of all keys, with what plain scalars say.
fn paths(source: &str) -> Vec<String> {
    fn walk(value: Value<'_>, path: &str, out: &mut Vec<String>) {
        match value {
            Value::Mapping(mapping) => {
                for entry in mapping.entries() {
                    let path = format!("{path}.{}", entry.key_text().unwrap_or_default());
                    out.push(path.clone());
                    if let Some(value) = entry.value() {
                        walk(value, &path, out);
                    }
                }
            }
            Value::Sequence(sequence) => {
                for (index, item) in sequence.items().enumerate() {
                    if let Some(value) = item.value() {
                        walk(value, &format!("{path}[{index}]"), out);
                    }
                }
            }
            Value::Scalar(_) | Value::Alias(_) => {}
        }
    }
    let text = Text::from(source);
    let tree = parse(&text);
    assert_eq!(tree.root(&text).text(), source);
    let mut out = Vec::new();
    for document in tree.stream(&text).documents() {
        if let Some(value) = document.value() {
            walk(value, "", &mut out);
        }
    }
    out
}

/// Replaces the line that contains `line` by `with` (several lines possible) and gives the paths that
/// are lost, those of `damaged` left out.
fn lost(line: &str, with: &str, damaged: &[&str]) -> Vec<String> {
    let at = SERVICE.find(line).unwrap_or_else(|| panic!("{line} is in the file"));
    let start = SERVICE[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = SERVICE[at..].find('\n').map_or(SERVICE.len(), |len| at + len + 1);
    let source = format!("{}{with}\n{}", &SERVICE[..start], &SERVICE[end..]);
    let found = paths(&source);
    let mut lost = paths(SERVICE);
    lost.retain(|path| {
        !found.contains(path)
            && !damaged.iter().any(|it| {
                path == it || path.starts_with(&format!("{it}.")) || path.starts_with(&format!("{it}["))
            })
    });
    lost
}

/// Like [`lost`] with `with` inserted as a line of its own before `line`.
fn lost_before(line: &str, with: &str) -> Vec<String> {
    let at = SERVICE.find(line).unwrap();
    let start = SERVICE[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = start + SERVICE[start..].find('\n').unwrap();
    lost(line, &format!("{with}\n{}", &SERVICE[start..end]), &[])
}

const MEMORY: &str = ".resources.api.props.memorySize";

#[test]
fn damaged_values() {
    let states = [
        "      memorySize",
        "      memorySize:",
        "      memorySize: ",
        "      memorySize:512",
        "      memorySize = 512",
        "      memorySize=512",
        "      memorySize：512",
        "      memorySize： 512",
        "      memorySize 512",
        "      memorySize: [",
        "      memorySize: [1, 2",
        "      memorySize: {",
        "      memorySize: { a: 1",
        "      memorySize: {a: [",
        "      memorySize: \"",
        "      memorySize: '",
        "      memorySize: \"abc",
        "      memorySize: 'abc",
        "      memorySize: \"abc\" def",
        "      memorySize: 'abc' 'def'",
        "      memorySize: a: b",
        "      memorySize: a: b: c",
        "      memorySize: @x",
        "      memorySize: %x",
        "      memorySize: *",
        "      memorySize: *x",
        "      memorySize: &",
        "      memorySize: &x",
        "      memorySize: `x`",
        "      memorySize: |x",
        "      memorySize: |",
        "      memorySize: >-3x",
        "      memorySize: ${vars.",
        "      memorySize: ${vars",
        "      memorySize: ${",
        "      memorySize: {{ x }}",
        "      memorySize: {{ x }}-y",
        "      memorySize: <%= x %>",
        "      memorySize: !",
        "      memorySize: !!",
        "      memorySize: !a!b c",
        "      memorySize: ]",
        "      memorySize: }",
        "      memorySize: ,",
        "      memorySize: - x",
        "      memorySize: 512 # [",
        "      memorySize: \"\\q\"",
        "      \"memorySize: 512",
        "      'memorySize': 512'",
        "\tmemorySize: 512",
        "      \tmemorySize: 512",
        "   memorySize: 512",
        "     memorySize: 512",
        " memorySize: 512",
        "memorySize: 512",
        "       memorySize: 512",
        "         memorySize: 512",
        "      - memorySize: 512",
        "      -memorySize: 512",
        "      ? memorySize",
        "      : 512",
        "      {{ x }}",
        "      {% if x %}",
        "      <%= x %>",
        "{{ x }}",
        "{% if x %}",
        "<%= x %>",
        "      ]",
        "      }",
        "}",
        "]",
        "[",
        "{",
        "'",
        "\"",
        "|",
        "@",
        "<<<<<<< HEAD\n      memorySize: 512\n=======\n      memorySize: 1024\n>>>>>>> main",
        "=======",
    ];
    let mut wrong = Vec::new();
    for state in states {
        // An item too many: its own key may become the value of the line above.
        let found = lost("memorySize", state, &[MEMORY]);
        if !found.is_empty() {
            wrong.push(format!("{state:?} loses {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the line below belongs to `state` by right: it is deeper, and `state` is a key whose colon is
/// missing, or a quote or bracket that goes on; or a scalar that goes on with a line like `- two`.
fn means_something(line: &str, state: &str) -> bool {
    let column = |text: &str| text.len() - text.trim_start().len();
    let below = SERVICE.lines().find(|it| it.contains(line)).unwrap();
    let word = state.trim_start().starts_with(['f', '$']);
    let whole = state.ends_with(": bar") || state.ends_with("baz");
    if whole { line == "- two" } else { word && column(state) < column(below) }
}

#[test]
fn stray_lines() {
    let stray = [
        "foo",
        "      foo",
        "    foo",
        "      [",
        "[",
        "      {",
        "      '",
        "'",
        "      \"",
        "\"",
        "      }",
        "}",
        "]",
        "{{ x }}",
        "      {{ x }}",
        "<%= x %>",
        "      <% if x %>",
        "<<<<<<< HEAD",
        ">>>>>>> main",
        "      @",
        "      *x",
        "      ${vars.",
        "\t",
        "      foo：",
        "      foo = bar",
        "      foo: bar: baz",
        "      foo: \"bar",
        "      foo: [bar",
        "  foo: bar",
        "foo: bar",
        "        foo: bar",
    ];
    let mut wrong = Vec::new();
    for line in
        ["memorySize", "timeout", "component: fc3", "methods", "handler", "- two", "- triggerName: timer"]
    {
        for state in stray {
            if means_something(line, state) {
                continue;
            }
            let found = lost_before(line, state);
            if !found.is_empty() {
                wrong.push(format!("{state:?} before {line:?} loses {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), 7 * stray.len(), wrong.join("\n"));
}

#[test]
fn damaged_headers() {
    for (line, state, damaged) in [
        ("resources:", "resources", ""),
        ("resources:", "resources:x", ""),
        ("  api:", "  api", ""),
        ("  api:", " api:", ".resources.api"),
        ("  worker:", "  worker", ""),
        ("    props:", "    props", ""),
        ("      triggers:", "      triggers", ""),
        ("      layers:", "      layers", ""),
        ("      layers:", "      layers = ", ""),
        ("      environmentVariables:", "      environmentVariables", ""),
        ("      environmentVariables:", "      environmentVariables: {", ""),
        ("      environmentVariables:", "      environmentVariables: \"", ""),
        ("      environmentVariables:", "      environmentVariables: x", ""),
        ("      triggers:", "      triggers: [", ""),
        ("      triggers:", "  triggers:", ".resources.api.props.triggers"),
        ("          triggerConfig:", "          triggerConfig", ""),
        ("          triggerConfig:", "     triggerConfig:", ".resources.api.props.triggers[0].triggerConfig"),
        ("      description: |", "      description: |x", ""),
        ("        - triggerName: timer", "        - - ", ".resources.api.props.triggers[1]"),
        ("        - triggerName: timer", "        -", ".resources.api.props.triggers[1].triggerName"),
    ] {
        let found = lost(line, state, if damaged.is_empty() { &[] } else { std::slice::from_ref(&damaged) });
        assert!(found.is_empty(), "{state:?} for {line:?} loses {found:?}");
    }
}
