#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod builder;
mod clock;
pub mod demo;
mod exchange;
mod fault;
mod finnet;
mod ids;
mod ledger;
mod lock;
mod operation;
mod paycombat;
mod recorder;
mod server;
mod settings;
mod simulator;
mod singapay;
mod tokens;
mod verdict;
mod world;

pub use jiff::Timestamp;

pub use crate::{
    builder::{Builder, StartError},
    clock::Clock,
    fault::Fault,
    ledger::{Execution, Ledger},
    operation::{Operation, Provider, REDIRECTED},
    recorder::RecordedCall,
    settings::{
        BusinessAnswer, DateZone, FinnetSettings, PayCombatSettings, SecondPayment, Settings, SignatureText,
        SingapaySettings,
    },
    simulator::Simulator,
    verdict::{SignatureCheck, Verdict},
    world::{Account, Bill, Command, Customer, DataSet, Merchant, Organisation, Partner, PinReset, World},
};
