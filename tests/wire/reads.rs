//! Calls without effect: a refused token is renewed once, and what may be repeated is repeated.

use crate::{
    desk::{self, Desk},
    witness::told,
};
use bayar::{Error, ErrorKind, singapay::ListFilter};
use bayar_simulator::{Fault, Operation, demo};

crate::trials!(
    a_401_renews_the_token_once,
    a_401_too_large_to_read_renews_the_token_too,
    a_second_401_is_final,
    what_may_be_repeated_is_repeated,
    an_inquiry_is_not_repeated,
    repeating_ends,
    no_token_means_nothing_was_sent,
    a_lost_token_answer_is_asked_again,
    a_repeated_call_does_not_say_that_nothing_was_sent,
    an_absurd_lifetime_is_no_panic,
);

const WITH_TOKEN: [Operation; 5] = [
    Operation::CheckBalance,
    Operation::ListBillTransaction,
    Operation::DetailBillTransaction,
    Operation::ResetCustomerId,
    Operation::PostpaidInquiryV2,
];

async fn read(desk: &Desk, operation: Operation) -> Result<(), Error> {
    let client = desk.singapay();
    match operation {
        Operation::CheckBalance => told(client.balance().await).map(drop),
        Operation::ListBillTransaction => told(client.list(&ListFilter::new()).await).map(drop),
        Operation::DetailBillTransaction => told(client.detail("01JXCK6K1CMRGJKQ2J863Q6P5J").await).map(drop),
        Operation::ResetCustomerId => told(client.sandbox_tools().unwrap().reset_customer_ids().await).map(drop),
        Operation::PostpaidInquiryV2 => told(client.inquire(&desk::pln()).await).map(drop),
        _ => told(desk.paycombat().customers().get(demo::CUSTOMER_ID).await).map(drop),
    }
}

async fn a_401_renews_the_token_once() {
    for operation in WITH_TOKEN {
        let desk = Desk::new().await;
        desk.simulator.script(operation, 1, Fault::UnauthorizedOnce);
        read(&desk, operation).await.unwrap();
        assert_eq!((desk.count(operation), desk.count(Operation::GenerateAccessToken)), (2, 2), "{operation:?}");
    }
}

async fn a_401_too_large_to_read_renews_the_token_too() {
    let large = || Fault::Answer { status: 401, content_type: "text/html".to_owned(), body: vec![b'x'; 4096].into() };
    for operation in WITH_TOKEN {
        let desk = Desk::new().await.settings(|s| s.body_limit(2048));
        desk.simulator.script(operation, 1, large());
        read(&desk, operation).await.unwrap();
        assert_eq!((desk.count(operation), desk.count(Operation::GenerateAccessToken)), (2, 2), "{operation:?}");
    }
    // With an effect it is not sent again, but the next call has a new token.
    let desk = Desk::new().await;
    let quote = desk.quote(&desk.singapay()).await;
    let client = desk.settings(|s| s.body_limit(2048));
    client.simulator.script(Operation::PostpaidPaymentV2, 1, large());
    let singapay = client.singapay();
    assert_eq!(told(singapay.pay_unguarded(&quote).await).unwrap().name(), "unknown");
    assert_eq!((client.count(Operation::PostpaidPaymentV2), client.executions(&quote)), (1, 0));
    let tokens = client.count(Operation::GenerateAccessToken);
    told(singapay.balance().await).unwrap();
    assert_eq!(client.count(Operation::GenerateAccessToken), tokens + 1);
}

async fn a_second_401_is_final() {
    for operation in WITH_TOKEN {
        let desk = Desk::new().await;
        for nth in 1..=5 {
            desk.simulator.script(operation, nth, Fault::UnauthorizedOnce);
        }
        let error = read(&desk, operation).await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Refused, 401), "{operation:?}");
        assert_eq!(desk.count(operation), 2, "{operation:?}");
    }
}

async fn what_may_be_repeated_is_repeated() {
    let faults =
        [Fault::Html502, Fault::DropBeforeReading, Fault::DropAfterExecuting, Fault::Reset, Fault::TruncatedBody];
    for operation in
        WITH_TOKEN.into_iter().filter(|op| *op != Operation::PostpaidInquiryV2).chain([Operation::GetCustomer])
    {
        for fault in &faults {
            let desk = Desk::new().await;
            desk.simulator.script(operation, 1, fault.clone());
            read(&desk, operation).await.unwrap();
            assert_eq!(desk.count(operation), 2, "{operation:?} {fault:?}");
        }
    }
}

async fn an_inquiry_is_not_repeated() {
    for fault in [Fault::Html502, Fault::DropAfterExecuting, Fault::SystemError99] {
        let desk = Desk::new().await;
        desk.simulator.script(Operation::PostpaidInquiryV2, 1, fault);
        read(&desk, Operation::PostpaidInquiryV2).await.unwrap_err();
        assert_eq!(desk.count(Operation::PostpaidInquiryV2), 1);
    }
}

async fn repeating_ends() {
    let desk = Desk::new().await;
    for nth in 1..=10 {
        desk.simulator.script(Operation::CheckBalance, nth, Fault::Html502);
    }
    let error = read(&desk, Operation::CheckBalance).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.response().unwrap().attempts()), (502, 3));
    assert!(error.retryable());
    assert_eq!(desk.count(Operation::CheckBalance), 3);
}

async fn no_token_means_nothing_was_sent() {
    let desk = Desk::new().await;
    let credentials =
        bayar::singapay::Credentials { client_secret: "wrong-secret-81f2".into(), ..desk::singapay_credentials() };
    let error = told(desk.singapay_as(credentials).balance().await).unwrap_err();
    assert_eq!(
        (error.kind(), error.was_sent(), error.status().unwrap().as_u16()),
        (ErrorKind::Authentication, false, 401)
    );
    assert_eq!((desk.count(Operation::CheckBalance), desk.count(Operation::GenerateAccessToken)), (0, 1));
    let credentials =
        bayar::singapay::Credentials { partner_id: "wrong-partner-77a0".into(), ..desk::singapay_credentials() };
    let error = told(desk.singapay_as(credentials).balance().await).unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 403);
    assert!(error.to_string().contains("IP address"), "{error}");
}

async fn a_lost_token_answer_is_asked_again() {
    let desk = Desk::new().await;
    desk.simulator.script(Operation::GenerateAccessToken, 1, Fault::DropAfterExecuting);
    read(&desk, Operation::CheckBalance).await.unwrap();
    assert_eq!(desk.count(Operation::GenerateAccessToken), 2);
    let desk = Desk::new().await;
    desk.simulator.script(Operation::AccessTokenB2b, 1, Fault::Html502);
    told(desk.finnet().reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
    assert_eq!((desk.count(Operation::AccessTokenB2b), desk.count(Operation::PinReset)), (2, 1));
}

async fn a_repeated_call_does_not_say_that_nothing_was_sent() {
    let desk = Desk::new().await;
    desk.simulator.script(Operation::PostpaidInquiryV2, 1, Fault::UnauthorizedOnce);
    desk.simulator.script(Operation::GenerateAccessToken, 2, Fault::UnauthorizedOnce);
    let error = read(&desk, Operation::PostpaidInquiryV2).await.unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Authentication, true), "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 401);
}

async fn an_absurd_lifetime_is_no_panic() {
    let desk = Desk::new().await;
    let body = r#"{"status":200,"success":true,"data":{"access_token":"t-0001","expires_in":"18446744073709551615"}}"#;
    let answer = Fault::Answer { status: 200, content_type: "application/json".to_owned(), body: body.into() };
    desk.simulator.script(Operation::GenerateAccessToken, 1, answer);
    read(&desk, Operation::CheckBalance).await.unwrap(); // 401, then a token that the provider knows
    assert_eq!(desk.count(Operation::GenerateAccessToken), 2);
}
