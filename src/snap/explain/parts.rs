//! The fields of a string to sign, and one way in which they may have been different.
//!
//! Comes in: texts. Stays out: keys; `Debug`, because one of the fields is a token.

use super::report::Finding;

/// The two ways in which fields are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// `client|time`
    Token,
    /// `METHOD:path[:token]:hash:time`
    Transaction,
}

#[derive(Clone)]
pub(super) struct Parts {
    pub(super) formula: Formula,
    pub(super) client: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) token: Option<String>,
    pub(super) hash: String,
    pub(super) time: String,
    pub(super) joint: Option<&'static str>,
    pub(super) tail: &'static str,
}

impl Parts {
    pub(super) fn message(&self) -> String {
        let mut fields: Vec<&str> = match self.formula {
            Formula::Token => vec![&self.client],
            Formula::Transaction => vec![&self.method, &self.path],
        };
        if self.formula == Formula::Transaction {
            fields.extend(self.token.as_deref());
            fields.push(&self.hash);
        }
        fields.push(&self.time);
        let usual = if self.formula == Formula::Token { "|" } else { ":" };
        fields.join(self.joint.unwrap_or(usual)) + self.tail
    }

    pub(super) fn with(mut self, edit: &Edit) -> Self {
        match edit {
            Edit::Client(text) => self.client.clone_from(text),
            Edit::Method(text) => self.method.clone_from(text),
            Edit::Path(text) => self.path.clone_from(text),
            Edit::Token(text) => self.token.clone_from(text),
            Edit::Hash(text) => self.hash.clone_from(text),
            Edit::Time(text) => self.time.clone_from(text),
            Edit::Joint(text) => self.joint = Some(text),
            Edit::Tail(text) => self.tail = text,
            Edit::Formula(formula) => self.formula = *formula,
        }
        self
    }
}

/// Another content of one field.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Edit {
    Client(String),
    Method(String),
    Path(String),
    Token(Option<String>),
    Hash(String),
    Time(String),
    Joint(&'static str),
    Tail(&'static str),
    Formula(Formula),
}

impl Edit {
    pub(super) fn same_field(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// An edit, and the mistakes that would lead to it. None, where the mistake shows elsewhere (a doubled header).
#[derive(Clone)]
pub(super) struct Change {
    pub(super) edit: Edit,
    pub(super) findings: Vec<Finding>,
}

impl Change {
    pub(super) fn new(edit: Edit, finding: Finding) -> Self {
        Self { edit, findings: vec![finding] }
    }
}
