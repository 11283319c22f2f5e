//! What a person decides about payments: to close one, to forget whom it was for, to let sending go on after a restore.
//!
//! May use: the rooms beside it. Who did it is written down for ever.

use super::{
    Payments,
    error::{PayError, PayErrorKind},
    journal::{Entry, JournalError, Query},
    machine::{Event, IntentId, Moment, Record, State, Verdict},
    matching,
    outcome::{Outcome, Payment},
    recovery,
};

impl Payments {
    /// Payments that need a person, oldest first.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn review(&self, after: Option<IntentId>, limit: usize) -> Result<Vec<Payment>, JournalError> {
        let page = self.inner.journal.page(Query { states: vec![State::Review], after, limit }).await?;
        Ok(page.into_iter().map(|record| Payment(Box::new(record))).collect())
    }

    /// A person, or a settlement report, closes a payment that is in review. Who and on what grounds is written down for
    /// ever: no data about customers.
    ///
    /// # Errors
    /// `NotNow` if it is not in review.
    pub async fn close(
        &self,
        id: &IntentId,
        verdict: Verdict,
        actor: &str,
        grounds: &str,
    ) -> Result<Outcome, PayError> {
        let missing = |text: &str| text.trim().is_empty();
        if missing(actor) || missing(grounds) {
            return Err(PayError::invalid("actor", "who closes it, and on what grounds, must be said"));
        }
        let record = self.inner.journal.load(id).await?;
        let entry = Entry {
            note: Some(grounds.to_owned()),
            actor: Some(actor.to_owned()),
            ..Entry::new(self.inner.now(), "closed")
        };
        self.apply(record, Event::Closed(verdict), entry).await.map(Outcome::of)
    }

    /// Takes the data about a person out of a closed payment. It can't be looked up any more afterwards, and its key is no
    /// longer compared with other parameters.
    ///
    /// # Errors
    /// `NotNow` if it is not closed, or if it will be looked up once more: goods that are missing, or a failure that the
    /// provider may still take back; or if it carried no reference and its transaction is not known, for a settle horizon. The text
    /// says when.
    pub async fn forget(&self, id: &IntentId, actor: &str) -> Result<(), PayError> {
        let mut record = self.inner.journal.load(id).await?;
        let not_now = |text| Err(PayError::new(PayErrorKind::NotNow, text));
        match (record.state, record.due) {
            (state, _) if !state.is_closed() => {
                return not_now(format!("the payment is {state} and may have to be looked up"));
            }
            (state, Some(due)) => {
                return not_now(format!("the payment is {state} and is looked up once more at {due}"));
            }
            _ => {}
        }
        if let Some(until) = self.counts_until(&record) {
            return not_now(format!(
                "its transaction is not known, and it counts among identical purchases until {until}"
            ));
        }
        record.forget_person();
        let entry = Entry { actor: Some(actor.to_owned()), ..Entry::new(self.inner.now(), "forgotten") };
        self.inner.journal.commit(record, entry).await?;
        Ok(())
    }

    fn counts_until(&self, record: &Record) -> Option<Moment> {
        let horizon = self.inner.policy(record).ok()?.settle_horizon;
        matching::counts_until(record, horizon).filter(|until| *until > self.inner.now())
    }

    /// Why nothing is sent at present, if so.
    ///
    /// # Errors
    /// The journal fails.
    pub async fn held(&self) -> Result<Option<String>, JournalError> {
        self.inner.journal.held().await
    }

    /// A person has made sure that sending is safe again: every payment that was made after the back-up is known to the
    /// callers, so that none of them is asked for once more. What the back-up shows as not yet sent goes to review first,
    /// because it may have been sent since; how many did is returned.
    ///
    /// # Errors
    /// The journal fails; then it is still held.
    pub async fn release(&self, actor: &str) -> Result<usize, JournalError> {
        if self.inner.journal.held().await?.is_none() {
            return Ok(0);
        }
        let set_aside = recovery::set_aside(&self.inner, actor).await?;
        self.inner.journal.release(actor).await?;
        Ok(set_aside)
    }
}
