//! The generated clients, as they came out of the specifications.
//!
//! May use: transport, the values. Must not know: the facades.
//!
//! **No stability promise**: a corrected specification may rename anything here, and foreign types (`reqwest`,
//! `progenitor_client`) show. Get a client from a facade (`Singapay::raw` and the like); it authenticates, signs, limits
//! and records exactly as the facade does, and sends a call with an effect once. **After any error of a call with an effect,
//! look the outcome up**, a `Custom` included: it is the facade's error as text, and only its words tell "nothing was sent" from
//! "it may have been executed". The facades' own methods answer that with types.
//! Don't print a `progenitor_client::Error`: its text holds the answer, and so people's data.
#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    dead_code
)]
#![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::large_futures)]
#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]

/// In the generated clients an address is put together by this and parsed with every call, which costs a tenth of it. The
/// host is known and parsed already, so only the path is made here.
macro_rules! format {
    ($template:literal, $client:ident.baseurl, $($rest:tt)*) => {
        $client.inner.address(::std::format_args!($template, "", $($rest)*))
    };
    ($($all:tt)*) => { ::std::format!($($all)*) };
}

/// Declares a generated client, its operations table, and its hooks; the work is in `transport`.
macro_rules! client {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub mod $name {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($name), ".rs"));

            /// What the specification says of each operation.
            pub const OPERATIONS: &[crate::operation::Operation] =
                include!(concat!(env!("OUT_DIR"), "/", stringify!($name), "_operations.rs"));

            impl progenitor_client::ClientHooks<crate::transport::Call> for Client {
                async fn pre<E>(
                    &self,
                    request: &mut reqwest::Request,
                    info: &progenitor_client::OperationInfo,
                ) -> Result<(), progenitor_client::Error<E>> {
                    self.inner.prepare(request, info.operation_id).await.map_err(progenitor_client::Error::Custom)
                }

                async fn exec(
                    &self,
                    request: reqwest::Request,
                    _: &progenitor_client::OperationInfo,
                ) -> reqwest::Result<reqwest::Response> {
                    Ok(crate::transport::hand_over(request))
                }
            }

            pub(crate) fn client(call: &crate::transport::Call) -> Client {
                Client::new_with_client(call.base_url(), call.http(), call.clone())
            }
        }
    };
}

client!(
    /// Singapay B2B Biller.
    singapay_biller
);
client!(
    /// Finnet (Finpay) SNAP.
    finnet_snap
);
client!(
    /// PayCombat, the early face (`X-Merchant-Identifier-Id`, `X-Type`).
    paycombat_legacy
);
client!(
    /// PayCombat, the merchant face (`X-token`).
    paycombat_merchant
);
