//! What can be wrong with the YAML itself. Every kind says in plain words what is wrong and what to do.

use crate::text::Span;

/// One mistake and where it is (bytes from the start of the file).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntaxError {
    /// The text the mistake is about.
    pub span: Span,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $en:literal $zh:literal;)*) => {
        /// The kinds of mistakes in YAML itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SyntaxErrorKind { $($(#[$doc])* $kind,)* }

        impl SyntaxErrorKind {
            /// All kinds, for documentation and tests.
            pub const ALL: &'static [SyntaxErrorKind] = &[$(SyntaxErrorKind::$kind,)*];

            /// The stable, hyphenated name.
            pub fn name(self) -> &'static str { match self { $(SyntaxErrorKind::$kind => $name,)* } }
            /// The message in English.
            pub fn message_en(self) -> &'static str { match self { $(SyntaxErrorKind::$kind => $en,)* } }
            /// The message in Chinese.
            pub fn message_zh(self) -> &'static str { match self { $(SyntaxErrorKind::$kind => $zh,)* } }
        }
    };
}

kinds! {
    /// A key without a colon.
    MissingColon "missing-colon" "This key has no colon after it; write `key: value`." "这个键后面没有冒号；请写成 `key: value`。";
    /// `key:value`.
    MissingSpace "missing-space-after-colon" "The colon needs a space after it; write `key: value`." "冒号后面需要一个空格；请写成 `key: value`。";
    /// A full-width colon.
    FullWidthColon "full-width-colon" "This is a full-width colon `：`; write an ordinary colon and a space, `: `." "这里用了全角冒号 `：`；请改为半角冒号加空格 `: `。";
    /// `key = value`.
    EqualsForColon "equals-for-colon" "YAML separates key and value with a colon, not `=`; write `key: value`." "YAML 用冒号而不是 `=` 分隔键和值；请写成 `key: value`。";
    /// A second `: ` in a value.
    SecondColon "second-colon" "A second `: ` in one line; put the value in quotes, or move the nested key to its own, deeper line." "一行里出现了第二个 `: `；请给值加引号，或把内层的键移到下一行并缩进。";
    /// An entry or item at a column of its own.
    WrongIndent "wrong-indent" "The indentation does not match the lines around it; align it with its siblings." "缩进与周围的行不一致；请与同级的行对齐。";
    /// A tab used as indentation.
    TabIndent "tab-indent" "A tab cannot be used for indentation; use spaces." "缩进不能使用制表符；请用空格。";
    /// `"` or `'` without its end.
    UnclosedQuote "unclosed-quote" "This quote is never closed; add the closing quote." "引号没有闭合；请补上结束的引号。";
    /// `[` or `{` without its end.
    UnclosedFlow "unclosed-bracket" "This bracket is never closed; add the matching `]` or `}`." "括号没有闭合；请补上对应的 `]` 或 `}`。";
    /// A `]` or `}` that closes nothing.
    StrayBracket "stray-bracket" "This bracket closes nothing; remove it." "这个括号没有对应的开括号；请删除。";
    /// Two flow items without a comma.
    MissingComma "missing-comma" "A comma is missing between two items." "两项之间缺少逗号。";
    /// A comma with nothing before it.
    StrayComma "stray-comma" "There is nothing before this comma; remove it." "逗号前面没有内容；请删除。";
    /// Text after a finished value.
    TextAfterValue "text-after-value" "The value has already ended; put the whole value in quotes or remove this text." "值已经结束；请给整个值加引号，或删除这段多余的文字。";
    /// A scalar where nested lines follow.
    ValueBeforeBlock "value-before-block" "This key has both a value on its line and nested lines below; keep one of them." "这个键在同一行有值，下面又有嵌套内容；只能保留其中一种。";
    /// Content that belongs to nothing.
    UnexpectedContent "unexpected-content" "This text does not belong to anything; check its indentation." "这段内容不属于任何结构；请检查缩进。";
    /// A `- ` item between keys.
    UnexpectedItem "unexpected-item" "A `- ` item cannot stand between keys; indent it below the key it belongs to." "`- ` 列表项不能与键同级；请缩进到它所属的键下面。";
    /// A line without `- ` between items.
    MissingDash "missing-dash" "A list item starts with `- `." "列表项要以 `- ` 开头。";
    /// `key: - item`.
    ItemOnKeyLine "item-on-key-line" "A list cannot start on the line of its key; move `- ` to the next line." "列表不能与键写在同一行；请把 `- ` 移到下一行。";
    /// A plain scalar that starts with a reserved character.
    ReservedStart "reserved-start" "A value cannot start with this character; put it in quotes." "值不能以这个字符开头；请加引号。";
    /// A bad `|` or `>` header.
    BadBlockHeader "bad-block-header" "After `|` or `>` only a digit 1–9 and `+` or `-` may follow; put the text on the next line." "`|` 或 `>` 后面只能跟数字 1–9 和 `+` 或 `-`；正文请写在下一行。";
    /// A blank first line of a block scalar that is deeper than the text.
    BadBlockIndent "bad-block-indent" "This blank line is indented deeper than the text that follows; remove the extra spaces." "这个空行比后面的正文缩进更深；请删除多余的空格。";
    /// A bad escape in double quotes.
    BadEscape "bad-escape" "Not an escape that YAML knows; write `\\\\` for a backslash, or use single quotes." "YAML 不认识这个转义；反斜杠请写成 `\\\\`，或改用单引号。";
    /// `*` or `&` without a name.
    MissingName "missing-name" "A name must follow `*` and `&`; put the value in quotes if it is meant as text." "`*` 和 `&` 后面必须跟名称；如果是普通文本请加引号。";
    /// Properties on an alias, or two anchors or tags.
    BadProperty "bad-property" "An anchor or a tag is not possible here; remove it." "这里不能使用锚点或标签；请删除。";
    /// A malformed tag or an undeclared handle.
    BadTag "bad-tag" "This tag is not complete or its prefix is not declared with %TAG." "标签不完整，或其前缀没有用 %TAG 声明。";
    /// A malformed or misplaced directive.
    BadDirective "bad-directive" "This directive is not right here; it belongs before `---`, once." "指令有误；指令应写在 `---` 之前且只能出现一次。";
    /// A key that runs over several lines or is too long.
    MultilineKey "multiline-key" "A key must stand on one line (at most 1024 characters); use `? ` for longer ones." "键必须写在一行内（不超过 1024 个字符）；更长的键请用 `? `。";
    /// A git conflict marker.
    ConflictMarker "conflict-marker" "A git conflict marker was left here; resolve the conflict and delete the line." "这里残留了 git 冲突标记；请解决冲突并删除该行。";
    /// Nesting beyond the limit.
    TooDeep "too-deep" "Nested too deeply (more than 200 levels); the rest is not read." "嵌套过深（超过 200 层）；其余部分不再解析。";
    /// More nodes than a tree may have.
    TooLarge "too-large" "The file is too large (more than 1,000,000 values); the rest is not read." "文件过大（超过 1,000,000 个值）；其余部分不再解析。";
    /// A character YAML does not allow.
    BadCharacter "bad-character" "A control character that YAML does not allow; remove it." "YAML 不允许的控制字符；请删除。";
    /// A comment without a space before it.
    CommentNeedsSpace "comment-needs-space" "A comment needs a space before `#`." "注释的 `#` 前面需要一个空格。";
}
