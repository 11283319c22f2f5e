//! Findings in words.
//!
//! Comes in: findings. Stays out: everything that has to be kept secret; findings don't hold it.

mod english;
mod indonesian;

use super::problem::Problem;
use super::report::{Finding, Report};
use crate::snap::profile::{Header, HeaderNames};

/// A language of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Bahasa Indonesia.
    Indonesian,
}

/// Cause and fix. `{header}` stands for a header's name.
type Words = (&'static str, &'static str);

fn words(problem: &Problem, language: Language) -> Words {
    match language {
        Language::English => english::words(problem),
        Language::Indonesian => indonesian::words(problem),
    }
}

pub(super) fn cause(finding: &Finding, language: Language) -> String {
    let mut text = named(words(&finding.problem, language).0, &finding.problem);
    if let Some(seconds) = finding.seconds {
        text.push_str(&match language {
            Language::English => english::seconds(seconds),
            Language::Indonesian => indonesian::seconds(seconds),
        });
    }
    if let Some(difference) = &finding.difference {
        text.push_str(&match language {
            Language::English => english::difference(difference),
            Language::Indonesian => indonesian::difference(difference),
        });
    }
    text
}

pub(super) fn fix(finding: &Finding, language: Language) -> String {
    named(words(&finding.problem, language).1, &finding.problem)
}

pub(super) fn report(report: &Report, language: Language) -> String {
    let (clean, label) = match language {
        Language::English => (english::CLEAN, english::FIX),
        Language::Indonesian => (indonesian::CLEAN, indonesian::FIX),
    };
    if report.is_clean() {
        return clean.to_owned();
    }
    let paragraphs = report.findings.iter().enumerate().map(|(place, finding)| {
        let (cause, fix) = (finding.cause(language), finding.fix(language));
        format!("{}. {cause}\n   {label} {fix}", place + 1)
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn named(text: &str, problem: &Problem) -> String {
    let header = match problem {
        Problem::MissingHeader(header)
        | Problem::DoubledHeader(header)
        | Problem::HeaderForm(header)
        | Problem::NoBearer(header) => *header,
        _ => return text.to_owned(),
    };
    text.replace("{header}", &written(header))
}

/// The header's name as the standard writes it.
fn written(header: Header) -> String {
    match header {
        Header::Authorization => "Authorization".to_owned(),
        Header::AuthorizationCustomer => "Authorization-Customer".to_owned(),
        other => HeaderNames::standard().get(other).as_str().to_ascii_uppercase(),
    }
}
