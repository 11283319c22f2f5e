//! The answer to a raw call, typed and as it came.
//!
//! May use: serde. Must not know: any provider. Never lets a decoder's text out: it may repeat data.

use crate::{Error, Response, misfit::place, operation::Operation};
use serde::de::DeserializeOwned;

/// An answer, and what the specification makes of it.
#[derive(Debug)]
pub(crate) struct Reply<T> {
    pub(crate) response: Response,
    pub(crate) verdict: Verdict<T>,
}

#[derive(Debug)]
pub(crate) enum Verdict<T> {
    /// The documented success status, and a body that fits.
    Fits(T),
    /// The documented success status, but the body does not fit. Where, as a path.
    Unfit(String),
    /// Another status.
    OtherStatus,
}

impl<T> Reply<T> {
    /// The typed answer, or an error that says where it does not fit; `refuse` makes the error for another status.
    pub(crate) fn fitting(
        self,
        operation: &'static str,
        refuse: impl FnOnce(Response) -> Error,
    ) -> Result<(T, Response), Error> {
        match self.verdict {
            Verdict::Fits(value) => Ok((value, self.response)),
            Verdict::Unfit(at) => Err(Error::unreadable(
                operation,
                &at,
                "the answer is not what the specification promises",
                self.response,
            )),
            Verdict::OtherStatus => Err(refuse(self.response)),
        }
    }
}

/// Reads an answer as the generated code does.
pub(crate) fn reply<T: DeserializeOwned>(operation: &Operation, response: Response) -> Reply<T> {
    let verdict = if response.status.as_u16() != operation.success {
        Verdict::OtherStatus
    } else {
        serde_json::from_slice(&response.body)
            .map_or_else(|_| Verdict::Unfit(place::<T>(&response.body)), Verdict::Fits)
    };
    Reply { response, verdict }
}
