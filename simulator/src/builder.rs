//! Putting a simulator together: a world, settings, then start.
//! Checks what was put in; what the providers do with it is theirs.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use crate::{
    clock::Clock,
    courier::{self, Outbox},
    fault::Script,
    finnet::Finnet,
    ledger::{Books, Ledger},
    operation::Provider,
    paycombat::PayCombat,
    recorder::Recorder,
    server::{Dates, Desk, Hosts, Listener, Shared},
    settings::Settings,
    simulator::{Ports, Simulator, Tasks},
    singapay::Singapay,
    timekeeper,
    world::{Account, Bill, Customer, Merchant, Organisation, Partner, Product, World},
};

/// Builds a [`Simulator`]; starts out with the demo world and the default settings.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    world: World,
    settings: Settings,
    addresses: [SocketAddr; 3],
    hosts: Hosts,
}

impl Default for Builder {
    fn default() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { world: World::demo(), settings: Settings::default(), addresses: [free; 3], hosts: Hosts::default() }
    }
}

impl Builder {
    /// Replaces the whole world.
    pub fn world(self, world: World) -> Self {
        Self { world, ..self }
    }

    /// Replaces the settings.
    pub fn settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// Adds or replaces a Singapay merchant.
    pub fn merchant(self, merchant: Merchant) -> Self {
        Self { world: self.world.merchant(merchant), ..self }
    }

    /// Adds or replaces a Singapay bill.
    pub fn bill(self, bill: Bill) -> Self {
        Self { world: self.world.bill(bill), ..self }
    }

    /// Adds many Singapay bills that are not there yet.
    pub fn bills(self, bills: impl IntoIterator<Item = Bill>) -> Self {
        Self { world: self.world.bills(bills), ..self }
    }

    /// Adds or replaces a Singapay prepaid product.
    pub fn product(self, product: Product) -> Self {
        Self { world: self.world.product(product), ..self }
    }

    /// Adds or replaces a Finnet partner.
    pub fn partner(self, partner: Partner) -> Self {
        Self { world: self.world.partner(partner), ..self }
    }

    /// Adds or replaces a Finnet e-money account.
    pub fn account(self, account: Account) -> Self {
        Self { world: self.world.account(account), ..self }
    }

    /// Adds a Finnet customer token, without `Bearer `.
    pub fn customer_token(self, token: impl Into<String>) -> Self {
        Self { world: self.world.customer_token(token), ..self }
    }

    /// Adds or replaces a PayCombat organisation.
    pub fn organisation(self, organisation: Organisation) -> Self {
        Self { world: self.world.organisation(organisation), ..self }
    }

    /// Adds or replaces a PayCombat customer.
    pub fn customer(self, customer: Customer) -> Self {
        Self { world: self.world.customer(customer), ..self }
    }

    /// Lets a provider listen on this address; port 0 is a free one. Anything but loopback needs
    /// [`expose`](Self::expose).
    pub fn listen(mut self, provider: Provider, address: SocketAddr) -> Self {
        self.addresses[provider as usize] = address;
        self
    }

    /// Allows addresses other than loopback, to listen on and to send callbacks to. Whoever reaches the simulator can
    /// then play with it: its credentials are no secrets.
    pub fn expose(mut self) -> Self {
        self.hosts.exposed = true;
        self
    }

    /// Answers to this name in `Host` too. Without it only loopback addresses and `localhost` are answered, and any
    /// address once [`expose`](Self::expose) was called.
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.names.push(name.into().to_ascii_lowercase());
        self
    }

    /// Starts the three providers in the current tokio runtime, each on a free port of 127.0.0.1 unless
    /// [`listen`](Self::listen) says otherwise.
    ///
    /// # Errors
    ///
    /// If a port can't be had, if an address is not loopback and nothing was exposed, or if a partner's public key is
    /// none.
    pub async fn start(self) -> Result<Simulator, StartError> {
        let Self { world, settings, addresses, hosts } = self;
        if let Some(address) = addresses.iter().find(|it| !it.ip().is_loopback() && !hosts.exposed) {
            return Err(StartError::NotLoopback(*address));
        }
        let (clock, seed, exposed) = (Clock::real(), settings.seed, hosts.exposed);
        let books = Books::open(&world.merchants, settings.ledger_executions);
        let shared = Arc::new(Shared {
            clock: clock.clone(),
            recorder: Recorder::new(&settings),
            script: Script::seeded(seed),
            hosts,
            dates: Dates::default(),
            body_limit: settings.body_limit,
            connections: settings.connections,
        });
        let (outbox, post, bag) = Outbox::open(settings.callbacks_kept);
        let singapay = Arc::new(Singapay::new(&world, settings.singapay, seed, books.clone(), post));
        let finnet = Arc::new(Finnet::new(&world, settings.finnet, seed, books.clone())?);
        let paycombat = Arc::new(PayCombat::new(&world, settings.paycombat, seed, books.clone(), clock.now()));
        let desk = |provider, behaviour| Desk { provider, behaviour, shared: Arc::clone(&shared) };
        let ports = Ports {
            singapay: Listener::start(desk(Provider::Singapay, singapay.clone()), addresses[0]).await?,
            finnet: Listener::start(desk(Provider::Finnet, finnet.clone()), addresses[1]).await?,
            paycombat: Listener::start(desk(Provider::PayCombat, paycombat.clone()), addresses[2]).await?,
        };
        let tasks = Tasks(vec![
            courier::start(singapay.clone(), clock.clone(), outbox.clone(), bag, exposed),
            timekeeper::start(singapay.clone(), clock.clone()),
        ]);
        let ledger = Ledger::new(books.clone(), singapay.clone(), clock);
        Ok(Simulator { singapay, finnet, paycombat, ports, shared, ledger, books, outbox, world, tasks })
    }
}

/// Why a simulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// An address or port could not be had.
    Listen(io::Error),
    /// This address is not loopback, and [`Builder::expose`] was not called.
    NotLoopback(SocketAddr),
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
            Self::Listen(_) => f.write_str("the simulator could not listen on its address"),
            Self::NotLoopback(address) => {
                write!(f, "{address} is not loopback: call `expose` on the builder if others shall reach the simulator")
            }
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
            Self::PublicKey(_) | Self::NotLoopback(_) => None,
        }
    }
}
