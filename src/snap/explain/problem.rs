//! The mistakes that have a name.
//!
//! Comes in: nothing. Stays out: the words for them, which are in `words`.

use crate::snap::profile::Header;

/// What is wrong with a request.
///
/// *Sent* is what stands in the request; *signed* is what the signature was made over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// A header that must be there is missing or empty.
    MissingHeader(Header),
    /// A header is there more than once.
    DoubledHeader(Header),
    /// A header's value is too long, or has characters that it must not have.
    HeaderForm(Header),
    /// `Authorization` has no `Bearer ` before the token.
    NoBearer(Header),
    /// There is a body and no `Content-Type: application/json`.
    ContentType,
    /// `X-TIMESTAMP` is not in the form of the profile.
    TimestampForm,
    /// `X-TIMESTAMP` is too far from now.
    TimestampSkew,
    /// Another timestamp text was signed than the one that was sent.
    TimestampNotSigned,
    /// The signature is hex, and the profile wants base64.
    SignatureHex,
    /// The signature is base64, and the profile wants hex.
    SignatureBase64,
    /// Capitals and small letters of the signature were changed.
    SignatureCase,
    /// The signature is base64 in the alphabet for URLs, or has lost its padding.
    SignatureAlphabet,
    /// The hex text of the signature was encoded with base64 once more.
    SignatureTwice,
    /// The signature is neither base64 nor hex, or has a length that no signature has.
    SignatureUnreadable,
    /// The method was signed in another spelling, or another method was signed.
    Method,
    /// Scheme and host were signed with the path.
    HostSigned,
    /// The query was sent and not signed.
    QueryNotSigned,
    /// The query was signed, and the profile leaves it out.
    QuerySigned,
    /// The parameters were signed in another order or encoding.
    QueryOrder,
    /// A prefix of the path was signed or left out against the profile.
    PathPrefix,
    /// The path was signed with other slashes at its ends.
    PathSlash,
    /// The path was signed in another percent-encoding or in small letters.
    PathEncoding,
    /// Another path was signed.
    PathOther,
    /// `Bearer ` was signed with the token.
    BearerSigned,
    /// The token was left out of what was signed.
    TokenNotSigned,
    /// The customer's token was signed in place of the B2B token.
    CustomerTokenSigned,
    /// Another token was signed than the one that was sent.
    TokenOther,
    /// White space between values was signed.
    NotMinified,
    /// Slashes are escaped on one side only.
    BodySlashes,
    /// Letters outside ASCII are escaped on one side only.
    BodyUnicode,
    /// `<`, `>` and `&` are escaped on one side only.
    BodyHtml,
    /// The keys were signed in another order.
    BodyOrder,
    /// White space inside texts was removed before signing.
    BodySpaces,
    /// Numbers were signed in another spelling.
    BodyNumbers,
    /// Members that are `null` were left out before signing.
    BodyNulls,
    /// An empty body was signed as `{}`, or the other way round.
    BodyEmpty,
    /// The body was encoded as a JSON text once more before signing.
    BodyTwice,
    /// Another body was signed.
    BodyOther,
    /// The body hash was signed in another spelling than lower-case hex.
    HashForm,
    /// Other separators, or a line end behind the last field, were signed.
    Separators,
    /// Another of the three formulas was signed.
    Formula,
    /// White space at an end of the client secret was taken for a part of it, or the other way round.
    SecretSpaces,
    /// The client secret was decoded from base64 or hex before use; its text is the key.
    SecretDecoded,
    /// Another hash was used for the signature.
    Algorithm,
    /// The client id that was signed is not the one in `X-CLIENT-KEY`.
    ClientId,
    /// Nothing that is known explains it: most likely another secret or key signed.
    WrongKey,
}
