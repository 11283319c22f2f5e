//! What goes wrong with the calls for each customer.

use bayar_simulator::{Fault, Operation, Rule, Simulator};

/// How a payment goes wrong, how often of a hundred, and whether the list may lag behind too. A payment that the provider
/// took as pending and then doesn't list is a contradiction by the rules, so those are not mixed.
const PAYMENTS: [(&str, u32, bool); 14] = [
    ("delay=60ms", 26, true),
    ("drop-after-executing", 12, true),
    ("drop-after-reading", 8, true),
    ("drop-before-reading", 4, true),
    ("reset", 3, true),
    ("execute-late=700ms", 12, true),
    ("after-executing + html-502", 5, true),
    ("html-503", 3, true),
    ("after-executing + system-error-99", 4, true),
    ("truncated-body", 3, true),
    ("unauthorized-once", 4, false),
    ("settle=pending, 800ms success", 8, false),
    ("settle=pending, 800ms failed", 4, false),
    ("code=04", 4, false),
];

/// Gives each customer a fate, by the seed. Returns whose evidence contradicts itself on purpose.
pub(crate) fn script(simulator: &Simulator, customers: &[String], seed: u64) -> Vec<String> {
    let mut random = fastrand::Rng::with_seed(seed ^ 0xfa7e);
    let mut contradicted = vec![];
    for (number, customer) in customers.iter().enumerate() {
        let about = |fault: &str, operation| {
            let fault: Fault = fault.parse().unwrap_or_else(|error| panic!("{fault}: {error}"));
            Rule::new(fault).operation(operation).customer(customer)
        };
        match number % 25 {
            // Executed at another price than was quoted.
            7 => simulator.add_rule(about("other-amount=500", Operation::PostpaidPaymentV2).times(1)),
            // The answer is lost, and the list shows two of them.
            17 => {
                simulator.add_rule(about("drop-after-executing", Operation::PostpaidPaymentV2).times(1));
                simulator.add_rule(about("twin-rows", Operation::ListBillTransaction));
            }
            _ => {
                let (fault, may_lag) = drawn(&mut random);
                simulator.add_rule(about(fault, Operation::PostpaidPaymentV2).times(1));
                if may_lag && random.u8(0..3) == 0 {
                    simulator.add_rule(about("list-lag=500ms", Operation::ListBillTransaction));
                }
                continue;
            }
        }
        contradicted.push(customer.clone());
    }
    let sometimes =
        |operation, fault: &str| Rule::new(fault.parse().unwrap()).operation(operation).probability(0.08).seed(seed);
    simulator.add_rule(sometimes(Operation::ListBillTransaction, "html-503"));
    simulator.add_rule(sometimes(Operation::PostpaidInquiryV2, "html-502"));
    // The rest of the payments take their time, so that kills find them under way.
    simulator.add_rule(
        Rule::new(Fault::Delay(std::time::Duration::from_millis(30))).operation(Operation::PostpaidPaymentV2),
    );
    contradicted
}

fn drawn(random: &mut fastrand::Rng) -> (&'static str, bool) {
    let mut left = random.u32(0..PAYMENTS.iter().map(|(_, weight, _)| weight).sum());
    for (fault, weight, may_lag) in PAYMENTS {
        if left < weight {
            return (fault, may_lag);
        }
        left -= weight;
    }
    unreachable!("the weights are used up")
}
