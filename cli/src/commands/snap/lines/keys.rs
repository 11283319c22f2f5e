//! The keys of the lines, kept from one line to the next: most streams sign all their lines with one key.
//!
//! Comes in: the text of a key. Stays out: keeping more than the last one of each sort.

use bayar::Secret;
use bayar::snap::{PrivateKey, PublicKey};

#[derive(Default)]
pub(super) struct Keys {
    weak_allowed: bool,
    private: Option<(Secret, PrivateKey)>,
    public: Option<(Secret, PublicKey)>,
}

impl Keys {
    pub(super) fn new(weak_allowed: bool) -> Self {
        Self { weak_allowed, ..Self::default() }
    }

    pub(super) fn private(&mut self, text: &Secret) -> Result<&PrivateKey, String> {
        let kept = self.private.take().filter(|(known, _)| known == text);
        let pair = match kept {
            Some(pair) => pair,
            None => (text.clone(), PrivateKey::from_pem(text.expose()).map_err(|error| error.to_string())?),
        };
        Ok(&self.private.insert(pair).1)
    }

    pub(super) fn public(&mut self, text: &Secret) -> Result<&PublicKey, String> {
        let kept = self.public.take().filter(|(known, _)| known == text);
        let pair = match kept {
            Some(pair) => pair,
            None => (text.clone(), super::super::material::public_key(text.expose().as_bytes(), self.weak_allowed)?),
        };
        Ok(&self.public.insert(pair).1)
    }
}
