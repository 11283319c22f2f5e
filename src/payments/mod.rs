//! Payments at most once, across crashes, with nothing lost on the way to the application.
//!
//! May use: the values, the facades. Nothing below may know it.

pub mod journal;
pub mod machine;
