//! Singapay, Finnet SNAP and PayCombat on loopback.
