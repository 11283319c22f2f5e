//! Rules that are seen in the field. Each of them knows `pending` and polls it, and remembers it over a deploy; what a deploy
//! cuts comes again from the queue of jobs, as queues do.
//!
//! Comes in: the provider. Stays out: the machine.

use super::{
    day::{Day, HOUR, MINUTE, SECOND, Time},
    provider::{Provider, Reply, Seen},
    tally::{End, Told},
};

/// Sends in all, before it gives up.
const SENDS: u32 = 3;
/// Between two questions about a pending payment.
const POLL: Time = MINUTE;

/// What one send came to, as a program sees it that does not think further.
enum Sent {
    Over(Told),
    /// An error, or a job that came again.
    Error(Time),
}

/// On any error, send again; the third error is the customer's.
pub(crate) fn retry(provider: &mut Provider<'_>, day: &Day) -> Told {
    let mut now = day.ordered;
    for n in 0..SENDS {
        match send(provider, now) {
            Sent::Over(told) => return told,
            Sent::Error(at) => now = at + (SECOND << n),
        }
    }
    told(End::NotPaid, now)
}

/// On any error ask for the status; send again if it is not there.
pub(crate) fn ask_then_resend(provider: &mut Provider<'_>, day: &Day, wait: Time) -> Told {
    let mut now = day.ordered;
    for _ in 0..SENDS {
        match send(provider, now) {
            Sent::Over(told) => return told,
            Sent::Error(at) => match ask(provider, at, wait) {
                Sent::Over(told) => return told,
                Sent::Error(at) => now = at,
            },
        }
    }
    told(End::NotPaid, now)
}

/// On any error ask for the status; it failed if it is not there.
pub(crate) fn absent_is_failed(provider: &mut Provider<'_>, day: &Day, wait: Time) -> Told {
    let asked = match send(provider, day.ordered) {
        Sent::Over(told) => return told,
        Sent::Error(at) => ask(provider, at, wait),
    };
    match asked {
        Sent::Over(told) => told,
        Sent::Error(at) => told(End::NotPaid, at),
    }
}

fn send(provider: &mut Provider<'_>, now: Time) -> Sent {
    let (answered, reply) = provider.pay(now);
    if let Some(restart) = Day::cut(now, answered) {
        return Sent::Error(restart);
    }
    match reply {
        Reply::Success => Sent::Over(told(End::Paid, answered)),
        Reply::Refused => Sent::Over(told(End::NotPaid, answered)),
        Reply::Pending => Sent::Over(poll(provider, answered)),
        Reply::NeverSent | Reply::Unclear => Sent::Error(answered),
    }
}

/// The status after a while, asked for until there is an answer. An error: it is not there.
fn ask(provider: &mut Provider<'_>, mut now: Time, wait: Time) -> Sent {
    loop {
        now += wait;
        match provider.look_up(now) {
            Seen::Unavailable => {}
            Seen::Absent => return Sent::Error(now),
            Seen::Success(_) | Seen::Several => return Sent::Over(told(End::Paid, now)),
            Seen::Failed(_) => return Sent::Over(told(End::NotPaid, now)),
            Seen::Pending(_) => return Sent::Over(poll(provider, now)),
        }
    }
}

/// Until it ends, for a day at most.
fn poll(provider: &mut Provider<'_>, from: Time) -> Told {
    let mut now = from;
    while now < from + 24 * HOUR {
        now += POLL;
        match provider.look_up(now) {
            Seen::Success(_) | Seen::Several => return told(End::Paid, now),
            Seen::Failed(_) => return told(End::NotPaid, now),
            Seen::Pending(_) | Seen::Absent | Seen::Unavailable => {}
        }
    }
    told(End::NotPaid, now)
}

fn told(end: End, at: Time) -> Told {
    Told { end, at, review: false }
}
