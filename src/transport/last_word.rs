//! The last word before a payment leaves.
//!
//! May use: http-body, reqwest's body. Must not know: any provider, what a permit is made of.
//!
//! Between handing a request over and its bytes lie the name, the connection and the TLS handshake: seconds, in which a permit
//! may run out. So the question is asked again by the body, which the library asks for once the connection stands.
//!
//! What a "no" proves: not one byte of the body leaves, because it is given out whole and after the question only. Over HTTP/1 the
//! head doesn't leave either: the library writes it into a buffer and asks for the body before it flushes (`poll_write` of
//! hyper's dispatcher). And if it did, as over HTTP/2: a head that promises a `content-length` which never comes is an
//! incomplete message (RFC 9112, section 8), and who is paid what stands in the body.

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::{Body, Request};
use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

/// A question that is asked last thing before a request leaves; after a "no" it is not sent. For permits that run out: a
/// process may have slept since it got one.
#[derive(Clone)]
pub(crate) struct LastWord(Arc<dyn Fn() -> bool + Send + Sync>);

impl LastWord {
    pub(crate) fn new(may_go: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(may_go))
    }

    pub(crate) fn may_go(&self) -> bool {
        (self.0)()
    }

    /// Lets the body of `request` ask once more. The bytes on the wire stay the same: its length is known. A request without
    /// a body is asked for before it is handed over, and not again.
    pub(super) fn guard(&self, request: &mut Request) -> Refusal {
        let refusal = Refusal::default();
        let bytes = request.body().and_then(Body::as_bytes).map(Bytes::copy_from_slice);
        if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
            let guarded = Guarded { bytes: Some(bytes), last_word: self.clone(), refusal: refusal.clone() };
            *request.body_mut() = Some(Body::wrap(guarded));
        }
        refusal
    }
}

impl fmt::Debug for LastWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastWord")
    }
}

/// Whether the body was held back.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusal(Arc<AtomicBool>);

impl Refusal {
    pub(super) fn is_said(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Gives its bytes out once, in one piece, if it may; once it was refused it never does.
struct Guarded {
    bytes: Option<Bytes>,
    last_word: LastWord,
    refusal: Refusal,
}

impl http_body::Body for Guarded {
    type Data = Bytes;
    type Error = TooLate;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TooLate>>> {
        let this = self.get_mut();
        if this.refusal.is_said() || (this.bytes.is_some() && !this.last_word.may_go()) {
            this.refusal.0.store(true, Ordering::SeqCst);
            return Poll::Ready(Some(Err(TooLate)));
        }
        Poll::Ready(this.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// For the library, which must be given an error.
#[derive(Debug)]
struct TooLate;

impl fmt::Display for TooLate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the permit to send ran out")
    }
}

impl std::error::Error for TooLate {}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body::Body as _;
    use std::task::Waker;

    fn guarded(may_go: impl Fn() -> bool + Send + Sync + 'static) -> Guarded {
        Guarded { bytes: Some("pay".into()), last_word: LastWord::new(may_go), refusal: Refusal::default() }
    }

    fn poll(body: &mut Guarded) -> Option<Result<Bytes, TooLate>> {
        let Poll::Ready(frame) = Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop())) else { panic!() };
        frame.map(|frame| frame.map(|frame| frame.into_data().unwrap()))
    }

    #[test]
    fn a_body_is_given_out_once_and_its_length_is_known() {
        let mut body = guarded(|| true);
        assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(3), false));
        assert_eq!(poll(&mut body).unwrap().unwrap(), "pay");
        assert_eq!((body.size_hint().exact(), body.is_end_stream(), body.refusal.is_said()), (Some(0), true, false));
        assert!(poll(&mut body).is_none());
    }

    #[test]
    fn a_refused_body_stays_refused() {
        let asked = AtomicBool::new(false);
        let mut body = guarded(move || asked.swap(true, Ordering::SeqCst));
        assert!(!body.refusal.is_said());
        assert!(poll(&mut body).unwrap().is_err() && poll(&mut body).unwrap().is_err(), "a second yes is too late");
        assert!(body.refusal.is_said());
    }
}
