//! What Finnet knows at start: partners and e-money accounts.
//! Plain data; no rule about it.

use std::fmt;

/// A SNAP partner as Finnet knows it.
#[derive(Clone)]
pub struct Partner {
    /// Sent as `X-CLIENT-KEY` and `X-PARTNER-ID`.
    pub client_id: String,
    /// HMAC key of the transaction signature.
    pub client_secret: String,
    /// RSA public key, PEM with `BEGIN PUBLIC KEY`.
    pub public_key_pem: String,
    /// `CHANNEL-ID`, at most five characters.
    pub channel_id: String,
    /// `ORIGIN`, a domain without scheme.
    pub origin: String,
}

impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner").field("channel_id", &self.channel_id).finish_non_exhaustive()
    }
}

/// An e-money account at Finnet. Debug shows no phone number.
#[derive(Clone)]
pub struct Account {
    /// Phone number in the 08xx form.
    pub phone: String,
    /// What a PIN reset of this account is answered with.
    pub pin_reset: PinReset,
}

impl Account {
    /// An account whose PIN can be reset.
    #[must_use]
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), pin_reset: PinReset::Succeeds }
    }

    /// With this answer to a PIN reset.
    #[must_use]
    pub fn pin_reset(mut self, answer: PinReset) -> Self {
        self.pin_reset = answer;
        self
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.phone == other.phone
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("pin_reset", &self.pin_reset).finish_non_exhaustive()
    }
}

/// What a PIN reset that passed every check is answered with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PinReset {
    /// The success code of the settings; the reset is booked.
    #[default]
    Succeeds,
    /// This response code, with its documented message; the first three digits are the HTTP status. The reset is
    /// booked if that is 200.
    Answers(&'static str),
}

impl PinReset {
    /// Code and message of every row of the published table. The sample answer's `2000600` is not among them.
    pub const DOCUMENTED: [(&'static str, &'static str); 17] = [
        ("2000000", "Successful"),
        ("4000000", "Bad request"),
        ("4000001", "Invalid field format {field}"),
        ("4000002", "Invalid mandatory field {field}"),
        ("4010001", "Invalid token (B2B)"),
        ("4010000", "Unauthorised. [Reason]"),
        ("4010002", "Invalid Customer Token"),
        ("4010003", "Token Not Found (B2B)"),
        ("4010004", "Customer Token Not Found"),
        ("4030001", "Feature not allowed"),
        ("4030004", "Activity count limit exceeded"),
        ("4030014", "Insufficient Funds"),
        ("4040008", "Invalid merchant"),
        ("5000000", "General error"),
        ("5000001", "Internal Server Error"),
        ("5000002", "External Server Error"),
        ("5040000", "Timeout"),
    ];
}
