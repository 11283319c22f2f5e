//! Putting a simulator together: a world, settings, then start.
//! Checks what was put in; what the providers do with it is theirs.

use std::{fmt, io, sync::Arc};

use crate::{
    clock::Clock,
    fault::Script,
    finnet::Finnet,
    ledger::Ledger,
    operation::Provider,
    paycombat::PayCombat,
    recorder::Recorder,
    server::{Desk, Listener, Shared},
    settings::Settings,
    simulator::{Ports, Simulator},
    singapay::Singapay,
    world::{Account, Bill, Customer, Merchant, Organisation, Partner, World},
};

/// Builds a [`Simulator`]; starts out with the demo world and the default settings.
#[derive(Clone, Debug)]
pub struct Builder {
    world: World,
    settings: Settings,
}

impl Default for Builder {
    fn default() -> Self {
        Self { world: World::demo(), settings: Settings::default() }
    }
}

impl Builder {
    /// Replaces the whole world.
    #[must_use]
    pub fn world(self, world: World) -> Self {
        Self { world, ..self }
    }

    /// Replaces the settings.
    #[must_use]
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Adds or replaces a Singapay merchant.
    #[must_use]
    pub fn merchant(self, merchant: Merchant) -> Self {
        Self { world: self.world.merchant(merchant), ..self }
    }

    /// Adds or replaces a Singapay bill.
    #[must_use]
    pub fn bill(self, bill: Bill) -> Self {
        Self { world: self.world.bill(bill), ..self }
    }

    /// Adds or replaces a Finnet partner.
    #[must_use]
    pub fn partner(self, partner: Partner) -> Self {
        Self { world: self.world.partner(partner), ..self }
    }

    /// Adds or replaces a Finnet e-money account.
    #[must_use]
    pub fn account(self, account: Account) -> Self {
        Self { world: self.world.account(account), ..self }
    }

    /// Adds a Finnet customer token, without `Bearer `.
    #[must_use]
    pub fn customer_token(self, token: impl Into<String>) -> Self {
        Self { world: self.world.customer_token(token), ..self }
    }

    /// Adds or replaces a PayCombat organisation.
    #[must_use]
    pub fn organisation(self, organisation: Organisation) -> Self {
        Self { world: self.world.organisation(organisation), ..self }
    }

    /// Adds or replaces a PayCombat customer.
    #[must_use]
    pub fn customer(self, customer: Customer) -> Self {
        Self { world: self.world.customer(customer), ..self }
    }

    /// Starts the three providers, each on a free port of 127.0.0.1, in the current tokio runtime.
    ///
    /// # Errors
    ///
    /// If a port can't be had, or if a partner's public key is none.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let Self { world, settings } = self;
        let (clock, ledger, seed) = (Clock::real(), Ledger::open(&world.merchants), settings.seed);
        let now = clock.now();
        let shared = Arc::new(Shared {
            clock,
            recorder: Recorder::new(&settings),
            script: Script::default(),
            body_limit: settings.body_limit,
        });
        let singapay = Arc::new(Singapay::new(&world, settings.singapay, seed, ledger.clone()));
        let finnet = Arc::new(Finnet::new(&world, settings.finnet, seed, ledger.clone())?);
        let paycombat = Arc::new(PayCombat::new(&world, settings.paycombat, seed, ledger.clone(), now));
        let desk = |provider, behaviour| Desk { provider, behaviour, shared: Arc::clone(&shared) };
        let ports = Ports {
            singapay: Listener::start(desk(Provider::Singapay, singapay.clone())).await?,
            finnet: Listener::start(desk(Provider::Finnet, finnet.clone())).await?,
            paycombat: Listener::start(desk(Provider::PayCombat, paycombat.clone())).await?,
        };
        Ok(Simulator { singapay, finnet, paycombat, ports, shared, ledger })
    }
}

/// Why a simulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// No port of 127.0.0.1 could be had.
    Listen(io::Error),
    /// The public key of this partner (its `client_id`) is no RSA key in PEM.
    PublicKey(String),
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(_) => f.write_str("the simulator found no free port on 127.0.0.1"),
            Self::PublicKey(client_id) => {
                write!(f, "the public key of partner {client_id} is no RSA key in PEM (`BEGIN PUBLIC KEY`)")
            }
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(error) => Some(error),
            Self::PublicKey(_) => None,
        }
    }
}
