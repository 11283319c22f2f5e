//! What was found, and how it is told.
//!
//! Comes in: problems with their details. Stays out: secrets, tokens and signatures.

use std::fmt;

use super::difference::Difference;
use super::problem::Problem;
use super::words::{self, Language};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(super) problem: Problem,
    pub(super) difference: Option<Difference>,
    pub(super) seconds: Option<i64>,
}

impl Finding {
    pub(super) fn new(problem: Problem) -> Self {
        Self { problem, difference: None, seconds: None }
    }

    pub(super) fn with(problem: Problem, difference: Option<Difference>) -> Self {
        Self { problem, difference, seconds: None }
    }

    /// Which mistake it is.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Where what was sent and what was signed part, if the mistake has a place.
    #[must_use]
    pub fn difference(&self) -> Option<&Difference> {
        self.difference.as_ref()
    }

    /// By how many seconds the timestamp is ahead of now (negative: behind), for a skew.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        self.seconds
    }

    /// What is wrong, in a sentence.
    #[must_use]
    pub fn cause(&self, language: Language) -> String {
        words::cause(self, language)
    }

    /// How to put it right, in a sentence.
    #[must_use]
    pub fn fix(&self, language: Language) -> String {
        words::fix(self, language)
    }
}

/// Everything that was found about one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) signature_fits: bool,
}

impl Report {
    /// What is wrong, the headers first. Empty for a request that the provider accepts.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether the signature fits what was sent, exactly as the profile wants it.
    #[must_use]
    pub fn signature_fits(&self) -> bool {
        self.signature_fits
    }

    /// Whether a mistake is among the findings.
    #[must_use]
    pub fn names(&self, problem: &Problem) -> bool {
        self.findings.iter().any(|finding| finding.problem == *problem)
    }

    /// The whole report in words, a paragraph for each finding.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        words::report(self, language)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
