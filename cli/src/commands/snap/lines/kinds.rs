//! The kinds of lines, and what each of them answers.
//!
//! Comes in: a line. Stays out: anything but the library's own functions, so that the command can't differ from them.

use super::answer::Answer;
use super::input::{Input, Line};
use super::keys::Keys;
use bayar::snap::minify::minify;
use bayar::snap::{BodyHash, HmacKey, Profile, SignatureText, Signed, SnapError, StringToSign};

/// All kinds, for messages.
const KINDS: &str = "minify, body_hash, token_rsa, tx_hmac, tx_hmac_sts, tx_rsa, hmac_sts, token_rsa_verify, \
                     tx_hmac_verify, tx_rsa_verify";

/// Answers lines.
#[allow(missing_debug_implementations)] // it holds keys
pub struct Clerk {
    profile: Profile,
    keys: Keys,
}

impl Clerk {
    /// With the rules of a profile for path and query, and whether public keys of 1024 bits are read. Signatures are
    /// base64, whatever the profile says: the lines have their own field for hex.
    #[must_use]
    pub fn new(profile: Profile, weak_keys_allowed: bool) -> Self {
        Self { profile: profile.signature_text(SignatureText::Base64), keys: Keys::new(weak_keys_allowed) }
    }

    /// Answers one line.
    #[must_use]
    pub fn answer(&mut self, line: &[u8]) -> Answer {
        self.serve(line).unwrap_or_else(Answer::error)
    }

    fn serve(&mut self, line: &[u8]) -> Result<Answer, String> {
        let line = Line::read(line)?;
        let kind = line.kind()?;
        let input = line.input()?;
        match kind {
            "minify" => minified(input),
            "body_hash" => {
                Ok(Answer::Hash { body_hash: BodyHash::of(input.text("body")?.as_bytes()).as_str().to_owned() })
            }
            "token_rsa" => self.token_rsa(input),
            "tx_hmac" => self.tx_hmac(input),
            "tx_hmac_sts" => self.tx_hmac_sts(input),
            "tx_rsa" => self.tx_rsa(input),
            "hmac_sts" => hmac_sts(input),
            "token_rsa_verify" => self.token_rsa_verify(input),
            "tx_hmac_verify" => self.tx_hmac_verify(input),
            "tx_rsa_verify" => self.tx_rsa_verify(input),
            _ => Err(format!("kind: it is unknown; it must be one of {KINDS}")),
        }
    }

    fn token_rsa(&mut self, input: Input<'_>) -> Result<Answer, String> {
        let text = token(input)?;
        let signed = self.sign_rsa(input, text)?;
        Ok(Answer::Token { string_to_sign: signed.string_to_sign().to_owned(), signature: signed.into_signature() })
    }

    fn tx_rsa(&mut self, input: Input<'_>) -> Result<Answer, String> {
        let text = self.asymmetric(input)?;
        let signed = self.sign_rsa(input, text)?;
        Ok(Answer::Asymmetric {
            body_hash: signed.body_hash().to_owned(),
            string_to_sign: signed.string_to_sign().to_owned(),
            signature: signed.into_signature(),
        })
    }

    fn tx_hmac(&self, input: Input<'_>) -> Result<Answer, String> {
        let signed = self.symmetric(input)?.hmac(&secret(input)?, SignatureText::Base64);
        Ok(Answer::Symmetric {
            body_hash: signed.body_hash().to_owned(),
            string_to_sign: signed.string_to_sign().to_owned(),
            signature_hex: signed.signature_as(SignatureText::Hex),
            signature: signed.into_signature(),
        })
    }

    fn tx_hmac_sts(&self, input: Input<'_>) -> Result<Answer, String> {
        let text = self.symmetric(input)?;
        Ok(Answer::Unsigned { body_hash: text.body_hash().to_owned(), string_to_sign: text.as_str().to_owned() })
    }

    fn token_rsa_verify(&mut self, input: Input<'_>) -> Result<Answer, String> {
        let text = token(input)?;
        self.verify_rsa(input, &text)
    }

    fn tx_rsa_verify(&mut self, input: Input<'_>) -> Result<Answer, String> {
        let text = self.asymmetric(input)?;
        self.verify_rsa(input, &text)
    }

    fn tx_hmac_verify(&self, input: Input<'_>) -> Result<Answer, String> {
        let text = self.symmetric(input)?;
        let signature = input.text("signature")?;
        Ok(Answer::Verdict { valid: text.fits_hmac(&secret(input)?, signature, SignatureText::Base64) })
    }

    fn sign_rsa(&mut self, input: Input<'_>, text: StringToSign) -> Result<Signed, String> {
        let key = self.keys.private(input.secret("private_key")?)?;
        text.rsa(key, SignatureText::Base64).map_err(|error: SnapError| error.to_string())
    }

    fn verify_rsa(&mut self, input: Input<'_>, text: &StringToSign) -> Result<Answer, String> {
        let signature = input.text("signature")?;
        let key = self.keys.public(input.secret("public_key")?)?;
        Ok(Answer::Verdict { valid: text.fits_rsa(key, signature, SignatureText::Base64) })
    }

    fn symmetric(&self, input: Input<'_>) -> Result<StringToSign, String> {
        let token = Some(input.secret("token")?);
        let (method, path, body) = (input.text("method")?, input.text("path")?, input.text("body")?);
        Ok(StringToSign::transaction(&self.profile, method, path, token, body, input.text("timestamp")?))
    }

    fn asymmetric(&self, input: Input<'_>) -> Result<StringToSign, String> {
        let (method, path, body) = (input.text("method")?, input.text("path")?, input.text("body")?);
        Ok(StringToSign::transaction(&self.profile, method, path, None, body, input.text("timestamp")?))
    }
}

fn minified(input: Input<'_>) -> Result<Answer, String> {
    let body = minify(input.text("body")?.as_bytes());
    // Only ASCII bytes are dropped, so UTF-8 stays UTF-8.
    Ok(Answer::Minified { minified: String::from_utf8_lossy(&body).into_owned() })
}

fn token(input: Input<'_>) -> Result<StringToSign, String> {
    Ok(StringToSign::token(input.text("client_id")?, input.text("timestamp")?))
}

fn secret(input: Input<'_>) -> Result<HmacKey, String> {
    input.secret("secret").map(HmacKey::new)
}

fn hmac_sts(input: Input<'_>) -> Result<Answer, String> {
    let text = StringToSign::from_text(input.text("string_to_sign")?);
    let signed = text.hmac(&secret(input)?, SignatureText::Base64);
    let signature_hex = signed.signature_as(SignatureText::Hex);
    Ok(Answer::Tag { signature: signed.into_signature(), signature_hex })
}
