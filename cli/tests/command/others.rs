//! `bayar finnet`, `bayar customer`.

use crate::world::{World, pinned};
use bayar_simulator::{Fault, Operation, demo};

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_reset_once() {
    let world = World::new().await;
    let done = world.run(&["finnet", "reset-pin", demo::PHONE, "--reference", "R1"]);
    assert_eq!(done.code, 0, "{done:?}");
    pinned("finnet-reset-pin", &done.out);
    let report = world.json("finnet-reset-pin", 0, &["finnet", "reset-pin", "+628113929190"]);
    assert_eq!((&report["code"], report["partner_reference"].as_str().unwrap().len()), (&"2000600".into(), 32));
    world.simulator.script(Operation::PinReset, 1, Fault::DropAfterExecuting);
    let lost = world.json("finnet-reset-pin", 4, &["finnet", "reset-pin", demo::PHONE, "--lang", "id"]);
    assert_eq!(lost["message"], "tidak ada jawaban lengkap; mungkin sudah dijalankan");
    assert_eq!(world.simulator.count(Operation::PinReset), 3);
    let refused = world.json("finnet-reset-pin", 3, &["finnet", "reset-pin", "081300000000"]);
    assert_eq!(refused["outcome"], "refused");
    for bad in [vec!["finnet", "reset-pin", "12"], vec!["finnet", "reset-pin", demo::PHONE, "--reference", ""]] {
        assert_eq!(world.run(&bad).code, 2, "{bad:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_shown_masked_and_deleted_once() {
    let world = World::new().await;
    let shown = world.run(&["customer", "get", demo::CUSTOMER_ID]);
    assert_eq!(shown.code, 0, "{shown:?}");
    pinned("customer-get", &shown.out);
    let masked = world.json("customer-get", 0, &["customer", "get", demo::CUSTOMER_ID]);
    assert!(masked["name"].is_null() && masked["email"].is_null() && masked["phone"].is_null(), "{masked:#}");
    let personal = world.json("customer-get", 0, &["customer", "get", demo::CUSTOMER_ID, "--personal"]);
    assert!(personal["name"].is_string() && personal["email"].is_string());
    let deleted = world.run(&["customer", "delete", demo::CUSTOMER_ID]);
    assert_eq!(deleted.code, 0, "{deleted:?}");
    pinned("customer-delete", &deleted.out);
    let again = world.json("customer-delete", 4, &["customer", "delete", demo::CUSTOMER_ID]);
    assert!(again["message"].as_str().unwrap().contains("bayar customer get"), "{again:#}");
    assert_eq!(world.json("error", 3, &["customer", "get", demo::CUSTOMER_ID])["error"]["http_status"], 404);
    assert_eq!(world.simulator.count(Operation::DeleteCustomer), 2);
    assert_eq!(world.run(&["customer", "get", "a b"]).code, 2);
}
