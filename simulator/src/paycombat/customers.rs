//! Delete (legacy face) and get (merchant face) of a customer.
//! Deletion is soft: the record stays and is no longer active.

use jiff::Timestamp;
use serde::Serialize;

use super::{PayCombat, State, door, envelope, envelope::Refusal};
use crate::{
    clock::millis_text,
    exchange::{self, Reply, Request},
    lock::lock,
    world::{self, Customer, DataSet},
};

/// Invented; every customer has PayCombat's own organisation at Finmo.
const ORG_ID: &str = "org_7a0c51d94e8b4f6fa2d3c9186b05e47d";

/// A customer and what became of it.
pub(super) struct Kept {
    customer: Customer,
    is_active: bool,
    created_at: Timestamp,
}

impl Kept {
    pub(super) fn new(customer: Customer, created_at: Timestamp) -> Self {
        Self { customer, is_active: true, created_at }
    }
}

pub(super) fn put(state: &mut State, customer: Customer, now: Timestamp) {
    let same = |a: &Kept, b: &Kept| a.customer.is_same(&b.customer);
    world::put(&mut state.customers, Kept::new(customer, now), same);
}

pub(super) fn delete(paycombat: &PayCombat, request: &Request, times: u32) -> Result<Reply, Refusal> {
    let data_set = door::legacy(paycombat, request)?;
    let mut state = lock(&paycombat.state);
    let request_id = state.ids.hex(32);
    let kept = find(paycombat, &mut state, data_set, request)?;
    kept.is_active = false;
    (0..times).for_each(|_| paycombat.books.delete(&kept.customer.id));
    Ok(envelope::relayed(request_id, request.at, &Record::of(kept)))
}

pub(super) fn get(paycombat: &PayCombat, request: &Request) -> Result<Reply, Refusal> {
    let data_set = door::merchant(paycombat, request)?;
    let mut state = lock(&paycombat.state);
    let kept = find(paycombat, &mut state, data_set, request)?;
    Ok(envelope::success(&Record::of(kept)))
}

fn find<'a>(
    paycombat: &PayCombat,
    state: &'a mut State,
    data_set: DataSet,
    request: &Request,
) -> Result<&'a mut Kept, Refusal> {
    let settings = &paycombat.settings;
    let id = request.last_segment();
    if let Some(code) = id.strip_prefix(MAGIC).and_then(|code| code.parse().ok()) {
        return Err(status(code));
    }
    let mut customers = state.customers.iter_mut();
    customers
        .find(|it| it.customer.data_set == data_set && it.customer.id == id)
        .filter(|it| it.is_active || settings.deleted_customer_visible)
        .ok_or_else(|| Refusal::new(settings.unknown_customer_http, "Customer not found"))
}

/// Customer ids that begin like this end in the HTTP status that they are answered with.
pub(crate) const MAGIC: &str = "customer_magic_";

/// A refusal with this status, in the outer envelope.
pub(super) fn status(http: u16) -> Refusal {
    Refusal::new(http, exchange::status(http).canonical_reason().unwrap_or_default())
}

/// The published record, field for field.
#[derive(Serialize)]
struct Record<'a> {
    customer_id: &'a str,
    org_id: &'static str,
    r#type: &'static str,
    description: &'a str,
    webhook_url: (),
    metadata: (),
    is_active: bool,
    is_wallet_ready: bool,
    organization_reference_id: (),
    is_gca_enabled: bool,
    gca_activation_status: &'static str,
    gca_activated_at: (),
    is_sender_validation_enabled: bool,
    payin_sender_id_list: (),
    company_domain: (),
    individual: Individual<'a>,
    created_by: &'static str,
    created_at: String,
    /// Neither disabling nor deleting moved it in the published examples.
    updated_at: String,
}

#[derive(Serialize)]
struct Individual<'a> {
    first_name: &'a str,
    last_name: &'a str,
    dob: &'a str,
    email: &'a str,
    nationality: &'static str,
    address_country: &'static str,
    address_state: &'static str,
    address_city: &'static str,
    address_line1: &'static str,
    address_line2: &'static str,
    address_zip_code: &'static str,
    country_of_residence: &'static str,
    phone_number: &'a str,
    phone_country_code: &'static str,
    phone_number_e164: String,
    identification_type: &'static str,
    identification_custom_type: (),
    identification_value: &'a str,
}

impl<'a> Record<'a> {
    fn of(kept: &'a Kept) -> Self {
        let created_at = millis_text(kept.created_at);
        Self {
            customer_id: &kept.customer.id,
            org_id: ORG_ID,
            r#type: "individual",
            description: &kept.customer.description,
            webhook_url: (),
            metadata: (),
            is_active: kept.is_active,
            is_wallet_ready: false,
            organization_reference_id: (),
            is_gca_enabled: false,
            gca_activation_status: "NOT_STARTED",
            gca_activated_at: (),
            is_sender_validation_enabled: false,
            payin_sender_id_list: (),
            company_domain: (),
            individual: Individual::of(&kept.customer),
            created_by: created_by(kept.customer.data_set),
            created_at: created_at.clone(),
            updated_at: created_at,
        }
    }
}

impl<'a> Individual<'a> {
    fn of(customer: &'a Customer) -> Self {
        Self {
            first_name: &customer.first_name,
            last_name: &customer.last_name,
            dob: &customer.dob,
            email: &customer.email,
            nationality: "ID",
            address_country: "ID",
            address_state: "CENTRAL JAVA",
            address_city: "SEMARANG",
            address_line1: "Jalan Contoh 1",
            address_line2: "RT 001, RW 001",
            address_zip_code: "50000",
            country_of_residence: "ID",
            phone_number: &customer.phone_number,
            phone_country_code: "+62",
            phone_number_e164: format!("+62{}", customer.phone_number),
            identification_type: "NATIONAL_ID",
            identification_custom_type: (),
            identification_value: &customer.identification_value,
        }
    }
}

/// A masked access key whose prefix reveals the environment.
fn created_by(data_set: DataSet) -> &'static str {
    match data_set {
        DataSet::Sandbox => "api_access_key:AK_FINMO_SBX_00DEM00*******************00DEM0",
        DataSet::Production => "api_access_key:AK_FINMO_00DEM00*******************00DEM0",
    }
}
