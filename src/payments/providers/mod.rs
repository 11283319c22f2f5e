//! The providers' ports.
//!
//! May use: the facades, the port. One file for each provider.

mod singapay;
mod singapay_orders;
