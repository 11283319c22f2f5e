//! One answer, read.
//!
//! Comes in: a code, the HTTP status line, the profile. Stays out: the body besides the code; what it says about a
//! transaction (`latestTransactionStatus`) is read elsewhere.

use super::rules::Says;
use super::{CaseRule, CodeRow, NextStep, Standing};
use crate::snap::code::ResponseCode;
use crate::snap::profile::Profile;
use crate::snap::services::{Service, ServiceEffect};

/// How the standard counts the first of two requests that carried one reference and different data (404-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Original {
    /// As carried out.
    Success,
    /// As failed.
    Failed,
}

/// What an answer says about the request.
#[derive(Debug, Clone)]
pub struct Reading {
    row: Option<&'static CodeRow>,
    service: Option<&'static Service>,
    rule: Option<CaseRule>,
    standing: Standing,
    next: NextStep,
    proof: bool,
    original: Option<Original>,
}

impl Reading {
    /// Where the request stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> NextStep {
        self.next
    }

    /// Whether a failure is proof that nothing was executed: only where the profile lists the code for the service,
    /// and the HTTP status agrees.
    #[must_use]
    pub fn is_proof(&self) -> bool {
        self.proof
    }

    /// Whether the request may still have, or get, an effect. True for everything but a success, a proven refusal,
    /// and services without an effect; a service that isn't known is taken for one that moves money.
    #[must_use]
    pub fn leaves_open(&self) -> bool {
        let harmless = self.service.is_some_and(|service| service.effect == ServiceEffect::None);
        !(harmless || self.proof || self.standing == Standing::Success)
    }

    /// How the standard counts the first request, for an inconsistent second one. A hint for people; inquire.
    #[must_use]
    pub fn original(&self) -> Option<Original> {
        self.original
    }

    /// The case in the standard's table.
    #[must_use]
    pub fn row(&self) -> Option<&'static CodeRow> {
        self.row
    }

    /// The service in the code.
    #[must_use]
    pub fn service(&self) -> Option<&'static Service> {
        self.service
    }

    /// The rule of the profile that was applied.
    #[must_use]
    pub fn rule(&self) -> Option<&CaseRule> {
        self.rule.as_ref()
    }
}

impl ResponseCode {
    /// Reads the code together with the HTTP status line, which may contradict it.
    ///
    /// ```
    /// use bayar::snap::codes::{NextStep, Standing};
    /// use bayar::snap::{Profile, ResponseCode};
    ///
    /// let code = ResponseCode::parse("5045400")?;
    /// let reading = code.reading(&Profile::standard(), 504);
    /// assert_eq!((reading.standing(), reading.next()), (Standing::Open, NextStep::Inquire));
    /// assert!(reading.leaves_open());
    /// # Ok::<(), bayar::snap::SnapError>(())
    /// ```
    #[must_use]
    pub fn reading(&self, profile: &Profile, http_status: u16) -> Reading {
        let row = CodeRow::find(self.http(), self.case());
        let service = Service::find(self.service());
        let rule = profile.codes.iter().find(|rule| rule.fits(self.http(), self.service(), self.case()));
        let agrees = http_status == self.http();
        let listed = rule.is_some_and(|rule| matches!(rule.says, Says::NotExecuted));
        let (standing, next) = match rule.map(|rule| rule.says) {
            _ if !agrees => (Standing::Open, NextStep::Inquire),
            Some(Says::Reads(standing, next)) => (standing, next),
            _ => row.map_or_else(|| unlisted(self.http()), |row| (row.standing, row.next)),
        };
        Reading {
            row,
            service,
            rule: rule.cloned(),
            standing,
            next,
            proof: agrees && listed && standing == Standing::Failed && self.http() != 401,
            original: original(self),
        }
    }
}

/// A case that the standard doesn't have.
fn unlisted(http: u16) -> (Standing, NextStep) {
    match http {
        400..=499 if ![408, 409, 429].contains(&http) => (Standing::Failed, NextStep::Correct),
        _ => (Standing::Open, NextStep::Inquire),
    }
}

/// The standard's list for 404-18: <https://apidevportal.aspi-indonesia.or.id/api-services>.
fn original(code: &ResponseCode) -> Option<Original> {
    if (code.http(), code.case()) != (404, 18) {
        return None;
    }
    match code.service() {
        "17" | "18" | "22" | "23" | "25" | "33" | "58" | "67" | "69" | "78" | "80" => Some(Original::Success),
        "44" | "54" | "60" | "63" | "65" => Some(Original::Failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(profile: &Profile, code: &str, status: u16) -> (Standing, bool, bool) {
        let code = ResponseCode::parse(code).expect(code);
        let reading = code.reading(profile, status);
        (reading.standing(), reading.is_proof(), reading.leaves_open())
    }

    #[test]
    fn only_success_and_listed_refusals_close_a_payment() {
        let standard = Profile::standard();
        let finnet = Profile::finnet();
        for (profile, code, wanted) in [
            (&standard, "2005400", (Standing::Success, false, false)),
            (&standard, "2025400", (Standing::InProgress, false, true)),
            (&standard, "4035414", (Standing::Failed, false, true)),
            (&standard, "4005401", (Standing::Failed, false, true)),
            (&finnet, "4005401", (Standing::Failed, true, false)),
            (&finnet, "4001701", (Standing::Failed, false, true)),
            (&finnet, "4015401", (Standing::Failed, false, true)),
            (&standard, "4045414", (Standing::Open, false, true)),
            (&standard, "4045418", (Standing::Open, false, true)),
            (&standard, "4095400", (Standing::Open, false, true)),
            (&standard, "4095401", (Standing::Open, false, true)),
            (&standard, "4295400", (Standing::Open, false, true)),
            (&standard, "5045400", (Standing::Open, false, true)),
            (&standard, "4035499", (Standing::Failed, false, true)),
            (&standard, "2995400", (Standing::Open, false, true)),
            (&standard, "500000", (Standing::Open, false, true)),
            (&standard, "400US01", (Standing::Failed, false, true)),
            (&standard, "5001100", (Standing::Open, false, false)),
        ] {
            let status = code[..3].parse().expect("a status");
            assert_eq!(read(profile, code, status), wanted, "{code}");
        }
    }

    #[test]
    fn a_status_line_that_contradicts_leaves_it_open() {
        let finnet = Profile::finnet();
        assert_eq!(read(&finnet, "2005400", 500), (Standing::Open, false, true));
        assert_eq!(read(&finnet, "4005401", 200), (Standing::Open, false, true));
        assert_eq!(read(&finnet, "4005401", 502), (Standing::Open, false, true));
    }

    #[test]
    fn an_inconsistent_request_says_how_the_first_one_counts() {
        for (code, wanted) in [
            ("4041718", Some(Original::Success)),
            ("4045418", Some(Original::Failed)),
            ("4043818", None),
            ("4045417", None),
        ] {
            let code = ResponseCode::parse(code).expect(code);
            assert_eq!(code.reading(&Profile::standard(), 404).original(), wanted);
        }
    }

    #[test]
    fn a_profile_may_read_a_case_differently_but_never_prove_too_much() {
        let rules = [
            CaseRule::reads(400, "", 1, Standing::Open, NextStep::Inquire, "https://bank.example"),
            CaseRule::not_executed(500, "54", 0, "https://bank.example"),
            CaseRule::not_executed(401, "54", 0, "https://bank.example"),
            CaseRule::not_executed(403, "", 14, "https://bank.example"),
        ];
        let bank = Profile::standard().codes(rules);
        assert_eq!(read(&bank, "4002501", 400), (Standing::Open, false, true));
        assert_eq!(read(&bank, "5005400", 500), (Standing::Open, false, true));
        assert_eq!(read(&bank, "4015400", 401), (Standing::Failed, false, true));
        assert_eq!(read(&bank, "4035414", 403), (Standing::Failed, false, true));
    }
}
