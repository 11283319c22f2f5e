//! The answer to a raw call, typed and as it came.
//!
//! May use: serde, progenitor-client. Must not know: any provider. Never lets a decoder's text out: it may repeat data.

use crate::{Error, Response};
use progenitor_client::{Error as RawError, ResponseValue};
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

pub(crate) fn reply<T: DeserializeOwned, E>(
    result: Result<ResponseValue<T>, RawError<E>>,
    response: Response,
) -> Result<Reply<T>, Error> {
    let verdict = match result {
        Ok(value) => Verdict::Fits(value.into_inner()),
        Err(RawError::InvalidResponsePayload(bytes, _)) => Verdict::Unfit(place::<T>(&bytes)),
        Err(_) => Verdict::OtherStatus,
    };
    Ok(Reply { response, verdict })
}

/// Where a body does not fit: the path only, never the text that the decoder found there.
pub(crate) fn place<T: DeserializeOwned>(body: &[u8]) -> String {
    let decoder = &mut serde_json::Deserializer::from_slice(body);
    let Err(fault) = serde_path_to_error::deserialize::<_, T>(decoder) else {
        return "body".to_owned();
    };
    let inner = fault.inner();
    match (inner.classify(), fault.path().to_string()) {
        (serde_json::error::Category::Data, path) if is_plain(&path) => path,
        _ => format!("body, line {}, column {}", inner.line(), inner.column()),
    }
}

/// A key of an answer's map could be anything; a field name is plain.
fn is_plain(path: &str) -> bool {
    path != "." && path.len() <= 100 && path.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Inner {
        #[allow(dead_code)]
        price: u32,
    }

    #[test]
    fn the_place_is_named_and_the_data_is_not() {
        let at = place::<std::collections::BTreeMap<String, Inner>>(br#"{"data":{"price":"JOHN DOE"}}"#);
        assert_eq!(at, "data.price");
        let at = place::<std::collections::BTreeMap<String, Inner>>(b"<html>JOHN DOE</html>");
        assert_eq!(at, "body, line 1, column 1");
    }
}
