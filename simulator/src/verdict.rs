//! What the simulator thought of a call: what was wrong with it, and how its signature was judged.
//! Texts about problems name fields and rules, never the values that were received.

use std::{borrow::Cow, fmt};

/// What was wrong with a call, if anything.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    judged: bool,
    problem: Option<Cow<'static, str>>,
    signature: Option<SignatureCheck>,
}

impl Verdict {
    /// The provider looked at the call. It does not when a fault strikes first.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.judged
    }

    /// The provider looked at the call and nothing was wrong.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.judged && self.problem.is_none()
    }

    /// What was wrong, in words that name the header or field.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// How the signature was checked; none if the operation has none, or if the check was not reached.
    #[must_use]
    pub fn signature(&self) -> Option<&SignatureCheck> {
        self.signature.as_ref()
    }

    /// Bytes that it holds.
    pub(crate) fn weight(&self) -> usize {
        let signature = self.signature.as_ref().map_or(0, |it| it.string_to_sign.len() + it.received.len() + 88);
        signature + self.problem.as_ref().map_or(0, |it| it.len())
    }

    pub(crate) fn accepted() -> Self {
        Self { judged: true, ..Self::default() }
    }

    pub(crate) fn refused(problem: impl Into<Cow<'static, str>>) -> Self {
        Self { judged: true, problem: Some(problem.into()), signature: None }
    }

    /// With the check of its signature.
    pub(crate) fn signed(self, signature: Option<SignatureCheck>) -> Self {
        Self { signature, ..self }
    }
}

/// The check of one signature. Debug shows only whether it was right; the rest can hold a token.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignatureCheck {
    /// The string that the simulator expects to have been signed, made from the raw request.
    pub string_to_sign: String,
    /// The signature that belongs to it. None for an RSA signature, which only the key's owner can make.
    pub expected: Option<String>,
    /// The signature that was sent.
    pub received: String,
    /// It was right.
    pub is_valid: bool,
}

impl fmt::Debug for SignatureCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCheck").field("is_valid", &self.is_valid).finish_non_exhaustive()
    }
}
