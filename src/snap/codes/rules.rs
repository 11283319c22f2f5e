//! Where a provider's own document says more, or something else, than the standard.
//!
//! Comes in: a code, a service, and the address of the document. Stays out: rules without a document.

use std::borrow::Cow;

use super::{NextStep, Standing};

/// What one provider's document says about one code.
///
/// ```
/// use bayar::snap::Profile;
/// use bayar::snap::codes::{CaseRule, NextStep, Standing};
///
/// let page = "https://bank.example/snap/codes";
/// let bank = Profile::standard().codes([
///     CaseRule::not_executed(403, "54", 14, page),
///     CaseRule::reads(400, "25", 1, Standing::Open, NextStep::Inquire, page),
/// ]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRule {
    pub(super) http: u16,
    pub(super) service: Cow<'static, str>,
    pub(super) case: u8,
    pub(super) says: Says,
    pub(super) source: Cow<'static, str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// The listed failure is proof.
    NotExecuted,
    /// The case means something else here.
    Reads(Standing, NextStep),
}

impl CaseRule {
    /// The document lists this code as a refusal of this service: nothing was executed.
    ///
    /// It counts only where HTTP status, service and case agree, and never for a 5xx, a 401 or a conflict.
    #[must_use]
    pub fn not_executed(
        http: u16,
        service: impl Into<Cow<'static, str>>,
        case: u8,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { http, service: service.into(), case, says: Says::NotExecuted, source: source.into() }
    }

    /// The document gives this code another meaning than the standard. An empty service stands for all.
    #[must_use]
    pub fn reads(
        http: u16,
        service: impl Into<Cow<'static, str>>,
        case: u8,
        standing: Standing,
        next: NextStep,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        let says = Says::Reads(standing, next);
        Self { http, service: service.into(), case, says, source: source.into() }
    }

    /// The address of the document.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn fits(&self, http: u16, service: &str, case: u8) -> bool {
        let named = self.service == service || self.service.is_empty() && !matches!(self.says, Says::NotExecuted);
        self.http == http && self.case == case && named
    }
}
