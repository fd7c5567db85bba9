//! Functions that are being changed: two changes of one function wait for each other.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often somebody who waits looks whether he still shall.
const PAUSE: Duration = Duration::from_millis(100);

/// Region and name.
pub type Name = (String, String);

/// What is being changed now.
#[derive(Debug, Clone, Default)]
pub struct Busy(Arc<(Mutex<BTreeSet<Name>>, Condvar)>);

/// Holds names as long as it lives.
#[derive(Debug)]
pub struct Held {
    busy: Busy,
    names: Vec<Name>,
}

impl Busy {
    /// Takes all of `names` at once, when all are free; `waiting` is called once if they are not. None when
    /// `cancelled` before.
    pub fn take(
        &self,
        names: Vec<Name>,
        waiting: impl FnOnce(&Name),
        cancelled: impl Fn() -> bool,
    ) -> Option<Held> {
        let (set, freed) = &*self.0;
        let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting = Some(waiting);
        while let Some(taken) = names.iter().find(|name| set.contains(name)) {
            if let Some(waiting) = waiting.take() {
                waiting(taken);
            }
            if cancelled() {
                return None;
            }
            set = freed.wait_timeout(set, PAUSE).unwrap_or_else(PoisonError::into_inner).0;
        }
        set.extend(names.iter().cloned());
        drop(set);
        Some(Held { busy: self.clone(), names })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let (set, freed) = &*self.busy.0;
        let mut set = set.lock().unwrap_or_else(PoisonError::into_inner);
        for name in &self.names {
            set.remove(name);
        }
        freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_for_the_first() {
        let busy = Busy::default();
        let name = |text: &str| ("cn-hangzhou".to_string(), text.to_string());
        let first = busy.take(vec![name("a"), name("b")], |_| {}, || false).unwrap();
        assert!(busy.take(vec![name("c")], |_| {}, || false).is_some());
        assert!(busy.take(vec![name("b")], |_| {}, || true).is_none());
        let other = busy.clone();
        let waits = std::thread::spawn(move || {
            let mut told = None;
            let held = other.take(vec![name("b")], |taken| told = Some(taken.1.clone()), || false);
            (held.is_some(), told)
        });
        std::thread::sleep(Duration::from_millis(20));
        drop(first);
        let (held, told) = waits.join().unwrap();
        assert!(held);
        assert!(told.is_none_or(|name| name == "b"));
    }
}
