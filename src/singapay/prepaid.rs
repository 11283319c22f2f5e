//! What is bought in advance: electricity, credit, data, games.
//!
//! May use: the values. Must not know: how it is sent.

use super::bill::filled;
use crate::{Error, Personal, Phone};
use std::{fmt, str::FromStr};

/// The category of a prepaid product, as Singapay's `command`. A third party's reading of the provider's document.
///
/// Source: <https://docs.singapay.id/api-reference/prepaid-v2/payment-prepaid-v2.md>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrepaidCommand {
    /// `plntok`: electricity for a prepaid meter, PLN token (*token listrik*). Inquired first.
    PlnTok,
    /// `topupg`: diamonds and the like for a player of a game. Inquired first.
    TopUpG,
    /// `pulsa`: mobile credit. Bought directly.
    Pulsa,
    /// `data`: a mobile data package (*paket data*). Bought directly.
    Data,
    /// `vouchg`: a voucher for a game. Bought directly.
    VouchG,
}

impl PrepaidCommand {
    /// All five.
    pub const ALL: [Self; 5] = [Self::PlnTok, Self::TopUpG, Self::Pulsa, Self::Data, Self::VouchG];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlnTok => "plntok",
            Self::TopUpG => "topupg",
            Self::Pulsa => "pulsa",
            Self::Data => "data",
            Self::VouchG => "vouchg",
        }
    }

    /// Bought without an inquiry, as a [`Product`]; the others are inquired first, as a [`Prepaid`].
    #[must_use]
    pub fn is_direct(self) -> bool {
        matches!(self, Self::Pulsa | Self::Data | Self::VouchG)
    }
}

impl fmt::Display for PrepaidCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PrepaidCommand {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|c| c.as_str() == text).ok_or_else(|| {
            Error::invalid("command", format!("no prepaid product is called so; it is one of {}", words()))
        })
    }
}

/// A prepaid product that is inquired before it is paid: PLN token, game top-up. Nothing is checked until it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepaid {
    pub(super) command: PrepaidCommand,
    pub(crate) product_code: String,
    pub(super) customer_id: Personal,
    pub(crate) server_id: Option<String>,
    pub(crate) username: Option<Personal>,
    pub(crate) platform: Option<String>,
}

impl Prepaid {
    fn new(command: PrepaidCommand, product_code: impl Into<String>, customer_id: impl Into<Personal>) -> Self {
        Self {
            command,
            product_code: product_code.into(),
            customer_id: customer_id.into(),
            server_id: None,
            username: None,
            platform: None,
        }
    }

    /// A PLN token (*token listrik*) for a meter or customer number. Product codes, one for each amount, come from Singapay;
    /// its pages show `SPPLNTOK` and `SPPLNTOK200`.
    #[must_use]
    pub fn pln_token(product_code: impl Into<String>, meter: impl Into<Personal>) -> Self {
        Self::new(PrepaidCommand::PlnTok, product_code, meter)
    }

    /// A top-up of a game for a player's id. What else a game asks for, its parameters tell: get them from
    /// `/api/v2/prepaid/get-parameter-game-topup` by [`Singapay::request`](super::Singapay::request).
    #[must_use]
    pub fn game_top_up(product_code: impl Into<String>, player_id: impl Into<Personal>) -> Self {
        Self::new(PrepaidCommand::TopUpG, product_code, player_id)
    }

    /// The player's server, where the game has several.
    #[must_use]
    pub fn server_id(mut self, server_id: impl Into<String>) -> Self {
        self.server_id = Some(server_id.into());
        self
    }

    /// The player's name, where the game asks for it.
    #[must_use]
    pub fn username(mut self, username: impl Into<Personal>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// The player's platform, where the game asks for it.
    #[must_use]
    pub fn platform(mut self, platform: impl Into<String>) -> Self {
        self.platform = Some(platform.into());
        self
    }

    /// The category: `plntok` or `topupg`.
    #[must_use]
    pub fn command(&self) -> PrepaidCommand {
        self.command
    }

    /// The product code.
    #[must_use]
    pub fn product_code(&self) -> &str {
        &self.product_code
    }

    /// The meter, or the player.
    #[must_use]
    pub fn customer_id(&self) -> &Personal {
        &self.customer_id
    }

    /// Only what the documents certainly ask for, and no game's field for a meter.
    pub(super) fn check(&self) -> Result<(), Error> {
        filled("customer_id", self.customer_id.as_str())?;
        filled("product_code", &self.product_code)?;
        let username = self.username.as_ref().map(Personal::as_str);
        let fields =
            [("server_id", self.server_id.as_deref()), ("username", username), ("platform", self.platform.as_deref())];
        for (field, text) in fields.into_iter().filter_map(|(field, text)| Some((field, text?))) {
            if self.command != PrepaidCommand::TopUpG {
                return Err(Error::invalid(field, "only a game top-up has it"));
            }
            filled(field, text)?;
        }
        Ok(())
    }
}

/// A prepaid product that is bought directly, without an inquiry: credit, data, game voucher. Nothing is checked
/// until it is sent.
///
/// The payment carries no reference of any kind: **two equal requests are two purchases**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    pub(super) command: PrepaidCommand,
    pub(crate) product_code: String,
    pub(super) customer_id: Personal,
}

impl Product {
    fn new(command: PrepaidCommand, product_code: impl Into<String>, phone: &Phone) -> Self {
        Self { command, product_code: product_code.into(), customer_id: phone.local().into() }
    }

    /// Mobile credit (*pulsa*) for a phone number. Product codes come from Singapay; no list of them is published.
    #[must_use]
    pub fn pulsa(product_code: impl Into<String>, phone: &Phone) -> Self {
        Self::new(PrepaidCommand::Pulsa, product_code, phone)
    }

    /// A data package (*paket data*) for a phone number.
    #[must_use]
    pub fn data(product_code: impl Into<String>, phone: &Phone) -> Self {
        Self::new(PrepaidCommand::Data, product_code, phone)
    }

    /// A voucher for a game. According to a third party it too is bought for a phone number. In which field of which answer
    /// its code arrives is not known: look at [`Transaction::other_info`](super::Transaction::other_info).
    #[must_use]
    pub fn game_voucher(product_code: impl Into<String>, phone: &Phone) -> Self {
        Self::new(PrepaidCommand::VouchG, product_code, phone)
    }

    /// The category: `pulsa`, `data` or `vouchg`.
    #[must_use]
    pub fn command(&self) -> PrepaidCommand {
        self.command
    }

    /// The product code.
    #[must_use]
    pub fn product_code(&self) -> &str {
        &self.product_code
    }

    /// The phone number, in the form `08…`.
    #[must_use]
    pub fn customer_id(&self) -> &Personal {
        &self.customer_id
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        filled("product_code", &self.product_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_read_what_they_write() {
        for command in PrepaidCommand::ALL {
            assert_eq!(command.as_str().parse::<PrepaidCommand>().unwrap(), command);
        }
        assert_eq!("plnpos".parse::<PrepaidCommand>().unwrap_err().field(), Some("command"));
    }

    #[test]
    fn bad_products_name_the_field() {
        let field = |prepaid: Prepaid| prepaid.check().unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(Prepaid::pln_token("SPPLNTOK", "")), "customer_id");
        assert_eq!(field(Prepaid::pln_token("", "14012345678")), "product_code");
        assert_eq!(field(Prepaid::pln_token("SPPLNTOK", "14012345678").username("budi")), "username");
        assert_eq!(field(Prepaid::game_top_up("SPGAME", "77").server_id(" 1")), "server_id");
        Prepaid::game_top_up("SPGAME", "77").server_id("1").username("budi").platform("android").check().unwrap();
        let phone = Phone::parse("081200000001").unwrap();
        assert_eq!(Product::pulsa(" ", &phone).check().unwrap_err().field(), Some("product_code"));
    }

    #[test]
    fn what_is_built_has_the_category_that_its_type_says() {
        let phone = Phone::parse("+6281200000001").unwrap();
        let direct = [Product::pulsa("SP", &phone), Product::data("SP", &phone), Product::game_voucher("SP", &phone)];
        assert!(direct.iter().all(|product| product.command().is_direct()));
        assert_eq!(direct[0].customer_id().as_str(), "081200000001");
        let inquired = [Prepaid::pln_token("SP", "1"), Prepaid::game_top_up("SP", "1")];
        assert!(inquired.iter().all(|prepaid| !prepaid.command().is_direct()));
    }
}
