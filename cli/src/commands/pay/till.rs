//! The till: pays the rows, so many at once and so many a second, until the end or until it is told to stop.
//!
//! May use: bayar's payments. What a payment is and whether it may be sent, they decide.

use super::{
    bills::{Row, What},
    progress::Progress,
    results::ResultLine,
};
use crate::{exit::Exit, next::Invocation, say::say};
use bayar::{
    Lang,
    payments::{Ask, Outcome, PayError, PayErrorKind, Payments, machine::State},
};
use std::{
    error::Error as _,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Interval, MissedTickBehavior, interval, sleep},
};

/// Between two look-ups of what is open, while a person waits.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

/// How to pay.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    pub(super) at_once: usize,
    pub(super) per_second: Option<f64>,
    pub(super) wait: Duration,
}

pub(super) struct Till {
    pub(super) payments: Payments,
    pub(super) account: String,
    pub(super) progress: Arc<Progress>,
    /// Why nothing more is to be sent, once it is so.
    pub(super) stop: watch::Sender<Option<String>>,
    pub(super) invocation: Invocation,
}

impl Till {
    /// One result for each row, in their order.
    pub(super) async fn pay(self: Arc<Self>, rows: Vec<Row>, pace: &Pace) -> Vec<ResultLine> {
        let keys: Vec<_> = rows.iter().map(|row| row.key.clone()).collect();
        let mut results: Vec<Option<ResultLine>> = keys.iter().map(|_| None).collect();
        let mut tasks = JoinSet::new();
        let (slots, mut rate) = (Arc::new(Semaphore::new(pace.at_once)), pace.per_second.map(rate));
        let mut stop = self.stop.subscribe();
        for (place, row) in rows.into_iter().enumerate() {
            let turn = self.turn(&row, &slots, rate.as_mut());
            let slot = tokio::select! {
                biased;
                _ = stop.wait_for(Option::is_some) => break,
                slot = turn => slot,
            };
            let till = self.clone();
            tasks.spawn(async move {
                let line = till.one(&row).await;
                drop(slot);
                (place, line)
            });
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok((place, line)) = done {
                results[place] = Some(line);
            }
        }
        let mut lines = vec![];
        for (line, key) in results.into_iter().zip(&keys) {
            lines.push(match line {
                Some(line) => line,
                None => self.without_word(key).await,
            });
        }
        lines
    }

    /// Of a row that was not reached, or whose task broke: an earlier run may have sent it, or the task itself, and only the
    /// journal knows.
    async fn without_word(&self, key: &str) -> ResultLine {
        let unsent = "it did not come as far as being sent";
        let unsent = say(self.invocation.lang, unsent, "belum sampai dikirim");
        let unread = "the journal can't say whether it was sent";
        let unread = say(self.invocation.lang, unread, "jurnal tidak dapat memastikan apakah ini sudah dikirim");
        let why = self.stopped().unwrap_or_else(|| unsent.to_owned());
        match self.payments.find(&self.account, key).await {
            Ok(Some(known)) if !known.payment().state().is_before_sending() => self.line(key, &known),
            Ok(_) => ResultLine::not_sent(key, why, Exit::NotSent),
            Err(error) => ResultLine::open(key, format!("{unread}: {error}")),
        }
    }

    fn line(&self, key: &str, outcome: &Outcome) -> ResultLine {
        ResultLine::of_outcome(key, outcome, self.invocation.lang)
    }

    /// Where sending is held, no row is entered: it would be set aside with what the back-up holds.
    pub(super) async fn heed_hold(&self) {
        if let Ok(Some(why)) = self.payments.held().await {
            self.stop.send_replace(Some(match self.invocation.lang {
                Lang::Id => format!("pengiriman ditahan: {why}; tidak ada yang dikirim"),
                _ => format!("sending is held: {why}; nothing was sent"),
            }));
        }
    }

    pub(super) fn stopped(&self) -> Option<String> {
        self.stop.borrow().clone()
    }

    /// What needs nothing from the provider any more needs no turn at the rate either.
    async fn turn(&self, row: &Row, slots: &Arc<Semaphore>, rate: Option<&mut Interval>) -> impl Send + use<> {
        let slot = slots.clone().acquire_owned().await;
        let known = self.payments.find(&self.account, &row.key).await.ok().flatten();
        let sends = known.is_none_or(|known| known.payment().state().is_before_sending());
        if let (true, Some(rate)) = (sends, rate) {
            rate.tick().await;
        }
        slot
    }

    async fn one(&self, row: &Row) -> ResultLine {
        let mut ask = self.ask(row).account(&self.account);
        if let Some(tag) = &row.tag {
            ask = ask.tag(tag);
        }
        let line = match ask.await {
            Ok(outcome) => self.line(&row.key, &outcome),
            Err(error) => {
                self.heed(&error);
                ResultLine::of_error(&row.key, &error, &self.invocation)
            }
        };
        self.progress.count(line.outcome);
        line
    }

    /// What has no quote is bought at the price that its row states.
    fn ask(&self, row: &Row) -> Ask {
        match &row.what {
            What::Bill(bill) => self.payments.settle(&row.key, bill, row.at_most),
            What::Prepaid(prepaid) => self.payments.settle(&row.key, prepaid, row.at_most),
            What::Product(product) => self.payments.buy(&row.key, product, row.at_most),
        }
    }

    /// What concerns every payment ends the run.
    fn heed(&self, error: &PayError) {
        // With a cause the deposit could only not be asked for.
        let at_the_floor = *error.kind() == PayErrorKind::LowDeposit && error.source().is_none();
        if at_the_floor || matches!(error.kind(), PayErrorKind::Held | PayErrorKind::Store) {
            self.stop.send_if_modified(|why| {
                let first = why.is_none();
                why.get_or_insert_with(|| error.to_string());
                first
            });
        }
    }

    /// Looks up what is open for a while, and puts the results in order. Sends nothing.
    pub(super) async fn look_again(&self, results: &mut [ResultLine], wait: Duration) {
        let end = Instant::now() + wait;
        for round in 0.. {
            let open: Vec<_> = results.iter_mut().filter(|line| is_moving(line)).collect();
            let pause = PAUSES[round.min(PAUSES.len() - 1)];
            if open.is_empty() || self.stopped().is_some() || Instant::now() + pause > end {
                return;
            }
            let looking = say(self.invocation.lang, "looking up what is open", "mengecek status yang masih terbuka");
            self.progress.say(&format!("{looking}: {}", open.len()));
            sleep(pause).await;
            for line in open {
                if let Ok(outcome) = self.look(&line.key).await {
                    *line = self.line(&line.key, &outcome);
                }
            }
        }
    }

    async fn look(&self, key: &str) -> Result<Outcome, PayError> {
        let known = self.payments.find(&self.account, key).await?;
        let Some(outcome) = known else { return Err(bayar::payments::journal::JournalError::NotFound.into()) };
        match outcome.payment().state() {
            State::Sending | State::Unknown | State::Pending => self.payments.resolve(outcome.payment().id()).await,
            _ => Ok(outcome),
        }
    }
}

/// A look-up may close it: a person's case is none.
fn is_moving(line: &ResultLine) -> bool {
    let word = line.reason.split(':').next().unwrap_or_default();
    line.outcome == super::results::Word::Open && word != State::Review.name()
}

fn rate(per_second: f64) -> Interval {
    let mut rate = interval(Duration::from_secs_f64(1.0 / per_second));
    rate.set_missed_tick_behavior(MissedTickBehavior::Delay);
    rate
}

#[cfg(test)]
mod tests {
    use super::super::results::Word;
    use super::*;
    use crate::journal::JournalArgs;
    use bayar::{
        Rupiah,
        payments::{
            Order, Port, PortError, PortFuture, SendPermit, Told,
            journal::MemoryJournal,
            machine::{Answer, Capability, Finding, Offer, Policy, Receipt, Standing},
        },
        singapay::{Bill, Command},
    };
    use std::time::SystemTime;

    /// Its client breaks when the money has moved.
    #[derive(Debug)]
    struct Breaks;

    fn price() -> Rupiah {
        Rupiah::new(92_500).unwrap()
    }

    impl Port for Breaks {
        fn provider(&self) -> &'static str {
            "singapay"
        }

        fn environment(&self) -> String {
            "local".to_owned()
        }

        fn policy(&self, _: &str) -> Policy {
            Policy::new(Capability::ReferenceInList)
        }

        fn quote<'a>(&'a self, _: &'a Order) -> PortFuture<'a, Result<Offer, PortError>> {
            let offer = Offer { reference: Some("R".to_owned()), price: price(), made_at: SystemTime::now().into() };
            Box::pin(std::future::ready(Ok(offer)))
        }

        fn pay<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SendPermit) -> PortFuture<'a, Told<Answer>> {
            Box::pin(async { panic!("a fault of the client, on purpose") })
        }

        fn look_up<'a>(&'a self, _: &'a Order, _: &'a Offer, _: SystemTime) -> PortFuture<'a, Told<Finding>> {
            let (standing, receipt, price) = (Standing::Success, Receipt::Complete, Some(price()));
            let found = Finding::Found { standing, transaction_id: "T1".to_owned(), price, receipt };
            Box::pin(std::future::ready(Told::new(found, "the list shows it")))
        }
    }

    // rule: what broke while it was being sent is not called not sent
    #[tokio::test]
    async fn what_broke_while_it_was_sent_may_be_paid() {
        let payments = Payments::builder(MemoryJournal::new()).account("jakarta", Breaks).no_background();
        let till = Arc::new(Till {
            payments: payments.start().await.unwrap(),
            account: "jakarta".to_owned(),
            progress: Arc::new(Progress::new(1, true)),
            stop: watch::Sender::new(None),
            invocation: Invocation::of(&JournalArgs { journal: "payments.db".into(), guard: None }, Lang::En),
        });
        let what = What::Bill(Bill::new(Command::Pdam, "SPPDAMPOS", "0900000000"));
        let row = Row { key: "key-0".to_owned(), what, at_most: price(), tag: None };
        let wait = Duration::from_secs(1);
        let mut lines = till.clone().pay(vec![row], &Pace { at_once: 1, per_second: None, wait }).await;
        assert_eq!((lines[0].outcome, lines[0].exit), (Word::Open, Exit::Unknown), "{lines:?}");
        till.look_again(&mut lines, wait).await;
        assert_eq!((lines[0].outcome, lines[0].exit), (Word::Paid, Exit::Done), "{lines:?}");
    }
}
