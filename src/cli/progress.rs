//! How far a deploy is: a bar on a terminal, lines elsewhere; and Ctrl-C, which stops between two calls.

use super::complain;
use crate::cloud::apply::{At, Done, Progress};
use crate::message;
use crate::message::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What the shell calls a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Progress on standard error.
pub struct Meter {
    lang: Lang,
    bar: Option<ProgressBar>,
    cancelled: Arc<AtomicBool>,
}

impl Meter {
    /// A meter for that many steps.
    pub fn new(steps: usize, lang: Lang) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} [{bar:24}] {pos}/{len} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Meter { lang, bar, cancelled: Arc::default() }
    }

    /// Listens for Ctrl-C as long as the runtime lives; the second one ends the process.
    pub async fn listen(&self) -> tokio::task::JoinHandle<()> {
        let (cancelled, lang) = (self.cancelled.clone(), self.lang);
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if cancelled.swap(true, Ordering::SeqCst) {
                    std::process::exit(INTERRUPTED);
                }
                let message = message!(
                    "stopping after this call; once more ends at once, without a report",
                    "当前调用结束后停止；再按一次立即退出，不输出报告"
                );
                complain(message.text(lang));
            }
        })
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn say(&self, at: At<'_>, what: &str) {
        let (name, step) = (&at.resource.name, at.step.title());
        let text = format!("{name}: {}{what}", step.text(self.lang));
        match &self.bar {
            Some(bar) => bar.set_message(text),
            None => {
                let _ = writeln!(stderr().lock(), "[{}/{}] {text}", at.number + 1, at.total);
            }
        }
    }
}

impl Progress for Meter {
    fn begin(&self, at: At<'_>) {
        self.say(at, "");
    }

    fn waiting(&self, at: At<'_>) {
        self.say(at, self.lang.pick(": waiting until it is ready", "：等待就绪"));
    }

    fn done(&self, at: At<'_>, _: &Done) {
        if let Some(bar) = &self.bar {
            bar.set_position(at.number as u64 + 1);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }
}
