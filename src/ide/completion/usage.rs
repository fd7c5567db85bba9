//! The order in which keys are offered: what people write most comes first. Counted over the f.yml and s.yaml
//! files of individual users (65 f.yml, 96 with component fc3, 74 with component fc).

/// Keys by use, most used first, below the key that holds them; items of a list count as below the list's key.
const USED: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "edition",
            "name",
            "resources",
            "services",
            "access",
            "vars",
            "provider",
            "service",
            "functions",
            "custom",
            "package",
            "aggregation",
            "deployType",
            "plugins",
            "functionsRule",
        ],
    ),
    ("resources.*", &["component", "props", "actions", "extend"]),
    ("services.*", &["component", "props", "actions", "extend"]),
    (
        "props",
        &[
            "region",
            "functionName",
            "runtime",
            "timeout",
            "memorySize",
            "service",
            "function",
            "triggers",
            "environmentVariables",
            "code",
            "description",
            "handler",
            "cpu",
            "diskSize",
            "instanceConcurrency",
            "customRuntimeConfig",
            "internetAccess",
            "logConfig",
            "customContainerConfig",
            "role",
            "vpcConfig",
            "layers",
            "customDomains",
            "nasConfig",
        ],
    ),
    (
        "triggers",
        &[
            "triggerName",
            "triggerType",
            "triggerConfig",
            "name",
            "type",
            "config",
            "qualifier",
            "description",
        ],
    ),
    (
        "triggerConfig",
        &[
            "authType",
            "methods",
            "disableURLInternet",
            "cronExpression",
            "enable",
            "payload",
            "eventRuleFilterPattern",
            "eventSourceConfig",
        ],
    ),
    ("config", &["authType", "methods", "cronExpression", "enable", "payload"]),
    ("customRuntimeConfig", &["command", "port", "args", "healthCheckConfig"]),
    ("customContainerConfig", &["image", "port", "command", "healthCheckConfig", "args"]),
    ("logConfig", &["logstore", "project", "enableRequestMetrics", "enableInstanceMetrics", "logBeginRule"]),
    ("vpcConfig", &["vpcId", "vSwitchIds", "securityGroupId"]),
    ("provider", &["name", "runtime", "timeout", "memorySize", "region", "environment", "initTimeout"]),
    ("functions.*", &["handler", "events", "description"]),
    ("aggregation.*", &["functionsPattern", "deployOrigin", "functions"]),
    ("package", &["include", "artifact", "exclude"]),
    ("http", &["path", "method"]),
    ("timer", &["value", "payload", "type"]),
];

/// How many keys a place has at most that are not in the list; those follow in the order of the model.
const UNLISTED: usize = 100;

/// The rank of `key` at `path` (keys from the top, items `[]`), `order` being its place in the model.
pub fn rank(path: &[String], key: &str, order: usize) -> usize {
    let holders: Vec<&str> = path.iter().map(String::as_str).filter(|part| *part != "[]").collect();
    let last = holders.last().copied().unwrap_or_default();
    let list = USED.iter().find(|(place, _)| match place.strip_suffix(".*") {
        Some(section) => holders.len() == 2 && holders[0] == section,
        None => *place == last && (holders.len() != 2 || !last.is_empty()),
    });
    let used = list.and_then(|(_, keys)| keys.iter().position(|used| *used == key));
    used.unwrap_or(UNLISTED + order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_keys_go_before_all_others() {
        let path = |parts: &[&str]| parts.iter().map(|part| part.to_string()).collect::<Vec<_>>();
        let props = path(&["resources", "a", "props"]);
        assert!(rank(&props, "triggers", 30) < rank(&props, "handler", 2));
        assert!(rank(&props, "handler", 2) < rank(&props, "gpuConfig", 1));
        assert_eq!(rank(&path(&["resources", "a"]), "props", 9), 1);
        assert_eq!(rank(&path(&["resources", "a", "props", "triggers", "[]"]), "triggerType", 9), 1);
        assert_eq!(rank(&path(&["resources", "a", "actions"]), "pre-deploy", 3), UNLISTED + 3);
    }
}
