//! A machine whose clock is off: measured, corrected within a limit, and never a reason to send an effect again.

use crate::{
    desk::{self, Desk},
    witness::{heard, told},
};
use bayar::{ClockOffset, ErrorKind, Why, payments::Port};
use bayar_simulator::Operation;
use std::time::Duration;

crate::trials!(
    a_first_call_with_a_wrong_clock_learns_and_succeeds,
    an_effect_with_a_wrong_clock_is_sent_once_and_the_next_one_is_right,
    beyond_the_limit_nothing_is_corrected,
    a_port_tells_how_far_the_clock_is_off,
);

const OFF: Duration = Duration::from_secs(400);
/// Each of another test, because the log is that of all tests.
const OFF_WITHIN: Duration = Duration::from_secs(517);
const OFF_BEYOND: Duration = Duration::from_secs(731);
const OFF_OF_A_PORT: Duration = Duration::from_secs(613);

fn warned(offset: ClockOffset) -> bool {
    let ClockOffset { seconds, applied, .. } = offset;
    heard(&format!("differs from the provider's; set it by NTP seconds={seconds} applied={applied}"))
}

async fn a_first_call_with_a_wrong_clock_learns_and_succeeds() {
    let desk = Desk::new().await;
    desk.simulator.clock().advance(OFF_WITHIN);
    let client = desk.finnet();
    assert_eq!(client.clock_offset(), None);
    told(client.reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
    let offset = client.clock_offset().unwrap();
    assert!((512..=517).contains(&offset.seconds) && offset.applied, "{offset:?}");
    assert!(warned(offset), "no warning in the log: {offset:?}");
    assert_eq!((desk.count(Operation::AccessTokenB2b), desk.count(Operation::PinReset)), (2, 1));
}

async fn an_effect_with_a_wrong_clock_is_sent_once_and_the_next_one_is_right() {
    let desk = Desk::new().await;
    let client = desk.finnet();
    told(client.authenticate().await).unwrap();
    desk.simulator.clock().advance(OFF);
    let first = told(client.reset_pin(&desk::reset_request()).await).unwrap();
    assert_eq!((first.name(), first.report().unwrap().why()), ("unknown", &Why::Unauthorized));
    assert_eq!(desk.count(Operation::PinReset), 1);
    told(client.reset_pin(&desk::reset_request()).await).unwrap().done().unwrap();
}

async fn beyond_the_limit_nothing_is_corrected() {
    let desk = Desk::new().await.settings(|s| s.clock_offset_limit(Duration::from_secs(60)));
    desk.simulator.clock().advance(OFF_BEYOND);
    let client = desk.finnet();
    let error = told(client.reset_pin(&desk::reset_request()).await).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Authentication, false));
    let offset = client.clock_offset().unwrap();
    assert!(!offset.applied && warned(offset), "{offset:?}");
    assert_eq!((desk.count(Operation::AccessTokenB2b), desk.count(Operation::PinReset)), (1, 0));
}

async fn a_port_tells_how_far_the_clock_is_off() {
    let desk = Desk::new().await;
    let client = desk.singapay();
    let port: &dyn Port = &client;
    assert_eq!(port.clock_offset(), None, "nothing has been measured");
    told(client.balance().await).unwrap();
    assert_eq!(port.clock_offset(), Some(0));
    for ahead in [true, false] {
        let clock = desk.simulator.clock();
        let now = bayar_simulator::Timestamp::now();
        clock.set(if ahead { now + OFF_OF_A_PORT } else { now - OFF_OF_A_PORT });
        told(client.balance().await).unwrap();
        let seconds = port.clock_offset().unwrap();
        assert!(seconds.signum() == if ahead { 1 } else { -1 } && (605..=620).contains(&seconds.abs()), "{seconds}");
    }
}
