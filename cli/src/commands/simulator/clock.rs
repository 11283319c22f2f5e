//! `--clock`: when the providers' time begins, and how fast it goes.
//!
//! May use: the simulator's clock.

use crate::failure::Failure;
use bayar_simulator::{Clock, Timestamp};

/// What a text asks for: times and rates, joined by commas.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Setting {
    at: Option<Timestamp>,
    rate: Option<f64>,
}

impl Setting {
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        text.split(',').map(str::trim).try_fold(Self::default(), |setting, part| {
            if let Some(rate) = rate(part) {
                return Ok(Self { rate: Some(rate), ..setting });
            }
            let at = part.parse().map_err(|_| {
                Failure::Usage(format!(
                    "--clock: `{part}` is no time; write 2026-11-20T22:59:00+07:00, frozen, or x60 for a minute in a second"
                ))
            })?;
            Ok(Self { at: Some(at), ..setting })
        })
    }

    pub(super) fn put(self, clock: &Clock) {
        // The rate first: a frozen clock then shows exactly the time that was asked for.
        self.rate.into_iter().for_each(|rate| clock.run_at(rate));
        self.at.into_iter().for_each(|at| clock.set(at));
    }
}

/// `frozen`, or `x60`.
fn rate(part: &str) -> Option<f64> {
    let rate = if part == "frozen" { 0.0 } else { part.strip_prefix('x')?.parse().ok()? };
    (rate >= 0.0 && f64::is_finite(rate)).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_rates_are_read() {
        let at: Timestamp = "2026-11-20T15:59:00Z".parse().unwrap();
        assert_eq!(
            Setting::read("2026-11-20T22:59:00+07:00, frozen").unwrap(),
            Setting { at: Some(at), rate: Some(0.0) }
        );
        assert_eq!(Setting::read("x60").unwrap(), Setting { at: None, rate: Some(60.0) });
        for bad in ["", "x", "x-1", "xinf", "slow", "2026-11-20", "frozen,soon"] {
            assert!(Setting::read(bad).is_err(), "{bad}");
        }
    }
}
