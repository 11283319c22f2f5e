//! The bad Friday: when orders come, when the program is deployed, what befalls a request. All of it is an assumption,
//! written down here and in `docs/payments.md`; no provider has published such figures.
//!
//! Comes in: a seed and a number. Stays out: who pays how.

use fastrand::Rng;

/// Milliseconds, as everywhere here.
pub(crate) type Time = u64;

pub(crate) const SECOND: Time = 1000;
pub(crate) const MINUTE: Time = 60 * SECOND;
pub(crate) const HOUR: Time = 60 * MINUTE;

/// 2026-11-20 00:00 in UTC+7, in milliseconds since 1970.
const MIDNIGHT: Time = 1_795_107_600_000;
/// Orders come evenly from 6 to 22.
const OPEN: std::ops::Range<Time> = 6 * HOUR..22 * HOUR;
/// Three deploys: each cuts what is under way, and the program is back after a while.
const DEPLOYS: [Time; 3] = [10 * HOUR, 14 * HOUR, 18 * HOUR];
const DEPLOY_TAKES: Time = 20 * SECOND;
/// How long a client waits for an answer: the default of a payment call.
pub(crate) const PATIENCE: Time = MINUTE;
/// A person closes what is in review at 10 in the morning, with the settlement report of the day before.
const REPORT: Time = 10 * HOUR;

/// What befalls one request, by the thousand. The order is that of the draw.
const MIX: [(u64, Fate); 9] = [
    (25, Fate::ExecutedAndBroken),
    (25, Fate::ExecutedAndSilent),
    (10, Fate::Html { executed: true }),
    (10, Fate::Html { executed: false }),
    (200, Fate::Pending),
    (5, Fate::ExecutedLate),
    (5, Fate::Lost),
    (8, Fate::NeverSent),
    (10, Fate::Refused),
];

/// What befalls one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Executed and answered.
    Well,
    /// Executed; the connection breaks before the answer.
    ExecutedAndBroken,
    /// Executed; no answer ever comes.
    ExecutedAndSilent,
    /// A gateway's HTML with status 502.
    Html { executed: bool },
    /// Answered `01`; it ends after 10 to 60 minutes, and 3 in 100 fail.
    Pending,
    /// No answer, and executed 1 to 20 minutes after the client gave up.
    ExecutedLate,
    /// The connection breaks, and nothing was executed.
    Lost,
    /// No connection could be made.
    NeverSent,
    /// Refused by a code on the closed list.
    Refused,
}

/// One order on that day.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    seed: u64,
    /// When the customer ordered and the money was held.
    pub(crate) ordered: Time,
}

impl Day {
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let seed = mixed(seed, number);
        let ordered = MIDNIGHT + Rng::with_seed(mixed(seed, 1)).u64(OPEN);
        Self { seed, ordered: Self::restarted(ordered).unwrap_or(ordered) }
    }

    /// Chance for one purpose, and always the same for it.
    pub(crate) fn chance(&self, purpose: u64) -> Rng {
        Rng::with_seed(mixed(self.seed, 2 + purpose))
    }

    /// The end of the deploy that this moment lies in.
    fn restarted(at: Time) -> Option<Time> {
        let deploys = DEPLOYS.map(|deploy| MIDNIGHT + deploy);
        deploys.into_iter().find(|deploy| (*deploy..deploy + DEPLOY_TAKES).contains(&at)).map(|d| d + DEPLOY_TAKES)
    }

    /// When the program is back, if a deploy cuts it between two moments.
    pub(crate) fn cut(from: Time, to: Time) -> Option<Time> {
        let cuts = |deploy: &Time| from < *deploy && *deploy <= to;
        DEPLOYS.map(|deploy| MIDNIGHT + deploy).into_iter().find(cuts).map(|deploy| deploy + DEPLOY_TAKES)
    }

    /// When a person closes what came into review.
    pub(crate) fn report(after: Time) -> Time {
        let days = (after - MIDNIGHT) / (24 * HOUR) + 1;
        MIDNIGHT + days * 24 * HOUR + REPORT
    }
}

/// What befalls a request.
pub(crate) fn fate(chance: &mut Rng) -> Fate {
    let mut drawn = chance.u64(0..1000);
    for (share, fate) in MIX {
        if drawn < share {
            return fate;
        }
        drawn -= share;
    }
    Fate::Well
}

/// Two numbers to one, so that neighbours have nothing in common (the finaliser of SplitMix64).
fn mixed(one: u64, two: u64) -> u64 {
    let z = one ^ two.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
