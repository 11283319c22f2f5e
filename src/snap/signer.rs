//! Who makes RSA signatures: a key in memory, or one that never leaves a KMS or an HSM.
//!
//! Comes in: the exact bytes to sign. Stays out: what those bytes mean.

use std::fmt::Debug;
use std::pin::Pin;

use super::error::SnapError;
use super::key::PrivateKey;

/// A signature on its way: a boxed future, so that [`Signer`] can be used as `dyn Signer`.
pub type Signing<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, SnapError>> + Send + 'a>>;

/// Makes RSASSA-PKCS1-v1_5 signatures with SHA-256.
///
/// It returns a future, because a KMS answers over the network; a key in memory answers at once. The box costs some
/// nanoseconds beside the half millisecond of an RSA signature.
///
/// ```
/// use bayar::snap::{Signer, Signing, SnapError};
///
/// #[derive(Debug)]
/// struct Kms { key_id: String }
///
/// impl Signer for Kms {
///     fn sign<'a>(&'a self, message: &'a [u8]) -> Signing<'a> {
///         Box::pin(async move {
///             ask_the_kms(&self.key_id, message).await.map_err(SnapError::signer)
///         })
///     }
/// }
/// # async fn ask_the_kms(_: &str, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Ok(vec![]) }
/// ```
pub trait Signer: Send + Sync + Debug {
    /// Signs the message (the message itself, not a hash of it).
    ///
    /// The result is the raw signature, as long as the modulus of the key: 256 bytes for RSA 2048.
    /// Make errors of your own with [`SnapError::signer`].
    fn sign<'a>(&'a self, message: &'a [u8]) -> Signing<'a>;

    /// The public key that belongs to it, as the DER of a SubjectPublicKeyInfo, if it is at hand.
    ///
    /// It is used for checks and hints only.
    fn public_key_spki(&self) -> Option<Vec<u8>> {
        None
    }
}

impl Signer for PrivateKey {
    fn sign<'a>(&'a self, message: &'a [u8]) -> Signing<'a> {
        Box::pin(std::future::ready(self.sign_bytes(message)))
    }

    fn public_key_spki(&self) -> Option<Vec<u8>> {
        self.public_key().ok().map(|key| key.to_spki())
    }
}
