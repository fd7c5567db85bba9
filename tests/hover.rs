//! Hover cards: keys, values, what a value really is, and where there is nothing to say.

use fcls::document::{Document, NoFiles};
use fcls::ide::{Hover, hover};
use fcls::message::Lang;
use fcls::text::Text;
use std::sync::Arc;

/// 2026-11-25 03:00:00 UTC.
const NOW: i64 = 1_795_575_600;

/// The card at `$0` and the text it is about.
fn card_in(name: &str, marked: &str, lang: Lang) -> Option<(String, String)> {
    let at = marked.find("$0").expect("a cursor");
    let text = marked.replacen("$0", "", 1);
    let document =
        Document::new(Some(format!("/p/{name}").into()), Text::from(text.as_str()), Arc::new(NoFiles));
    let Hover { markdown, span } = hover(&document, at as u32, NOW, lang)?;
    assert!(!markdown.trim().is_empty() && span.touches(at as u32), "{markdown} {span:?}");
    Some((markdown, document.text().slice(span).into_owned()))
}

fn card(name: &str, marked: &str) -> String {
    card_in(name, marked, Lang::En).unwrap_or_else(|| panic!("no card: {marked}")).0
}

/// The card in the props of an fc3 resource.
fn in_props(props: &str) -> String {
    card("s.yaml", &s_yaml(props))
}

fn s_yaml(props: &str) -> String {
    let props: String = props.lines().map(|line| format!("      {line}\n")).collect();
    format!(
        "edition: 3.0.0\nname: t\nvars:\n  mem: 2048\n  where: cn-hangzhou\n  dbPassword: hunter2\nresources:\n  \
         web:\n    component: fc3\n    props:\n{props}"
    )
}

#[test]
fn a_key_tells_type_unit_need_limits_and_default() {
    let card = in_props("memory$0Size: 1536");
    let mut lines = card.split("\n\n");
    assert_eq!(lines.next(), Some("**memorySize** `integer` · MB · optional"));
    assert!(lines.next().is_some_and(|sentence| !sentence.contains('\n')), "{card}");
    assert!(card.contains("≥ 128, step 64 · default `512`"), "{card}");
    assert!(card.ends_with("1536 MB = 1.5 GB"), "{card}");
    let (zh, about) = card_in("s.yaml", &s_yaml("memory$0Size: 512"), Lang::Zh).unwrap();
    assert!(zh.starts_with("**memorySize** `整数` · MB · 可选"), "{zh}");
    assert_eq!(about, "memorySize");
    // Behind the colon is still on the key.
    assert!(in_props("handler:$0 index.handler").starts_with("**handler** `string`"));
}

#[test]
fn a_key_tells_what_its_value_really_is() {
    let card = in_props("memory$0Size: ${vars.mem}\ncpu: 0.5");
    assert!(
        card.contains(
            "here `${vars.mem}` = `2048` · line 4\n\n2048 MB = 2 GB\n\n2048 MB : 0.5 vCPU = 4 ✓ (1 to 4)"
        ),
        "{card}"
    );
    let card = in_props("cp$0u: 4\nmemorySize: 1024");
    assert!(card.contains("1024 MB : 4 vCPU = 0.25 ✗ (1 to 4)"), "{card}");
}

#[test]
fn values_tell_what_they_mean() {
    assert!(in_props("region: cn-hang$0zhou").starts_with("`cn-hangzhou` · "));
    assert!(in_props("runtime: nodejs$020").starts_with("`nodejs20` · "));
    assert!(
        in_props("runtime: nodejs$08").contains("retired")
            || in_props("runtime: nodejs$08").contains("deprecated")
    );
    let role = in_props("role: acs:ram::16474$0:role/fc-logs");
    assert!(role.starts_with("role **fc-logs** · account `16474`"), "{role}");
    let timer = in_props(
        "triggers:\n  - triggerName: t\n    triggerType: timer\n    triggerConfig:\n      cronExpression: '0 0 4$0 * * *'",
    );
    assert!(
        timer.starts_with(
            "At 04:00 · time zone **UTC**\n\nNext runs:\n\n- 2026-11-25 04:00:00 UTC = 12:00 UTC+8"
        ),
        "{timer}"
    );
    assert_eq!(timer.matches("- 20").count(), 5, "{timer}");
}

#[test]
fn expressions_tell_value_place_and_meaning() {
    let (card, about) = card_in("s.yaml", &s_yaml("region: ${vars.wh$0ere}"), Lang::En).unwrap();
    assert!(card.starts_with("`${vars.where}` = `cn-hangzhou` · line 5\n\n`cn-hangzhou` · "), "{card}");
    assert_eq!(about, "${vars.where}");
    let card = in_props("environmentVariables:\n  P: ${vars.dbPass$0word}");
    assert_eq!(card, "`${vars.dbPassword}` = •••• · line 6");
    assert_eq!(
        in_props("role: ${resources.api.out$0put.x}"),
        "`${resources.api.output.x}` · known at deploy time"
    );
    assert!(in_props("role: ${en$0v('ROLE')}").starts_with("`env()` · "));
    assert!(in_props("functionName: ${this.na$0me}-x").starts_with("`${this.name}` = `web`"));
}

#[test]
fn what_comes_from_elsewhere_is_told_with_its_place() {
    let f_yml = "service: {name: s}\nprovider:\n  name: aliyun\n  runtime: nodejs20\n  region: cn-hangzhou\nfunctions:\n  \
                 we$0b:\n    handler: a.b\n";
    let card = card("f.yml", f_yml);
    assert!(card.starts_with("**web** · function\n\nFrom elsewhere:\n\n"), "{card}");
    assert!(card.contains("- `runtime` = `nodejs20` · line 4"), "{card}");
    let own = f_yml.replace("we$0b", "web").replace("handler: a.b", "run$0time: python3.10");
    assert!(
        self::card("f.yml", &own).ends_with("replaces `nodejs20` · line 4"),
        "{}",
        self::card("f.yml", &own)
    );
    let template = "edition: 3.0.0\nname: t\ntemplate:\n  base:\n    timeout: 60\n    environmentVariables: {A: b}\n\
                    resources:\n  web:\n    component: fc3\n    ext$0end:\n      name: base\n    props:\n      region: cn-hangzhou\n";
    let card = self::card("s.yaml", template);
    assert!(card.contains("- `timeout` = `60` · line 5\n- `environmentVariables` · line 6"), "{card}");
    let own = template.replace("ext$0end", "extend").replace("region: cn-hangzhou\n", "time$0out: 3\n");
    assert!(self::card("s.yaml", &own).ends_with("replaces `60` · line 5"), "{}", self::card("s.yaml", &own));
}

#[test]
fn merge_keys_and_aliases_tell_what_they_bring() {
    let source = |key: &str, alias: &str| {
        format!(
            "edition: 3.0.0\nname: t\nvars:\n  e: &env\n    A: one\n    apiSecret: x\n  t: &time 30\nresources:\n  web:\n    \
             component: fc3\n    props:\n      timeout: *time\n      environmentVariables:\n        {key}: {alias}\n"
        )
    };
    let card = card("s.yaml", &source("<$0<", "*env"));
    assert_eq!(
        card,
        "**<<** · merges keys of other blocks\n\n- `A` = `one` · line 5\n- `apiSecret` = `••••` · line 6"
    );
    assert_eq!(self::card("s.yaml", &source("<<", "*e$0nv")), "`*env` · line 5\n\n`A` `apiSecret`");
    let timeout = source("<<", "*env").replace("*time", "*ti$0me");
    assert_eq!(self::card("s.yaml", &timeout), "`*time` = `30` · line 7");
}

#[test]
fn a_suppression_shows_the_page_of_its_rule() {
    let (card, about) =
        card_in("s.yaml", &s_yaml("memorySize: 1536 # fcls: ign$0ore[FC104]"), Lang::En).unwrap();
    assert!(card.contains("FC104"), "{card}");
    assert_eq!(about, "# fcls: ignore[FC104]");
}

#[test]
fn where_there_is_nothing_to_say_there_is_no_card() {
    for marked in [
        s_yaml("handler: a.b\n$0\ntimeout: 3"),
        s_yaml("handler: a.b # no$0te"),
        s_yaml("noSuchKey: val$0ue"),
        s_yaml("noSuch$0Key: value"),
        s_yaml("environmentVariables:\n  A: b$0\n").replace("A: b", "A: [b"),
        s_yaml("handler:   $0 "),
        "a: b$0\n".to_string(),
        "$0".to_string(),
    ] {
        if let Some((card, about)) = card_in("s.yaml", &marked, Lang::En) {
            assert!(marked.contains("[b"), "{marked}\n---\n{card}\n{about}");
        }
    }
    assert!(card_in("other.yaml", "kind: Pod$0\n", Lang::En).is_none());
}
