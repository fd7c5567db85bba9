//! The one thread that owns the state. It takes messages in the order in which they arrived; when no
//! message waits it works off what was put aside (checking documents for their diagnostics).

use super::state::State;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::Instant;

/// Enough for the deepest nesting the parser admits; only what is used is ever really taken.
const STACK: usize = 32 * 1024 * 1024;

type Work = Box<dyn FnOnce(&mut State) + Send>;

struct Message {
    name: &'static str,
    work: Work,
}

/// Where handlers put their messages. Sending never waits.
#[derive(Clone)]
pub struct Inbox {
    sender: Sender<Message>,
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inbox")
    }
}

impl Inbox {
    /// Puts a message that wants no answer into the queue.
    pub fn tell(&self, name: &'static str, work: impl FnOnce(&mut State) + Send + 'static) {
        // The main loop ends only when every inbox is gone, so this cannot fail.
        let _ = self.sender.send(Message { name, work: Box::new(work) });
    }

    /// Puts a message into the queue **now** and returns the future answer: `None` when the work
    /// panicked. Work nobody waits for any more is left out.
    pub fn ask<R, W>(&self, name: &'static str, work: W) -> impl Future<Output = Option<R>> + Send + use<R, W>
    where
        R: Send + 'static,
        W: FnOnce(&mut State) -> R + Send + 'static,
    {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.tell(name, move |state| {
            if reply.is_closed() {
                tracing::debug!(name, "cancelled before its turn");
            } else {
                let _ = reply.send(work(state));
            }
        });
        async move { answer.await.ok() }
    }
}

/// Starts the thread. It ends when the last [`Inbox`] is dropped.
pub fn start(mut state: State) -> std::io::Result<Inbox> {
    let (sender, receiver) = channel();
    std::thread::Builder::new()
        .name("main-loop".into())
        .stack_size(STACK)
        .spawn(move || run(&mut state, &receiver))?;
    Ok(Inbox { sender })
}

fn run(state: &mut State, inbox: &Receiver<Message>) {
    loop {
        let message = match inbox.try_recv() {
            Ok(message) => message,
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {
                // One document at a time, so that a message never waits for twenty of them.
                // Still true after a panic: the document that caused it is put aside, others wait.
                let mut more = true;
                guarded(state, "diagnostics", |state| more = state.idle());
                if more {
                    continue;
                }
                match inbox.recv() {
                    Ok(message) => message,
                    Err(_) => return,
                }
            }
        };
        guarded(state, message.name, message.work);
    }
}

/// Runs one piece of work. A panic costs that piece alone: the reply is dropped with it (the client
/// gets an error), and everything derived is built anew from the texts.
fn guarded(state: &mut State, name: &'static str, work: impl FnOnce(&mut State)) {
    let start = Instant::now();
    if catch_unwind(AssertUnwindSafe(|| work(state))).is_err() {
        tracing::error!(name, "a handler panicked; rebuilding from the texts");
        state.recover(name);
    }
    let micros = start.elapsed().as_micros() as u64;
    tracing::debug!(name, micros, "done");
    state.trace(name, micros);
}

#[cfg(test)]
mod tests {
    use super::super::state::Outgoing;
    use super::*;

    fn inbox() -> Inbox {
        start(State::new(tokio::sync::mpsc::unbounded_channel().0)).unwrap()
    }

    #[test]
    fn a_panic_is_told_once_with_a_way_to_report_it() {
        let (sender, mut outbox) = tokio::sync::mpsc::unbounded_channel();
        let inbox = start(State::new(sender)).unwrap();
        for name in ["hover", "hover", "rename"] {
            assert_eq!(wait(inbox.ask(name, |_| -> u32 { panic!("key: s3cret") })), None);
        }
        assert_eq!(wait(inbox.ask("fine", |_| 7)), Some(7));
        let mut told = Vec::new();
        while let Ok(message) = outbox.try_recv() {
            let Outgoing::Show(_, text) = message else { panic!("only words are wanted") };
            assert!(text.contains("/issues") && !text.contains("s3cret"), "{text}");
            told.push(text);
        }
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("(hover)") && told[1].contains("(rename)"), "{told:?}");
    }

    fn wait<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    #[test]
    fn a_panic_answers_that_one_request_and_the_loop_lives() {
        let inbox = inbox();
        let hurt = inbox.ask("hurt", |_| -> u32 { panic!("on purpose") });
        let fine = inbox.ask("fine", |_| 7);
        assert_eq!(wait(hurt), None);
        assert_eq!(wait(fine), Some(7));
    }

    #[test]
    fn cancelled_work_is_not_done() {
        use std::sync::atomic::{AtomicBool, Ordering};
        use std::sync::{Arc, mpsc};
        let inbox = inbox();
        let (go, gate) = mpsc::channel::<()>();
        inbox.tell("block", move |_| gate.recv().unwrap());
        let done = Arc::new(AtomicBool::new(false));
        let flag = done.clone();
        drop(inbox.ask("cancelled", move |_| flag.store(true, Ordering::SeqCst)));
        let last = inbox.ask("last", |_| ());
        go.send(()).unwrap();
        assert_eq!(wait(last), Some(()));
        assert!(!done.load(Ordering::SeqCst));
    }
}
