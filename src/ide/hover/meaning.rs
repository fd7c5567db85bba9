//! What a value means: a region's city, a runtime's state, when a timer runs, whose role it is.

use crate::document::cron::Dialect;
use crate::document::decimal::Decimal;
use crate::document::{Document, FileKind, Resolver, View};
use crate::ide::location::Place;
use crate::ide::shown::code;
use crate::ide::timetable;
use crate::message::Lang;
use crate::spec::lists;
use crate::spec::model::{Format, Kind, Model};
use crate::syntax::Mapping;

/// What `text`, the value at `place` or what it resolves to, means; `None` where it is just what it says.
pub fn meaning(document: &Document, place: &Place<'_>, text: &str, now: i64, lang: Lang) -> Option<String> {
    let format = place.innermost.field.and_then(|field| field.format);
    let by_format = format.and_then(|format| match format {
        Format::Cron | Format::Schedule => {
            let timer = timer(document, format, place.mapping, text)?;
            timetable::card(timer.text, timer.dialect, timer.zone.as_deref(), now, lang)
        }
        format => format_meaning(format, text, lang),
    });
    by_format.or_else(|| enum_meaning(place, text, lang))
}

/// A timer as `timetable` reads it.
pub struct Timer<'a> {
    /// The fields.
    pub text: &'a str,
    /// Whose form it has.
    pub dialect: Dialect,
    /// The time zone that stands beside it.
    pub zone: Option<String>,
}

/// The timer that `text` is; `owner` is the mapping where it stands. `None` if it is no timer.
pub fn timer<'a>(
    document: &Document,
    format: Format,
    owner: Mapping<'_>,
    text: &'a str,
) -> Option<Timer<'a>> {
    match format {
        Format::Cron => Some(Timer { text, dialect: dialect(document), zone: None }),
        Format::Schedule => {
            let text = text.trim().strip_prefix("cron(")?.strip_suffix(')')?;
            let zone = owner.get("timeZone").and_then(|entry| entry.value()?.as_scalar());
            let zone = zone.map(|zone| zone.cooked().into_owned());
            Some(Timer { text, dialect: Dialect::Aliyun, zone })
        }
        _ => None,
    }
}

/// Whose timers the file has.
fn dialect(document: &Document) -> Dialect {
    let provider = document.root().and_then(|root| root.as_mapping()?.get("provider")?.value()?.as_mapping());
    let name = provider.and_then(|provider| provider.get("name")?.value()?.as_scalar());
    match name.is_some_and(|name| name.cooked() == "tencent") && document.kind() == FileKind::FYml {
        true => Dialect::Tencent,
        false => Dialect::Aliyun,
    }
}

fn enum_meaning(place: &Place<'_>, text: &str, lang: Lang) -> Option<String> {
    let model = Model::get();
    place.innermost.forms.iter().find_map(|form| match &model.ty(*form).kind {
        Kind::Enum { values, .. } => {
            let value = values.iter().find(|value| value.text() == text)?;
            let doc = lang.pick(&value.doc.en, &value.doc.zh);
            (!doc.is_empty()).then(|| format!("{} · {doc}", code(text)))
        }
        _ => None,
    })
}

fn format_meaning(format: Format, text: &str, lang: Lang) -> Option<String> {
    match format {
        Format::Region => {
            let region = lists::region_by_id(text)?;
            Some(format!("`{text}` · {}", lang.pick(region.city_en, region.city_zh)))
        }
        Format::Runtime => {
            let runtime = lists::runtime_by_name(text)?;
            let state = match runtime.state {
                lists::RuntimeState::Creatable => lang.pick("can be created", "可创建"),
                lists::RuntimeState::Deprecated => lang.pick("deprecated", "已弃用"),
                lists::RuntimeState::Retired => lang.pick("retired", "已下线"),
            };
            let mut line = format!("`{text}` · {} · {state}", runtime.what);
            if !runtime.handler_form.is_empty() {
                line.push_str(&format!(" · handler `{}`", runtime.handler_form));
            }
            Some(line)
        }
        Format::LayerArn => {
            let parts: Vec<&str> = text.split(':').collect();
            let ["acs", "fc", region, owner, layer] = parts.as_slice() else { return None };
            let (name, version) = layer.strip_prefix("layers/")?.split_once("/versions/")?;
            let (account, of) = (lang.pick("account", "账号"), lang.pick("layer", "层"));
            Some(format!("{of} **{name}** v{version} · {region} · {account} `{owner}`"))
        }
        Format::ArnRole => {
            let (account, name) = text.strip_prefix("acs:ram::")?.split_once(":role/")?;
            let (of, role) = (lang.pick("account", "账号"), lang.pick("role", "角色"));
            Some(format!("{role} **{name}** · {of} `{account}`"))
        }
        _ => None,
    }
}

/// `memorySize` and `cpu` of a function and their ratio.
pub struct MemoryRatio {
    memory: Decimal,
    cpu: Decimal,
    /// GB by vCPU.
    ratio: String,
    /// Whether that is allowed.
    fine: bool,
}

impl MemoryRatio {
    /// Reads both in `mapping`, through expressions; `None` unless both are numbers.
    pub fn of<'a>(resolver: &'a Resolver<'a>, mapping: Mapping<'a>) -> Option<MemoryRatio> {
        let number = |key: &str| {
            let value = mapping.get(key)?.value()?;
            Decimal::parse(View::of(resolver, value).scalar_text()?.trim())
        };
        let (memory, cpu) = (number("memorySize")?, number("cpu")?);
        let ratio = memory.over(1024).ratio(cpu)?;
        let fine = cpu.times(1024) <= memory && memory <= cpu.times(4096);
        Some(MemoryRatio { memory, cpu, ratio, fine })
    }

    /// `= 2 GB per vCPU ✓`, beside the number of vCPU.
    pub fn short(&self, lang: Lang) -> String {
        let MemoryRatio { ratio, .. } = self;
        let words = match lang {
            Lang::En => format!("= {ratio} GB per vCPU"),
            Lang::Zh => format!("= 每 vCPU {ratio} GB"),
        };
        format!("{words} {}", self.mark())
    }

    fn mark(&self) -> &'static str {
        if self.fine { "✓" } else { "✗" }
    }

    /// The same with both sizes and what is allowed.
    pub fn sentence(&self, lang: Lang) -> String {
        let MemoryRatio { memory, cpu, ratio, .. } = self;
        let allowed = lang.pick("(1 to 4)", "（须在 1 到 4 之间）");
        format!("{memory} MB : {cpu} vCPU = {ratio} {} {allowed}", self.mark())
    }
}
