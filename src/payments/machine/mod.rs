//! The state machine of a payment: records, events and commands as plain data, and [`step`], which is pure.
//!
//! May use: the values. Must not know: journals, providers, clocks, tasks. What may happen is in [`ARROWS`], and nothing else
//! may; the picture is drawn from it.
//!
#![doc = include_str!("../../../docs/payments-states.svg")]

mod arrows;
mod event;
mod finding;
mod moment;
mod policy;
mod record;
mod state;
mod step;
#[cfg(test)]
mod tests;

pub use arrows::{ARROWS, Arrow};
pub use event::{Answer, Command, Event, Finding, Permit, Refusal, Standing, Verdict};
pub use moment::Moment;
pub use policy::{Capability, CutOff, OnAbsent, Policy};
pub(crate) use record::REPEAT;
pub use record::{Attempt, Checks, Intent, IntentId, Offer, Person, Reason, Receipt, Record};
pub use state::State;
pub use step::{Step, step};
