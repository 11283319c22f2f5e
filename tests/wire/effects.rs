//! Calls with an effect: whatever breaks, at most one request arrives, and the effect says what can be known.

use crate::{
    desk::{self, Desk},
    witness::told,
};
use bayar::{
    Effect, Environment, Error, ErrorKind, Finnet, PayCombat, Phone, Report, Rupiah, Singapay, Why, finnet, paycombat,
    singapay::{self, Product},
};
use bayar_simulator::{Fault, Operation, demo};
use bytes::Bytes;
use std::{
    fmt::Debug,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

crate::trials!(
    every_fault_sends_once_and_is_reported,
    a_refused_connection_is_an_error_and_nothing_was_sent,
    a_payment_has_a_connection_of_its_own,
    a_hanging_token_call_is_an_error_and_nothing_was_sent,
    a_refused_token_is_not_used_for_the_next_call,
    an_answer_that_never_ends_is_unknown,
);

const EFFECTS: [Operation; 4] =
    [Operation::PostpaidPaymentV2, Operation::PrepaidPaymentV2, Operation::PinReset, Operation::DeleteCustomer];

/// What a call did, without its type.
#[derive(Debug)]
struct Outcome {
    name: &'static str,
    report: Option<Report>,
}

fn flat<T: Debug>(result: Result<Effect<T>, Error>) -> Result<Outcome, Error> {
    told(result).map(|effect| Outcome { name: effect.name(), report: effect.report().cloned() })
}

fn pulsa() -> Product {
    Product::pulsa("SPTLKMAS10", &Phone::parse(demo::PREPAID_PHONE).unwrap())
}

async fn run(desk: &Desk, operation: Operation) -> Result<Outcome, Error> {
    match operation {
        Operation::PostpaidPaymentV2 => {
            let client = desk.singapay();
            let quote = desk.quote(&client).await;
            flat(client.pay_unguarded(&quote).await)
        }
        Operation::PrepaidPaymentV2 => {
            flat(desk.singapay().buy_unguarded(&pulsa(), Rupiah::new(11_000).unwrap()).await)
        }
        Operation::PinReset => flat(desk.finnet().reset_pin(&desk::reset_request()).await),
        _ => flat(desk.paycombat().customers().delete(demo::CUSTOMER_ID).await),
    }
}

fn html(status: u16) -> Fault {
    Fault::Answer { status, content_type: "text/html".to_owned(), body: Bytes::from_static(b"<html>sorry</html>") }
}

// rule: a connection that breaks after the request left is unknown, not unsent
// rule: a 401 on a call with an effect is not answered with a second send
// rule: a call with an effect is sent once, whatever its specification says of repeating
// rule: a redirect is not followed: a 307 would deliver the payment twice
// rule: a time-out after the request left is unknown, not unsent
// rule: a 401 alone is no proof that nothing was done
async fn every_fault_sends_once_and_is_reported() {
    let cases = [
        (Fault::UnauthorizedOnce, Why::Unauthorized),
        (Fault::DropBeforeReading, Why::NoAnswer),
        (Fault::DropAfterReading, Why::NoAnswer),
        (Fault::DropAfterExecuting, Why::NoAnswer),
        (Fault::Reset, Why::NoAnswer),
        (Fault::TruncatedBody, Why::NoAnswer),
        (Fault::Delay(Duration::from_secs(30)), Why::NoAnswer),
        (Fault::Html502, Why::Unlisted),
        (Fault::SystemError99, Why::Unlisted),
        (Fault::Redirect307, Why::Redirected),
        (html(200), Why::Unreadable),
        (html(401), Why::Unauthorized),
        (html(429), Why::Unlisted),
        (html(409), Why::Unlisted),
        (html(504), Why::Unlisted),
    ];
    for operation in EFFECTS {
        for (fault, why) in &cases {
            let desk = Desk::new().await.settings(|s| s.effect_timeout(Duration::from_millis(700)));
            desk.simulator.script(operation, 1, fault.clone());
            let outcome = run(&desk, operation).await.unwrap();
            assert_eq!((outcome.name, outcome.report.unwrap().why()), ("unknown", why), "{operation:?} {fault:?}");
            // A followed redirect would be a second call of the operation.
            assert_eq!(desk.count(operation), 1, "{operation:?} {fault:?}");
        }
    }
}

async fn a_refused_connection_is_an_error_and_nothing_was_sent() {
    for operation in EFFECTS {
        let desk = Desk::new().await;
        let error = match operation {
            Operation::PostpaidPaymentV2 => {
                let relay = Relay::to(&desk.simulator.singapay_url());
                let environment = Environment::local(&relay.url).unwrap();
                let client =
                    Singapay::connect(singapay::Account::new(environment, desk::singapay_credentials())).unwrap();
                let quote = told(client.inquire(&desk::pln()).await).unwrap(); // the token is in hand
                relay.close().await;
                told(client.pay_unguarded(&quote).await).unwrap_err()
            }
            Operation::PrepaidPaymentV2 => {
                let relay = Relay::to(&desk.simulator.singapay_url());
                let environment = Environment::local(&relay.url).unwrap();
                let client =
                    Singapay::connect(singapay::Account::new(environment, desk::singapay_credentials())).unwrap();
                client.authenticate().await.unwrap();
                relay.close().await;
                told(client.buy_unguarded(&pulsa(), Rupiah::new(11_000).unwrap()).await).unwrap_err()
            }
            Operation::PinReset => {
                let client = on_a_closed_port(desk::finnet_credentials(), finnet::Account::new, Finnet::connect);
                told(client.reset_pin(&desk::reset_request()).await).unwrap_err()
            }
            _ => {
                let client =
                    on_a_closed_port(desk::paycombat_credentials(), paycombat::Account::new, PayCombat::connect);
                told(client.customers().delete(demo::CUSTOMER_ID).await).unwrap_err()
            }
        };
        assert!(!error.was_sent(), "{operation:?} {error}");
        assert!(error.retryable(), "{operation:?} {error}");
        assert_eq!(desk.count(operation), 0);
    }
}

/// A way to the simulator that can be closed: then nobody listens at this address any more.
struct Relay {
    url: String,
    accepted: Arc<AtomicUsize>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Relay {
    fn to(target: &str) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let target = target.trim_start_matches("http://").to_owned();
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = accepted.clone();
        let accepting = tokio::spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (mut near, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let mut far = tokio::net::TcpStream::connect(&target).await.unwrap();
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut near, &mut far).await });
            }
        });
        Self { url, accepted, accepting }
    }

    async fn close(self) {
        self.accepting.abort();
        _ = self.accepting.await;
    }
}

fn on_a_closed_port<C, A, P>(
    credentials: C,
    account: impl Fn(Environment, C) -> A,
    connect: impl Fn(A) -> Result<P, Error>,
) -> P {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let environment = Environment::local(&format!("http://{free}")).unwrap();
    connect(account(environment, credentials)).unwrap()
}

/// On a pooled connection that is closing, nobody can say whether the request arrived.
// rule: a call with an effect has a connection of its own
async fn a_payment_has_a_connection_of_its_own() {
    let desk = Desk::new().await;
    let relay = Relay::to(&desk.simulator.singapay_url());
    let environment = Environment::local(&relay.url).unwrap();
    let client = Singapay::connect(singapay::Account::new(environment, desk::singapay_credentials())).unwrap();
    for _ in 0..3 {
        let quote = desk.quote(&client).await;
        // Let finished connections settle in the pool: from here on, reading needs no new one.
        told(client.balance().await).unwrap();
        let before = relay.accepted.load(Ordering::SeqCst);
        told(client.pay_unguarded(&quote).await).unwrap().done().unwrap();
        assert_eq!(relay.accepted.load(Ordering::SeqCst), before + 1);
    }
}

async fn a_hanging_token_call_is_an_error_and_nothing_was_sent() {
    let desk = Desk::new().await.settings(|s| s.deadline(Duration::from_millis(200)));
    desk.simulator.script(Operation::AccessTokenB2b, 1, Fault::Delay(Duration::from_secs(5)));
    let error = told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline, "{error}");
    assert!(!error.was_sent());
    assert_eq!(desk.count(Operation::PinReset), 0);
}

async fn a_refused_token_is_not_used_for_the_next_call() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    desk.simulator.script(Operation::PinReset, 1, Fault::UnauthorizedOnce);
    let first = told(client.reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!(first.report().unwrap().why(), &Why::Unauthorized);
    assert_eq!(desk.count(Operation::AccessTokenB2b), 1, "no new token before it is needed");
    let second = told(client.reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!((second.name(), desk.count(Operation::AccessTokenB2b)), ("done", 2));
}

async fn an_answer_that_never_ends_is_unknown() {
    let desk = Desk::new().await.settings(|s| s.body_limit(1000));
    let body = Bytes::from(vec![b' '; 100_000]);
    desk.simulator.script(
        Operation::DeleteCustomer,
        1,
        Fault::Answer { status: 200, content_type: "application/json".to_owned(), body },
    );
    let outcome = run(&desk, Operation::DeleteCustomer).await.unwrap();
    assert_eq!((outcome.name, outcome.report.unwrap().why()), ("unknown", &Why::Unreadable));
}
