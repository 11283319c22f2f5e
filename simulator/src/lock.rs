//! Taking a lock whose last holder may have panicked.
//! Nothing but that: what a lock guards is decided where it is made.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A panic in one test thread must not hide what the others did, so poison is ignored.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
