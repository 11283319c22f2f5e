//! Does what is due as time goes by, also when nobody calls.
//! It only waits and wakes the provider; what is due is on the provider's agenda.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{clock::Clock, singapay::Singapay};

/// The longest time between two looks.
const HOUR: Duration = Duration::from_secs(3_600);

pub(crate) fn start(singapay: Arc<Singapay>, clock: Clock) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut moves = clock.moves();
        loop {
            singapay.catch_up(clock.now());
            let nap = match singapay.next_due() {
                Some(due) => match clock.nap_until(due) {
                    Some(nap) => nap,
                    None => continue,
                },
                None => HOUR,
            };
            tokio::select! {
                () = tokio::time::sleep(nap) => {}
                _ = moves.changed() => {}
                () = singapay.stirred.notified() => {}
            }
        }
    })
}
