//! Which requests were seen before.
//!
//! Comes in: a key, a fingerprint of the content, and how long to remember it. Stays out: what was done about them.

use std::collections::HashMap;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::snap::error::SnapError;

/// What a store says about a key. Exhaustive on purpose: a new variant is a major release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// It was not there, and is now.
    First,
    /// It was there with the same content.
    Same,
    /// It was there with another content; the stored one stays.
    Other,
}

/// An answer of a store on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Seen, SnapError>> + Send + 'a>>;

/// Remembers requests, so that none is taken for new twice.
///
/// With one process, [`MemoryReplays`] is enough while it runs. With several, or to survive a restart, keep a table:
///
/// ```sql
/// insert into seen (key, content, forget_after) values ($1, $2, $3) on conflict (key) do nothing
/// -- no row inserted: compare the content that is there
/// ```
pub trait ReplayStore: Send + Sync + Debug {
    /// Inserts the key if it isn't there, in one atomic step, and says what was there.
    ///
    /// Both texts are ASCII: the key up to 80 characters, the content 64. The entry may be forgotten after `until`;
    /// `now` is the moment that the verifier was given.
    fn remember<'a>(&'a self, key: &'a str, content: &'a str, now: SystemTime, until: SystemTime) -> Answer<'a>;
}

/// A [`ReplayStore`] in memory: for one process, and for tests. A restart forgets everything.
#[derive(Debug, Default)]
pub struct MemoryReplays {
    seen: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    entries: HashMap<String, (String, SystemTime)>,
    sweep_at: usize,
}

impl MemoryReplays {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// [`ReplayStore::remember`] at a moment, without a future.
    fn remember_at(&self, key: &str, content: &str, now: SystemTime, until: SystemTime) -> Seen {
        let mut shelf = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.sweep(now);
        match shelf.entries.get(key) {
            Some((stored, end)) if *end >= now => {
                if stored == content {
                    Seen::Same
                } else {
                    Seen::Other
                }
            }
            _ => {
                shelf.entries.insert(key.to_owned(), (content.to_owned(), until));
                Seen::First
            }
        }
    }
}

impl Shelf {
    /// Throws out what has ended, each time that the shelf has doubled: constant cost for each entry.
    fn sweep(&mut self, now: SystemTime) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (_, until)| *until >= now);
            self.sweep_at = (self.entries.len() * 2).max(1024);
        }
    }
}

impl ReplayStore for MemoryReplays {
    fn remember<'a>(&'a self, key: &'a str, content: &'a str, now: SystemTime, until: SystemTime) -> Answer<'a> {
        let seen = self.remember_at(key, content, now, until);
        Box::pin(std::future::ready(Ok(seen)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_key_is_new_once_and_forgotten_in_time() {
        let store = MemoryReplays::new();
        let now = SystemTime::UNIX_EPOCH;
        let until = now + Duration::from_secs(10);
        assert_eq!(store.remember_at("a", "x", now, until), Seen::First);
        assert_eq!(store.remember_at("a", "x", now, until), Seen::Same);
        assert_eq!(store.remember_at("a", "y", now, until), Seen::Other);
        assert_eq!(store.remember_at("a", "y", until, until), Seen::Other);
        let later = until + Duration::from_secs(1);
        assert_eq!(store.remember_at("a", "y", later, later), Seen::First);
    }

    #[test]
    fn the_shelf_does_not_grow_without_end() {
        let store = MemoryReplays::new();
        for second in 0..20_000 {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
            let until = now + Duration::from_secs(10);
            store.remember_at(&second.to_string(), "x", now, until);
        }
        let shelf = store.seen.lock().expect("not poisoned");
        assert!(shelf.entries.len() <= 1100, "{}", shelf.entries.len());
    }
}
