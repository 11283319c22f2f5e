//! Amounts of rupiah, exact.
//!
//! May use: serde, the error type. Must not know: any provider.

use crate::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// An amount of Indonesian rupiah, exact to the sen (1/100 rupiah), never a float.
///
/// Reads `"52500"`, `"8910003.00"`, a JSON integer, and the SNAP form `{"value": "10000.00", "currency": "IDR"}`.
/// Writes `"52500"` (or `"52500.50"` if there are sen), and prints `Rp52.500`.
///
/// ```
/// # use bayar::Rupiah;
/// let price: Rupiah = "74194".parse()?;
/// assert_eq!(price.to_string(), "Rp74.194");
/// assert!("1.234".parse::<Rupiah>().is_err()); // three decimals: thousands or sen? Not guessed.
/// # Ok::<(), bayar::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rupiah {
    sen: i64,
}

impl Rupiah {
    /// No money.
    pub const ZERO: Self = Self { sen: 0 };

    /// Whole rupiah.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) beyond 92 quadrillion.
    pub fn new(rupiah: i64) -> Result<Self, Error> {
        let sen = rupiah.checked_mul(100).ok_or_else(|| refuse("it is too large"))?;
        Ok(Self { sen })
    }

    /// An amount in sen, a hundredth of a rupiah.
    #[must_use]
    pub fn from_sen(sen: i64) -> Self {
        Self { sen }
    }

    /// The amount in sen.
    #[must_use]
    pub fn sen(self) -> i64 {
        self.sen
    }

    /// The whole rupiah, or nothing if there are sen beside them.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        (self.sen % 100 == 0).then_some(self.sen / 100)
    }

    /// True for more than nothing.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.sen > 0
    }

    /// The sum, or nothing if it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.sen.checked_add(other.sen).map(Self::from_sen)
    }

    /// The difference, or nothing if it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.sen.checked_sub(other.sen).map(Self::from_sen)
    }

    /// `52500`, or `52500.50` if there are sen.
    #[must_use]
    pub fn to_plain(self) -> String {
        match self.whole() {
            Some(whole) => whole.to_string(),
            None => self.to_decimal(),
        }
    }

    /// `52500.00`, always with two decimals, as SNAP writes it.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let (sign, sen) = (if self.sen < 0 { "-" } else { "" }, self.sen.unsigned_abs());
        format!("{sign}{}.{:02}", sen / 100, sen % 100)
    }

    /// The SNAP form `{"value": "52500.00", "currency": "IDR"}`.
    #[must_use]
    pub fn to_snap(self) -> serde_json::Value {
        serde_json::json!({ "value": self.to_decimal(), "currency": "IDR" })
    }
}

fn refuse(why: &str) -> Error {
    Error::invalid("amount", format!("{why}; write whole rupiah like 52500, or with two decimals like 52500.00"))
}

impl FromStr for Rupiah {
    type Err = Error;

    /// Digits, with at most two decimals behind a dot. No separators of thousands, no currency sign.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, sen) = digits.split_once('.').map_or((digits, ""), |(whole, sen)| (whole, sen));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(sen) {
            return Err(refuse("it is not a number"));
        }
        let sen = match (digits.contains('.'), sen.len()) {
            (false, _) => "00".to_owned(),
            (true, 1 | 2) => format!("{sen:0<2}"),
            _ => return Err(refuse("it must have one or two decimals behind the dot, or none")),
        };
        let sign = if negative { "-" } else { "" };
        let sen = format!("{sign}{whole}{sen}").parse().map_err(|_| refuse("it is too large"))?;
        Ok(Self { sen })
    }
}

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, sen) = ((self.sen / 100).unsigned_abs().to_string(), self.sen.unsigned_abs() % 100);
        let mut text = String::from(if self.sen < 0 { "-Rp" } else { "Rp" });
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                text.push('.');
            }
            text.push(digit);
        }
        if sen > 0 {
            text.push_str(&format!(",{sen:02}"));
        }
        f.pad(&text)
    }
}

impl Serialize for Rupiah {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_plain())
    }
}

impl<'de> Deserialize<'de> for Rupiah {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RupiahVisitor)
    }
}

struct RupiahVisitor;

impl<'de> de::Visitor<'de> for RupiahVisitor {
    type Value = Rupiah;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount: \"52500\", \"52500.00\", an integer, or {value, currency}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Rupiah, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, rupiah: i64) -> Result<Rupiah, E> {
        Rupiah::new(rupiah).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, rupiah: u64) -> Result<Rupiah, E> {
        i64::try_from(rupiah).map_err(E::custom).and_then(|r| self.visit_i64(r))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Rupiah, A::Error> {
        #[derive(Deserialize)]
        struct Snap {
            value: String,
            currency: String,
        }
        let snap = Snap::deserialize(de::value::MapAccessDeserializer::new(map))?;
        if snap.currency != "IDR" {
            return Err(de::Error::custom("the currency is not IDR"));
        }
        snap.value.parse().map_err(de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Rupiah {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rupiah".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{2})?$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rupiah {
        text.parse().unwrap()
    }

    #[test]
    fn reads_what_providers_write() {
        assert_eq!(read("52500"), Rupiah::new(52_500).unwrap());
        assert_eq!(read("8910003.00").whole(), Some(8_910_003));
        assert_eq!(read("0.5").sen(), 50);
        assert_eq!(read("-1.25").sen(), -125);
        let json = |text: &str| serde_json::from_str::<Rupiah>(text);
        assert_eq!(json(r#""74194""#).unwrap(), json("74194").unwrap());
        assert_eq!(json(r#"{"value":"10000.00","currency":"IDR"}"#).unwrap(), read("10000"));
        assert!(json(r#"{"value":"10000.00","currency":"USD"}"#).is_err());
        assert!(json("1.5").is_err(), "no floats");
    }

    #[test]
    fn refuses_what_could_be_misread() {
        for bad in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1.234",
            "1,000",
            "Rp5",
            " 5",
            "5 ",
            "1e3",
            "+5",
            "٥",
            "99999999999999999999",
            "1.2.3",
        ] {
            assert_eq!(bad.parse::<Rupiah>().unwrap_err().field(), Some("amount"), "{bad:?}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_read_and_what_lies_beyond_is_not() {
        for sen in [i64::MIN, i64::MAX] {
            assert_eq!(read(&Rupiah::from_sen(sen).to_decimal()).sen(), sen);
        }
        assert!("92233720368547758.08".parse::<Rupiah>().is_err() && Rupiah::new(i64::MAX).is_err());
    }

    #[test]
    fn prints_as_indonesians_write() {
        for (text, shown) in [
            ("0", "Rp0"),
            ("999", "Rp999"),
            ("52500", "Rp52.500"),
            ("8910003.05", "Rp8.910.003,05"),
            ("-1234.5", "-Rp1.234,50"),
        ] {
            assert_eq!(read(text).to_string(), shown);
        }
        assert_eq!(format!("{:>8}", read("5")), "     Rp5");
    }

    #[test]
    fn writes_plain_decimal_and_snap() {
        assert_eq!(
            (read("52500.00").to_plain(), read("52500.5").to_plain()),
            ("52500".to_owned(), "52500.50".to_owned())
        );
        assert_eq!(read("10000").to_snap(), serde_json::json!({"value": "10000.00", "currency": "IDR"}));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(sen in proptest::num::i64::ANY) {
            let amount = Rupiah::from_sen(sen);
            proptest::prop_assert_eq!(amount.to_decimal().parse::<Rupiah>().unwrap(), amount);
            proptest::prop_assert_eq!(amount.to_plain().parse::<Rupiah>().unwrap(), amount);
            let json = serde_json::to_string(&amount).unwrap();
            proptest::prop_assert_eq!(serde_json::from_str::<Rupiah>(&json).unwrap(), amount);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            _ = text.parse::<Rupiah>();
            _ = crate::Phone::parse(&text);
        }
    }
}
