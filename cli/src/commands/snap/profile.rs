//! Which provider's rules hold.
//!
//! Comes in: options. Stays out: the rules themselves; they are the library's.

use bayar::snap::{EmptyBody, PathPrefix, Profile, QueryRule, SignatureText};
use clap::{Args, ValueEnum};

/// A shipped profile, and what to change in it.
#[derive(Clone, Debug, Args)]
pub struct ProfileArgs {
    /// The provider's rules.
    #[arg(long, value_enum, default_value_t = Named::Standard, value_name = "NAME")]
    pub profile: Named,
    /// How the signature is written.
    #[arg(long, value_enum, value_name = "FORM")]
    pub signature_text: Option<Text>,
    /// What of the query is signed.
    #[arg(long, value_enum, value_name = "RULE")]
    pub query: Option<Query>,
    /// A prefix of the path that is called and not signed.
    #[arg(long, value_name = "PREFIX")]
    pub strip_prefix: Option<String>,
    /// A prefix of the path that is signed and not called.
    #[arg(long, value_name = "PREFIX")]
    pub add_prefix: Option<String>,
    /// Sign an empty field, not the hash of nothing, where there is no body.
    #[arg(long)]
    pub empty_body_field: bool,
}

/// The shipped profiles.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Named {
    /// The standard 1.0.2.
    Standard,
    /// Finnet (Finpay).
    Finnet,
    /// DANA.
    Dana,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Text {
    /// Standard alphabet, padded.
    Base64,
    /// Lower case.
    Hex,
}

/// What of the query is signed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Query {
    /// All of it, as it is sent.
    Include,
    /// Nothing.
    Exclude,
    /// The parameters sorted and percent-encoded.
    Sorted,
}

impl From<Named> for Profile {
    fn from(named: Named) -> Self {
        match named {
            Named::Standard => Self::standard(),
            Named::Finnet => Self::finnet(),
            Named::Dana => Self::dana(),
        }
    }
}

impl ProfileArgs {
    /// The profile that these options describe.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.changed(self.profile.into())
    }

    fn changed(&self, mut profile: Profile) -> Profile {
        profile = match self.signature_text {
            Some(Text::Base64) => profile.signature_text(SignatureText::Base64),
            Some(Text::Hex) => profile.signature_text(SignatureText::Hex),
            None => profile,
        };
        profile = match self.query {
            Some(Query::Include) => profile.query(QueryRule::Include),
            Some(Query::Exclude) => profile.query(QueryRule::Exclude),
            Some(Query::Sorted) => profile.query(QueryRule::SortedEncoded),
            None => profile,
        };
        if self.empty_body_field {
            profile = profile.empty_body(EmptyBody::EmptyField);
        }
        if self.strip_prefix.is_none() && self.add_prefix.is_none() {
            return profile;
        }
        let text = |prefix: &Option<String>| prefix.clone().unwrap_or_default();
        profile.path_prefix(PathPrefix::as_called().strip(text(&self.strip_prefix)).prepend(text(&self.add_prefix)))
    }
}
