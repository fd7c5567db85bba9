//! A function, whichever format it is written in: the same setting asked by one name.

use crate::document::resolver::{f_function, has_unseen_props, props};
use crate::document::{Component, Edition, FileKind, Resolver, Unit, UnitKind, View};

/// The format a function is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `props` of component fc3.
    Fc3,
    /// `props.function` (and `props.service`) of the legacy component fc.
    Fc,
    /// An entry of `functions` in an f.yml, with the provider's values behind it.
    F,
}

/// One function of a file.
#[derive(Clone)]
pub struct Function<'a> {
    /// The format.
    pub format: Format,
    /// The unit it is written in.
    pub unit: Unit<'a>,
    /// The block that holds its settings: `props`, or the function's entry of an f.yml.
    pub block: View<'a>,
}

/// Settings that the legacy component keeps in `service`, not in `function`.
const SERVICE_SETTINGS: &[&str] = &[
    "internetAccess",
    "role",
    "logConfig",
    "vpcConfig",
    "nasConfig",
    "ossMountConfig",
    "vpcBinding",
    "tracingConfig",
];

impl<'a> Function<'a> {
    /// The function that `unit` defines, if it defines one.
    pub fn of(resolver: &'a Resolver<'a>, unit: &Unit<'a>) -> Option<Function<'a>> {
        let kind = resolver.names().document().kind();
        let (format, block) = match unit.kind {
            UnitKind::Function => (Format::F, f_function(resolver, unit)),
            UnitKind::Resource(Component::Fc3) if kind == FileKind::SYaml(Edition::V3) => {
                (Format::Fc3, props(resolver, unit))
            }
            UnitKind::Resource(Component::Fc) if kind == FileKind::SYaml(Edition::V1) => {
                (Format::Fc, props(resolver, unit))
            }
            _ => return None,
        };
        Some(Function { format, unit: unit.clone(), block })
    }

    /// The setting with this FC 3.0 name, wherever the format keeps it.
    pub fn setting(&self, name: &str) -> View<'a> {
        match self.format {
            Format::Fc3 | Format::F => self.block.get(name),
            Format::Fc if SERVICE_SETTINGS.contains(&name) => self.block.get("service").get(name),
            Format::Fc => self.block.get("function").get(name),
        }
    }

    /// The block that a missing setting would be added to.
    pub fn settings_block(&self) -> View<'a> {
        match self.format {
            Format::Fc3 | Format::F => self.block.clone(),
            Format::Fc => self.block.get("function"),
        }
    }

    /// Whether keys that are missing here may come from elsewhere (another file, a template that is not
    /// found): then nothing is said to be missing.
    pub fn has_unseen_settings(&self) -> bool {
        self.format != Format::F && has_unseen_props(self.block.resolver(), &self.unit)
    }

    /// The runtime.
    pub fn runtime(&self) -> View<'a> {
        self.setting("runtime")
    }
}
