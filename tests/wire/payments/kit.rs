//! Singapay as a stage of the kit for ports: a bill, and credit that carries no reference.

use super::{
    buys::{price, pulsa},
    shop::{Shop, to_nowhere},
};
use bayar::{
    Phone, Rupiah, Singapay,
    payments::{
        Payable, Port, PortFuture,
        conformance::{self, Stage, Trouble},
        machine::Offer,
    },
    singapay::Product,
};
use bayar_simulator::{Fault, Operation, Rule, demo};

crate::trials!(singapay_passes_the_kit_for_ports);

/// Singapay and the simulator as a stage for the kit.
struct Counter {
    shop: Shop,
    client: Singapay,
    direct: bool,
    broken: Singapay,
    fails: std::sync::atomic::AtomicBool,
}

impl Stage for Counter {
    fn port(&self) -> &dyn Port {
        if self.fails.load(std::sync::atomic::Ordering::SeqCst) { &self.broken } else { &self.client }
    }

    fn order(&self) -> bayar::payments::Order {
        if self.direct { pulsa().order() } else { crate::desk::pln().order() }
    }

    fn stated(&self) -> Option<Offer> {
        let made_at = std::time::SystemTime::now().into();
        self.direct.then(|| Offer { reference: None, price: price(), made_at })
    }

    fn executions(&self) -> u64 {
        let ledger = self.shop.desk.simulator.ledger();
        let customer = if self.direct { demo::PREPAID_PHONE } else { demo::PLN_POSTPAID.customer_id };
        ledger.executions_of_customer(customer)
    }

    fn prepare(&self, trouble: Trouble) {
        let simulator = &self.shop.desk.simulator;
        let list = Operation::ListBillTransaction;
        let fault = match trouble {
            Trouble::LostBefore => Fault::DropAfterReading,
            Trouble::LostAfter | Trouble::LaterPage | Trouble::TwoCandidates | Trouble::LookUpBroken => {
                Fault::DropAfterExecuting
            }
            Trouble::Unreadable => Fault::TruncatedBody,
            Trouble::ErrorBefore => Fault::Html502,
            Trouble::ErrorAfter => Fault::Html502.after_executing(),
            Trouble::Refused => Fault::Code("04".into()),
            Trouble::NoConnection => return self.fails.store(true, std::sync::atomic::Ordering::SeqCst),
            _ => return,
        };
        let operation = if self.direct { Operation::PrepaidPaymentV2 } else { Operation::PostpaidPaymentV2 };
        simulator.script(operation, 1, fault);
        match trouble {
            Trouble::TwoCandidates => simulator.add_rule(Rule::new(Fault::TwinRows).operation(list)),
            // However often it is asked for.
            Trouble::LookUpBroken => (2..20).for_each(|nth| simulator.script(list, nth, Fault::Html503)),
            _ => {}
        }
    }

    /// The newest stand first, ten on a page.
    fn meanwhile(&self, trouble: Trouble) -> PortFuture<'_, ()> {
        Box::pin(async move {
            let others = if matches!(trouble, Trouble::LaterPage | Trouble::LookUpBroken) { 25 } else { 0 };
            for _ in 0..others {
                if self.direct {
                    let data = Product::data("SPTKMSF2G30", &Phone::parse(demo::PREPAID_PHONE).unwrap());
                    _ = self.client.buy_unguarded(&data, Rupiah::new(32_500).unwrap()).await.unwrap();
                } else {
                    let quote = self.client.inquire(&crate::desk::pln()).await.unwrap();
                    self.client.pay_unguarded(&quote).await.unwrap().done().unwrap();
                }
            }
        })
    }
}

async fn singapay_passes_the_kit_for_ports() {
    for direct in [false, true] {
        conformance::check(async || {
            let shop = Shop::new().await;
            // The kit's permits run by the clock of the machine.
            let clock = shop.desk.simulator.clock();
            clock.set(bayar_simulator::Timestamp::now());
            clock.run();
            let broken = to_nowhere();
            let client = shop.desk.singapay();
            Counter { shop, client, direct, broken, fails: false.into() }
        })
        .await;
    }
}
