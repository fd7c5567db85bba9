//! The command with its help in the reader's language.

use super::Arguments;
use crate::message::Lang;
use clap::{Command, CommandFactory};

const EXAMPLES_EN: &str = "\
Examples:
  fcls check                          every f.yml and s.yaml below this folder
  fcls check s.yaml --fix             make the certain fixes
  fcls check --format sarif > r.sarif for code scanning
  fcls fmt --check                    which files are not laid out; without --check: lay them out
  cat s.yaml | fcls check --stdin-filename s.yaml -
  fcls explain FC102                  what a rule means
  fcls lsp                            what an editor starts
  fcls plan s.yaml                    what a deploy would change
  fcls deploy s.yaml --target emulator --yes   a trial without an account
  fcls emulator --port 0              a local Function Compute
  fcls update demo --set timeout=60   change a live function, after asking
  fcls pull demo > s.yaml             a live function as a file
  fcls migrate f.yml -o s.yaml        an older format for component fc3

Exit codes: 0 no errors, 1 errors found or refused by the cloud, 2 wrong usage or a file that cannot be read,
3 a plan has changes.";

const EXAMPLES_ZH: &str = "\
示例：
  fcls check                          检查当前目录下所有 f.yml 和 s.yaml
  fcls check s.yaml --fix             应用确定无误的修复
  fcls check --format sarif > r.sarif 用于代码扫描
  fcls fmt --check                    哪些文件需要格式化；不带 --check 则直接格式化
  cat s.yaml | fcls check --stdin-filename s.yaml -
  fcls explain FC102                  查看规则说明
  fcls lsp                            由编辑器启动
  fcls plan s.yaml                    查看部署会变更什么
  fcls deploy s.yaml --target emulator --yes   无需账号即可试用
  fcls emulator --port 0              本地函数计算
  fcls update demo --set timeout=60   更改线上函数（先询问）
  fcls pull demo > s.yaml             将线上函数写成文件
  fcls migrate f.yml -o s.yaml        将旧格式改写为组件 fc3

退出码：0 没有错误，1 发现错误或被云端拒绝，2 用法错误或有文件无法读取，3 计划有变更。";

/// The Chinese help of a subcommand or an argument, by `subcommand` or `subcommand.argument`.
const CHINESE: &[(&str, &str)] = &[
    ("check", "检查文件和目录"),
    ("fmt", "格式化文件：缩进、空格和空行；值和注释保持不变"),
    ("fmt.paths", "要格式化的文件或目录；`-` 表示读标准输入、写标准输出"),
    ("fmt.check", "不写入；打印会有变化的文件名，有变化时以 1 退出"),
    ("fmt.diff", "同上，但逐行打印会有的变化"),
    ("fmt.stdin_filename", "标准输入的文件名"),
    ("lsp", "通过标准输入输出运行语言服务器"),
    ("explain", "显示规则的说明"),
    ("rules", "列出所有规则"),
    ("check.paths", "要检查的文件或目录；`-` 表示标准输入"),
    ("check.format", "输出格式"),
    ("check.select", "只报告这些规则：编号、编号前缀或名称，用逗号分隔"),
    ("check.ignore", "不报告这些规则"),
    ("completions", "打印命令行补全脚本"),
    ("completions.shell", "哪种 shell"),
    ("man", "打印手册页，或写出所有子命令的手册页"),
    ("man.dir", "将 fcls 及各子命令的手册页写入该目录，而不是打印一页"),
    ("graph", "画出文件部署的内容：函数、谁调用它们、它们用到什么"),
    ("graph.file", "f.yml 或 s.yaml 文件；`-` 表示标准输入"),
    ("graph.format", "输出格式"),
    ("parse", "显示 YAML 文件的解析结果"),
    ("schema", "打印某种格式的 JSON Schema"),
    ("parse.file", "文件"),
    ("parse.format", "输出内容"),
    ("schema.format", "格式"),
    ("check.exit_zero", "即使发现错误也以 0 退出"),
    ("check.fix", "把确定无误的修复写入文件"),
    ("check.stdin_filename", "标准输入的文件名"),
    ("check.config", "使用此设置文件，而不是离各文件最近的 fcls.toml"),
    ("lsp.log_file", "把日志写入（追加到）此文件，而不是标准错误；`FCLS_LOG` 决定详细程度"),
    ("lsp.stdio", "为习惯传入它的编辑器保留；这是唯一的传输方式"),
    ("explain.rule", "规则编号或名称"),
    ("rules.format", "输出格式"),
    ("plan", "显示部署会变更什么，逐字段列出；有变更时以 3 退出"),
    ("deploy", "部署文件中的函数：计划、确认、执行"),
    ("plan.file", "f.yml 或 s.yaml 文件"),
    ("deploy.file", "f.yml 或 s.yaml 文件"),
    ("names", "文件中的资源或函数；不指定则为全部"),
    ("scope", "部署的范围：全部、除代码外的全部、仅代码"),
    ("reset_missing", "重置云上有而文件中没有的配置，而不是保留"),
    ("skip_auto", "跳过值为 `auto` 且云上还没有的配置"),
    ("plan.region", "文件未指定地域时使用的地域"),
    ("deploy.region", "文件未指定地域时使用的地域"),
    ("function_names", "服务中函数（f.yml、组件 fc）的命名：函数名本身，或 service$function"),
    ("target", "云，或本地模拟器：状态保存在缓存目录中（或位于 FCLS_ENDPOINT）"),
    ("access", "~/.s/access.yaml 中的凭证别名；优先于文件中的 `access`"),
    ("plan.format", "输出格式"),
    ("deploy.format", "输出格式"),
    ("yes", "不询问，直接执行"),
    ("emulator", "运行本地函数计算，用于测试和试用"),
    ("emulator.port", "127.0.0.1 上的端口；0 表示任意空闲端口"),
    ("emulator.account", "账号 ID"),
    ("emulator.region", "地域 ID"),
    (
        "emulator.credentials",
        "允许的调用者，格式为 id:secret 或 id:secret:token，可多次给出（默认 testid:testsecret）",
    ),
    ("emulator.state", "在多次运行之间保存状态的文件；不指定则只存于内存"),
    ("emulator.slow", "创建和更新函数所需的时间，单位毫秒"),
    ("emulator.strict", "拒绝未知字段，而不只是警告"),
    ("emulator.no_auth", "不校验签名"),
    ("emulator.allow_replay", "允许重复使用同一个已签名的请求"),
    ("emulator.clock_offset", "时钟超前的秒数，可以为负"),
    ("emulator.faults", "故障计划文件：JSON 列表"),
    ("update", "更改线上函数的参数，其余保持不变"),
    (
        "update.set",
        "设置参数的值（YAML），例如 memorySize=1024、customRuntimeConfig.port=9000、location=./code",
    ),
    ("update.set_file", "以文件内容作为参数的值"),
    ("update.unset", "清除参数、变量或标签，例如 vpcConfig、environmentVariables.DEBUG"),
    ("update.add_layer", "添加一个层，保留其他层"),
    ("update.replace_env", "以给出的环境变量作为全部环境变量，其他变量将被删除"),
    ("update.dry_run", "只显示变化；有变化时以 3 退出"),
    ("pull", "将线上函数写成 s.yaml，或更新已有的 s.yaml"),
    ("pull.prefix", "名称以此开头的所有函数"),
    ("pull.into", "修改此 s.yaml 而不是打印；注释保持不变"),
    ("pull.code", "将代码下载到此目录（必须为空或不存在）；多个函数各用一个子目录"),
    ("publish", "将当前部署的内容发布为版本"),
    ("publish.description", "此版本的说明"),
    ("versions", "列出函数的版本"),
    ("invoke", "调用函数"),
    ("invoke.payload", "事件：文本、@文件，或 - 表示标准输入"),
    ("invoke.asynchronous", "提交事件，不等待结果"),
    ("invoke.qualifier", "版本或别名"),
    ("package", "显示代码目录打包的结果，不发送"),
    ("package.path", "代码目录，或 .zip、.jar、.war 文件"),
    ("package.list", "列出每个文件及其大小"),
    ("package.output", "写出代码包"),
    ("migrate", "将 f.yml 或 1.0.0 版的 s.yaml 改写为组件 fc3 的 s.yaml"),
    ("migrate.file", "f.yml，或 1.0.0 版的 s.yaml"),
    ("migrate.output", "写入此文件而不是打印；对 f.yml 通常是同目录下的 s.yaml"),
    ("migrate.in_place", "直接修改 s.yaml；f.yml 保持不变"),
    ("migrate.force", "覆盖已存在的文件"),
    ("name", "函数名"),
    ("region", "函数所在的地域"),
    ("format", "输出格式"),
    ("lang", "消息语言；`auto` 取自 LC_ALL、LC_MESSAGES 或 LANG"),
    ("help", "显示帮助"),
    ("version", "显示版本"),
    ("", "阿里云函数计算 YAML 文件（f.yml、s.yaml）的语言服务器和检查工具。"),
];

fn chinese(key: &str) -> Option<&'static str> {
    CHINESE.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

/// The command line as `clap` sees it.
pub fn command(lang: Lang) -> Command {
    let command = Arguments::command().after_help(lang.pick(EXAMPLES_EN, EXAMPLES_ZH));
    if lang == Lang::En {
        return command;
    }
    // The usage lines exist only once the tree is built, and a built tree cannot be changed.
    let mut built = Arguments::command();
    built.build();
    let usage = |command: &mut Command| {
        let line = command.render_usage().to_string();
        let line = line.trim_start_matches("Usage:").trim();
        line.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>").replace("[PATH]", "[路径]")
    };
    let mut command = translate(command, "", usage(&mut built))
        .subcommand_help_heading("命令")
        .disable_help_subcommand(true);
    for sub in built.get_subcommands_mut() {
        let name = sub.get_name().to_string();
        if name != "help" {
            let line = usage(sub);
            command = command.mut_subcommand(&name, |sub| translate(sub, &name, line));
        }
    }
    command
}

fn translate(command: Command, name: &str, usage: String) -> Command {
    let about = chinese(name).unwrap_or_default();
    let version = command.get_version().is_some();
    let mut command = command
        .about(about)
        .override_usage(usage)
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .mut_args(|argument| {
            let id = argument.get_id().as_str();
            let text = chinese(&format!("{name}.{id}")).or_else(|| chinese(id)).unwrap_or_default();
            let heading = if argument.is_positional() { "参数" } else { "选项" };
            let mut notes = Vec::new();
            let takes_value = argument.get_action().takes_values();
            let values: Vec<String> =
                argument.get_possible_values().iter().map(|value| value.get_name().to_string()).collect();
            if takes_value && !values.is_empty() {
                notes.push(format!("可选：{}", values.join("、")));
            }
            if let [default] = argument.get_default_values()
                && takes_value
            {
                notes.push(format!("默认：{}", default.to_string_lossy()));
            }
            let notes = if notes.is_empty() { String::new() } else { format!("（{}）", notes.join("；")) };
            argument
                .help(format!("{text}{notes}"))
                .help_heading(heading)
                .hide_possible_values(takes_value)
                .hide_default_value(takes_value)
        })
        .disable_help_flag(true)
        .arg(flag("help", 'h', clap::ArgAction::Help));
    if version {
        command = command.disable_version_flag(true).arg(flag("version", 'V', clap::ArgAction::Version));
    }
    command
}

fn flag(name: &'static str, short: char, action: clap::ArgAction) -> clap::Arg {
    let help = chinese(name).unwrap_or_default();
    clap::Arg::new(name).long(name).short(short).action(action).help(help).help_heading("选项")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_sound_in_both_languages() {
        for lang in [Lang::En, Lang::Zh] {
            command(lang).debug_assert();
        }
    }

    #[test]
    fn every_visible_part_has_chinese_help() {
        let english = Arguments::command();
        for sub in english.get_subcommands() {
            assert!(chinese(sub.get_name()).is_some(), "{}", sub.get_name());
            for argument in sub.get_arguments().filter(|argument| !argument.is_hide_set()) {
                let id = argument.get_id().as_str();
                let key = format!("{}.{id}", sub.get_name());
                assert!(chinese(&key).or_else(|| chinese(id)).is_some(), "{key}");
            }
        }
    }
}
