//! Identifiers in the providers' forms: ULIDs, reference numbers, tokens, hex ids.
//! Time is passed in; randomness is a seeded generator, so that a run can be repeated.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use ulid::Ulid;

/// Makes identifiers. Good enough for loopback; not a source of secrets.
#[derive(Debug)]
pub(crate) struct Ids(fastrand::Rng);

impl Ids {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// 26 characters that hold the time in milliseconds.
    pub(crate) fn transaction_id(&mut self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Ulid::from_parts(millis, self.0.u128(..)).to_string()
    }

    /// Product code, `RJBL`, `00`, ten digits, ten digits of Unix time.
    pub(crate) fn reference_number(&mut self, product_code: &str, now: Timestamp) -> String {
        let serial = self.0.u64(..10_000_000_000);
        let seconds = now.as_second().clamp(0, 9_999_999_999);
        format!("{product_code}RJBL00{serial:010}{seconds:010}")
    }

    /// Twenty digits in groups of four, as on a meter.
    pub(crate) fn token_number(&mut self) -> String {
        let groups: Vec<_> = (0..5).map(|_| format!("{:04}", self.0.u16(..10_000))).collect();
        groups.join("-")
    }

    /// Invented form: four groups of four capitals and digits.
    pub(crate) fn voucher_code(&mut self) -> String {
        self.hex(16).to_uppercase()
    }

    /// Lower-case hex digits.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from(b"0123456789abcdef"[self.0.usize(..16)])).collect()
    }

    /// Three dotted base64url parts of which the first two are JSON: the look of a JWT.
    pub(crate) fn jwt(&mut self, claims: &serde_json::Value) -> String {
        let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS256"}"#);
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let seal: [u8; 32] = std::array::from_fn(|_| self.0.u8(..));
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(seal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_number_ends_in_its_second() {
        let now: Timestamp = "2025-06-10T09:36:49Z".parse().unwrap();
        let reference = Ids::seeded(1).reference_number("SPPLNPOS", now);
        assert_eq!(reference.len(), "SPPLNPOSRJBL0080217757411749548209".len());
        assert!(reference.starts_with("SPPLNPOSRJBL00") && reference.ends_with("1749548209"), "{reference}");
    }

    #[test]
    fn a_transaction_id_holds_its_millisecond() {
        let now: Timestamp = "2025-06-10T09:36:49.123Z".parse().unwrap();
        let id = Ids::seeded(1).transaction_id(now);
        let ulid = Ulid::from_string(&id).unwrap();
        assert_eq!(i64::try_from(ulid.timestamp_ms()).unwrap(), now.as_millisecond());
    }

    #[test]
    fn one_seed_makes_one_series() {
        let now = Timestamp::UNIX_EPOCH;
        let series = |seed| {
            let mut ids = Ids::seeded(seed);
            (ids.hex(32), ids.transaction_id(now), ids.jwt(&serde_json::json!({"sub": "1"})))
        };
        assert_eq!(series(7), series(7));
        assert_ne!(series(7), series(8));
    }
}
