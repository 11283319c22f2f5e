//! [performance]: https://docs.rs/crate/bayar/latest/source/docs/performance.md
//!
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod admin;
mod assertions;
mod builder;
mod clock;
mod courier;
pub mod demo;
mod exchange;
mod fault;
mod finnet;
mod ids;
mod ledger;
mod lock;
pub mod magic;
mod operation;
mod paycombat;
mod recorder;
mod ring;
mod scenario;
mod server;
mod settings;
mod simulator;
mod singapay;
mod timekeeper;
mod tokens;
mod verdict;
mod world;

pub use jiff::{Timestamp, civil};

pub use crate::{
    admin::Admin,
    builder::{Builder, StartError},
    clock::Clock,
    courier::SentCallback,
    fault::{FAULT_HEADER, Fault, FaultTextError, Rule, RuleReport, Settlement, Status},
    ledger::{Deposit, Execution, Ledger},
    operation::{Operation, Provider, REDIRECTED},
    recorder::{Follow, RecordedCall},
    scenario::{Scenario, ScenarioError, Side},
    settings::{
        BusinessAnswer, CutOff, DateZone, FinnetSettings, PayCombatSettings, SecondPayment, Settings, SignatureText,
        SingapaySettings, Zones,
    },
    simulator::Simulator,
    verdict::{SignatureCheck, Verdict},
    world::{
        Account, Bill, Command, Customer, DataSet, Merchant, Organisation, Partner, PinReset, PrepaidCommand, Product,
        World,
    },
};
