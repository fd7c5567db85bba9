//! References: what `vars.a.b`, `resources.x.props.y` and `this.name` lead to.

use serde_json::Value as Json;

use super::{Data, Evaluated, Evaluator, FailureKind, Scope, failed};
use crate::document::expression::Reference;
use crate::message;
use crate::syntax::{Entry, Value};
use crate::text::Span;

impl<'a> Evaluator<'a> {
    pub(super) fn reference(&self, reference: &Reference, span: Span, scope: Scope<'a>, depth: u32) -> Data {
        let path: Vec<&str> = reference.rest().collect();
        self.lead(reference.root(), &path, span, scope, depth)
    }

    /// What `root.path` leads to.
    pub(super) fn lead(&self, root: &str, path: &[&str], span: Span, scope: Scope<'a>, depth: u32) -> Data {
        let whole = std::iter::once(root).chain(path.iter().copied()).collect::<Vec<_>>().join(".");
        let missing =
            || failed(span, FailureKind::Missing, message!("`{whole}` does not exist", "`{whole}` 不存在"));
        let in_resource = matches!(scope, Scope::Resource(_));
        match (root, path) {
            ("vars", path) => match self.names.section("vars").and_then(|entry| entry.value()) {
                Some(vars) => self.follow(vars, path, Scope::Global, depth).unwrap_or_else(missing),
                None => missing(),
            },
            ("this" | "resources", _) if !in_resource => {
                let message = message!(
                    "`{root}` is known inside `resources` alone: here only `vars` and functions are",
                    "`{root}` 只能在 `resources` 内使用：这里只能用 `vars` 和函数"
                );
                failed(span, FailureKind::Missing, message)
            }
            ("this", [key, rest @ ..]) => {
                let Scope::Resource(resource) = scope else { return missing() };
                self.of_resource(resource, key, rest, span, depth).unwrap_or_else(missing)
            }
            ("resources", [name, key, rest @ ..]) => match self.names.member("resources", name) {
                Some(resource) => self.of_resource(resource, key, rest, span, depth).unwrap_or_else(missing),
                None => missing(),
            },
            _ => {
                let message = message!(
                    "`{whole}` is known to Serverless Devs alone: write the value",
                    "`{whole}` 只有 Serverless Devs 才知道：请直接写值"
                );
                failed(span, FailureKind::Unknown, message)
            }
        }
    }

    /// `key` of a resource, as `this.key` and `resources.X.key` mean it.
    pub(super) fn of_resource(
        &self,
        resource: Entry<'a>,
        key: &str,
        rest: &[&str],
        span: Span,
        depth: u32,
    ) -> Option<Data> {
        let name = resource.key_text().unwrap_or_default();
        match (key, rest) {
            ("name", []) => Some(Data::Scalar(name.into())),
            ("access", []) => {
                let own = self.merged(resource.value()?, "access", 0);
                let entry = own.or_else(|| self.names.section("access"))?;
                Some(self.entry_value(entry, Scope::Global, depth).data)
            }
            ("component", []) => Some(self.outer_key(resource, "component")?.data),
            ("props", rest) => {
                let scope = Scope::Resource(resource);
                let props = self.merged(resource.value()?, "props", 0).and_then(|entry| entry.value());
                let own = props.and_then(|props| self.follow(props, rest, scope, depth));
                let below = self.template(resource).and_then(|(template, ignore)| {
                    let ignored = rest.first().is_some_and(|key| ignore.iter().any(|name| name == key));
                    self.follow(template.filter(|_| !ignored)?, rest, Scope::Global, depth)
                });
                match (own, below) {
                    (Some(own), Some(below)) => {
                        let mut own = Evaluated { span, key: None, data: own };
                        own.merge_under(Evaluated { span, key: None, data: below });
                        Some(own.data)
                    }
                    (own, below) => own.or(below),
                }
            }
            ("output" | "info", _) => {
                let message = message!(
                    "an output of `{name}` is known only after it is deployed: write the value itself",
                    "`{name}` 的输出在部署之后才知道：请直接写值"
                );
                Some(failed(span, FailureKind::Output, message))
            }
            _ => None,
        }
    }

    /// What stands at `path` below `value`; `None` if nothing or null does.
    fn follow(&self, value: Value<'a>, path: &[&str], scope: Scope<'a>, depth: u32) -> Option<Data> {
        if let Some(failure) = self.spend(value.span(), depth) {
            return Some(failure);
        }
        if (path.is_empty() || value.as_scalar().is_some())
            && let Some(failure) = self.circle(value.span(), scope)
        {
            return Some(failure);
        }
        let Some((first, rest)) = path.split_first() else {
            let data = self.data(value, scope, depth + 1);
            return (data != Data::Scalar(Json::Null)).then_some(data);
        };
        match value {
            Value::Alias(alias) => self.follow(self.names.anchor(alias)?, path, scope, depth + 1),
            Value::Mapping(_) => self.follow(self.merged(value, first, 0)?.value()?, rest, scope, depth + 1),
            Value::Sequence(sequence) => {
                self.follow(sequence.items().nth(first.parse().ok()?)?.value()?, rest, scope, depth + 1)
            }
            // An expression may lead to a mapping: `common: ${json(file('./a.json'))}`.
            Value::Scalar(scalar) => {
                let mut data = self.scalar(scalar, scope, depth + 1);
                for key in path {
                    data = match data {
                        Data::Map(mut map) => map.shift_remove(*key)?.data,
                        Data::List(mut list) => {
                            let at: usize = key.parse().ok()?;
                            (at < list.len()).then(|| list.swap_remove(at).data)?
                        }
                        Data::Failed(failure) => return Some(Data::Failed(failure)),
                        Data::Scalar(_) => return None,
                    };
                }
                (data != Data::Scalar(Json::Null)).then_some(data)
            }
        }
    }
}
