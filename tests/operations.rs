//! The table of operations, pinned: whoever changes what a call does, or when it is repeated, sees it here.

use bayar::operation::{EffectKind, Operation, Retry};
use bayar::raw::{finnet_snap, paycombat_legacy, paycombat_merchant, singapay_biller};

fn all() -> impl Iterator<Item = &'static Operation> {
    [singapay_biller::OPERATIONS, finnet_snap::OPERATIONS, paycombat_legacy::OPERATIONS, paycombat_merchant::OPERATIONS]
        .into_iter()
        .flatten()
}

fn line(op: &Operation) -> String {
    let sandbox = if op.sandbox_only { " sandbox-only" } else { "" };
    let Operation { id, method, path, auth, effect, retry, evidence, .. } = op;
    format!("{id}: {method} {path} {auth} {effect:?} {retry:?} {evidence:?}{sandbox}")
}

#[test]
fn the_table_is_as_reviewed() {
    let lines: Vec<String> = all().map(line).collect();
    let reviewed = "\
generate_access_token: POST /api/v1.0/access-token/b2b basicAuth None Always Documented
postpaid_inquiry_v2: POST /api/v2/postpaid/inquiry bearerAuth None Unauthorized Reconstructed
prepaid_inquiry_v2: POST /api/v2/prepaid/inquiry bearerAuth None Unauthorized Reconstructed
prepaid_payment_v2: POST /api/v2/prepaid/payment bearerAuth Money Never Reconstructed
list_bill_transaction: POST /api/v1/list-bill-transaction bearerAuth None Always Documented
detail_bill_transaction: POST /api/v1/detail-bill-transaction bearerAuth None Always Documented
check_balance: POST /api/v1/check-balance bearerAuth None Always Documented
postpaid_payment_v2: POST /api/v2/postpaid/payment bearerAuth Money Never Published
reset_customer_id: POST /api/v1/reset-customer-id bearerAuth None Always Published sandbox-only
access_token_b2b: POST /v1.0/access-token/b2b snapAccessToken None Always Reconstructed
pin_reset: POST /v1.0/pin/reset snapTransaction Message Never Documented
delete_customer: DELETE /customer/customer/{customer_id} merchantIdentifier Customer Never Documented
get_customer: GET /api/v1/customer/customer/{customer_id} merchantToken None Always Documented";
    assert_eq!(lines, reviewed.lines().collect::<Vec<_>>());
}

#[test]
fn no_operation_with_an_effect_is_repeated_and_each_names_its_source_and_its_success() {
    for op in all() {
        assert!(op.effect == EffectKind::None || op.retry == Retry::Never, "{}", op.id);
        assert!(op.source.starts_with("https://"), "{}", op.id);
        assert_eq!(op.success, 200, "{}", op.id);
    }
}
