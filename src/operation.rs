//! What the specifications say of each operation; build.rs writes one row per operation.
//!
//! May use: nothing. Must not know: any provider, any HTTP library.

/// One operation of a provider, as its specification describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation id in snake case, the name of the method of the raw client.
    pub id: &'static str,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The path template, `{name}` for a parameter.
    pub path: &'static str,
    /// The security scheme that the specification names, `none` without one.
    pub auth: &'static str,
    /// What one call does beyond answering.
    pub effect: EffectKind,
    /// When the transport may send the call again by itself.
    pub retry: Retry,
    /// True if the provider offers it on its test host only.
    pub sandbox_only: bool,
    /// How well the operation is known.
    pub evidence: Evidence,
    /// The page that says so.
    pub source: &'static str,
    /// The HTTP status of the one success that it documents.
    pub success: u16,
}

impl Operation {
    /// What is not in the table: nobody knows what it does, so it counts as moving money.
    pub(crate) const fn unlisted(auth: &'static str) -> Self {
        Self {
            id: "any_path",
            method: "(any)",
            path: "(any)",
            auth,
            effect: EffectKind::Money,
            retry: Retry::Never,
            sandbox_only: false,
            evidence: Evidence::Reconstructed,
            source: "",
            success: 200,
        }
    }
}

/// What one call does beyond answering (`x-effect`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EffectKind {
    /// Nothing that matters: a read, a token, an inquiry.
    None,
    /// Money may move.
    Money,
    /// A customer record is created, changed or removed.
    Customer,
    /// A person may get a message (a one-time password, a PIN link).
    Message,
}

/// When the transport may send a call again by itself (`x-retry`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// Never: an operation with an effect.
    Never,
    /// Once after a 401, with a fresh token.
    Unauthorized,
    /// After a 401, and with backoff after a lost connection, 429, 502, 503 and 504.
    Always,
}

/// How well an operation is known (`x-evidence`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// The provider's own OpenAPI document.
    Published,
    /// The provider's own pages, without a machine-readable document.
    Documented,
    /// Put together from third parties and from symmetry; the provider never published it.
    Reconstructed,
}
