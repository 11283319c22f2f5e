//! The invented demo world: credentials as a client is given them, and what the providers hold for them.
//! Constants only. Nobody here exists, and no credential opens anything outside the simulator.

use std::fmt;

use crate::world::{self, Account, Bill, Command, Customer, DataSet, PrepaidCommand, Product, World};

/// Credentials of a Singapay merchant.
#[derive(Clone, Copy)]
pub struct Merchant {
    /// API key, sent as `X-PARTNER-ID`.
    pub partner_id: &'static str,
    /// User of the token request.
    pub client_id: &'static str,
    /// Password of the token request.
    pub client_secret: &'static str,
    /// `data.password` of payments.
    pub password: &'static str,
    /// Deposit in rupiah at start.
    pub balance: i64,
}

/// Credentials of a SNAP partner, both halves of its key included.
#[derive(Clone, Copy)]
pub struct Partner {
    /// Sent as `X-CLIENT-KEY` and `X-PARTNER-ID`.
    pub client_id: &'static str,
    /// HMAC key of the transaction signature.
    pub client_secret: &'static str,
    /// RSA private key, PKCS#8 PEM. A demo key: never register it anywhere.
    pub private_key_pem: &'static str,
    /// RSA public key, SPKI PEM.
    pub public_key_pem: &'static str,
    /// `CHANNEL-ID`.
    pub channel_id: &'static str,
    /// `ORIGIN`.
    pub origin: &'static str,
}

/// Credentials of a PayCombat organisation for one data set.
#[derive(Clone, Copy)]
pub struct Organisation {
    /// `X-Merchant-Identifier-Id` of the legacy face.
    pub merchant_identifier: &'static str,
    /// `X-token` of the merchant face.
    pub token: &'static str,
    /// The data set that the token opens.
    pub data_set: DataSet,
}

macro_rules! prints_only_its_name {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
prints_only_its_name!(Merchant, Partner, Organisation);

/// The Singapay merchant.
pub const MERCHANT: Merchant = Merchant {
    partner_id: "demo-partner-2f9c41d07b",
    client_id: "demo-client-5b0f3a",
    client_secret: "demo-client-secret-91c7e0d2",
    password: "demo-merchant-password-44a8",
    balance: 8_910_003,
};

/// The Finnet partner.
pub const PARTNER: Partner = Partner {
    client_id: "0b7d3c5e-5a0e-4d0c-9b53-7d6a4f0d1e2c",
    client_secret: "demo-snap-secret-6d21f8b3",
    private_key_pem: include_str!("../keys/demo-partner-private-key.pem"),
    public_key_pem: include_str!("../keys/demo-partner-public-key.pem"),
    channel_id: "95051",
    origin: "www.example.com",
};

/// The PayCombat organisation; its token opens the sandbox data set.
pub const ORGANISATION: Organisation = Organisation {
    merchant_identifier: "d3m0shop7x",
    token: "snd_ZGVtby10b2tlbi1vZi10aGUtc2FuZGJveA",
    data_set: DataSet::Sandbox,
};

/// The same organisation; this token opens the production data set.
pub const PRODUCTION_ORGANISATION: Organisation =
    Organisation { token: "prd_ZGVtby10b2tlbi1vZi1wcm9kdWN0aW9u", data_set: DataSet::Production, ..ORGANISATION };

/// Phone number of the e-money account.
pub const PHONE: &str = "08113929190";

/// Customer (B2B2C) token of that account, without `Bearer `.
pub const CUSTOMER_TOKEN: &str = "demo-customer-token-0f4b9e1c7a";

/// The PayCombat customer of the sandbox data set.
pub const CUSTOMER_ID: &str = "customer_5d3f0c9a7e1b42d68c0f4a2b9e7d1c35";

/// The PayCombat customer of the production data set.
pub const PRODUCTION_CUSTOMER_ID: &str = "customer_a1e64b0d2c8f4937b5d20e6f91c3a847";

/// A bill as constants.
#[derive(Clone, Copy)]
pub struct DemoBill {
    /// Which kind of bill.
    pub command: Command,
    /// Product code.
    pub product_code: &'static str,
    /// The customer's number at the biller.
    pub customer_id: &'static str,
    /// Invented name.
    pub customer_name: &'static str,
    /// The bill alone, in rupiah.
    pub amount: i64,
    /// What is charged, in rupiah.
    pub price: i64,
    /// `period` of the answer.
    pub period: Option<&'static str>,
}
prints_only_its_name!(DemoBill);

/// The PLN postpaid bill of the published example.
pub const PLN_POSTPAID: DemoBill = DemoBill {
    command: Command::Plnpos,
    product_code: "SPPLNPOS",
    customer_id: "114676170021",
    customer_name: "JOHN DOE",
    amount: 69_674,
    price: 74_194,
    period: Some("4"),
};

/// One bill for each postpaid command, with the codes and numbers of the published examples.
pub const BILLS: [DemoBill; 8] = [
    PLN_POSTPAID,
    DemoBill {
        command: Command::Plnnon,
        product_code: "SPPLNNON",
        customer_id: "114676170021",
        customer_name: "JOHN DOE",
        amount: 5_000,
        price: 6_500,
        period: None,
    },
    DemoBill {
        command: Command::Bpjsks,
        product_code: "SPBPJSKSPOS",
        customer_id: "8888802379205901",
        customer_name: "RATNA CONTOH",
        amount: 70_000,
        price: 72_500,
        period: Some("1"),
    },
    DemoBill {
        command: Command::Bputk,
        product_code: "SPBPUTKPOS",
        customer_id: "0000012345678",
        customer_name: "BAYU CONTOH",
        amount: 16_800,
        price: 19_300,
        period: Some("1"),
    },
    DemoBill {
        command: Command::Putk,
        product_code: "SPPUTKPOS",
        customer_id: "0000012345678",
        customer_name: "PT CONTOH MAJU",
        amount: 675_004,
        price: 677_504,
        period: Some("04/2024"),
    },
    DemoBill {
        command: Command::Pdam,
        product_code: "SPPDAMPOS",
        customer_id: "0812345678",
        customer_name: "INDAH CONTOH",
        amount: 85_000,
        price: 92_500,
        period: Some("202406"),
    },
    DemoBill {
        command: Command::Intv,
        product_code: "SPINTVPOS",
        customer_id: "121234567890",
        customer_name: "WAYAN CONTOH",
        amount: 245_000,
        price: 246_500,
        period: Some("05/03/2024-05/03/2025"),
    },
    DemoBill {
        command: Command::Mobpos,
        product_code: "SPMOBPOS",
        customer_id: "081234567890",
        customer_name: "DXXXXXXXXXXOH",
        amount: 125_620,
        price: 127_120,
        period: None,
    },
];

/// One prepaid product for each prepaid command, with the codes and prices of the published examples where there are
/// any: command, code, name, category code, category name, amount, price.
pub const PRODUCTS: [(PrepaidCommand, &str, &str, &str, &str, i64, i64); 6] = [
    (PrepaidCommand::Plntok, "SPPLNTOK", "PLN Token 50.000", "PLNTOK", "PLN Token", 50_000, 52_500),
    (PrepaidCommand::Plntok, "SPPLNTOK200", "PLN Token 200.000", "PLNTOK", "PLN Token", 201_500, 201_500),
    (PrepaidCommand::Pulsa, "SPTLKMAS10", "Telkomsel/As Pulsa 10.000", "TELASP", "Telkomsel/AS", 11_000, 11_000),
    (PrepaidCommand::Data, "SPTKMSF2G30", "Telkomsel Data Flash 2GB 30hr", "TELASD", "Telkomsel/AS", 32_500, 32_500),
    (PrepaidCommand::Topupg, "SPGAMETOP86", "Game Contoh 86 Diamond", "GAMET", "Game Contoh", 20_000, 21_500),
    (PrepaidCommand::Vouchg, "SPGAMEVOU50", "Voucher Game Contoh 50.000", "GAMEV", "Game Contoh", 50_000, 51_000),
];

/// A PLN meter number for which tokens can be bought.
pub const METER: &str = "14012345678";

/// A phone number for which credit and data can be bought.
pub const PREPAID_PHONE: &str = "081200000001";

/// So many PLN postpaid bills of invented customers, the same ones for the same seed; no two have the same customer id.
#[must_use]
pub fn pln_bills(seed: u64, count: usize) -> Vec<Bill> {
    let mut random = fastrand::Rng::with_seed(seed);
    let first = random.u64(100_000_000_000..500_000_000_000);
    let bill = |index: u64| {
        let amount = random.i64(20..500) * 1_000 + random.i64(0..1_000);
        let customer_id = (first + index * 7).to_string();
        Bill::new(Command::Plnpos, PLN_POSTPAID.product_code, &customer_id, amount, amount + 2_500).period("202611")
    };
    (0..count as u64).map(bill).collect()
}

pub(crate) fn world() -> World {
    let world = World::empty()
        .merchant(MERCHANT.into())
        .partner(PARTNER.into())
        .account(Account::new(PHONE))
        .customer_token(CUSTOMER_TOKEN)
        .organisation(ORGANISATION.into())
        .organisation(PRODUCTION_ORGANISATION.into())
        .customer(Customer::new(DataSet::Sandbox, CUSTOMER_ID))
        .customer(Customer::new(DataSet::Production, PRODUCTION_CUSTOMER_ID));
    let world = PRODUCTS.into_iter().fold(world, |world, (command, code, name, category, title, amount, price)| {
        world.product(Product::new(command, code, name, amount, price).category(category, title))
    });
    world.bills(BILLS.map(Bill::from))
}

impl From<Merchant> for world::Merchant {
    fn from(demo: Merchant) -> Self {
        Self {
            partner_id: demo.partner_id.to_owned(),
            client_id: demo.client_id.to_owned(),
            client_secret: demo.client_secret.to_owned(),
            password: demo.password.to_owned(),
            balance: demo.balance,
        }
    }
}

impl From<Partner> for world::Partner {
    fn from(demo: Partner) -> Self {
        Self {
            client_id: demo.client_id.to_owned(),
            client_secret: demo.client_secret.to_owned(),
            public_key_pem: demo.public_key_pem.to_owned(),
            channel_id: demo.channel_id.to_owned(),
            origin: demo.origin.to_owned(),
        }
    }
}

impl From<Organisation> for world::Organisation {
    fn from(demo: Organisation) -> Self {
        Self {
            merchant_identifier: demo.merchant_identifier.to_owned(),
            token: demo.token.to_owned(),
            data_set: demo.data_set,
        }
    }
}

impl From<DemoBill> for Bill {
    fn from(demo: DemoBill) -> Self {
        let bill = Self::new(demo.command, demo.product_code, demo.customer_id, demo.amount, demo.price);
        let bill = bill.named(demo.customer_name);
        match demo.period {
            Some(period) => bill.period(period),
            None => bill,
        }
    }
}
