//! English.
//!
//! Comes in: one sentence for the cause and one for the fix of each problem. Stays out: values.

use super::Words;
use crate::snap::explain::difference::Difference;
use crate::snap::explain::problem::Problem;

pub(super) const CLEAN: &str = "Nothing is wrong: headers and signature are as the provider wants them.";
pub(super) const FIX: &str = "Fix:";

pub(super) fn seconds(ahead: i64) -> String {
    let (count, side) = (ahead.unsigned_abs(), if ahead < 0 { "behind" } else { "ahead of" });
    format!(" It is {count} seconds {side} now.")
}

pub(super) fn difference(difference: &Difference) -> String {
    let (at, sent, signed) = (difference.at(), difference.sent(), difference.signed());
    format!(" First difference at byte {at}: sent «{sent}», signed «{signed}».")
}

pub(super) fn words(problem: &Problem) -> Words {
    header(problem)
        .or_else(|| signature(problem))
        .or_else(|| path(problem))
        .or_else(|| body(problem))
        .unwrap_or_else(|| rest(problem))
}

#[rustfmt::skip]
fn header(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::MissingHeader(_) => ("The header {header} is missing or empty.", "Send {header}; the provider's header table says what goes in."),
        Problem::DoubledHeader(_) => ("The header {header} is there more than once.", "Send {header} once; look for a middleware or proxy that adds it again."),
        Problem::HeaderForm(_) => ("The value of {header} is too long or has characters that the provider doesn't take.", "Write {header} as the provider's header table says; X-EXTERNAL-ID has digits only."),
        Problem::NoBearer(_) => ("The value of {header} doesn't start with \"Bearer \".", "Put \"Bearer \" before the token in {header}; in the string to sign the token stands alone."),
        Problem::ContentType => ("There is a body, and Content-Type is not application/json.", "Send Content-Type: application/json."),
        Problem::TimestampForm => ("X-TIMESTAMP is not written in the form that the provider wants.", "Write it as 2026-01-02T03:04:05+07:00, unless the provider's document shows another form."),
        Problem::TimestampSkew => ("X-TIMESTAMP is too far from now.", "Set the clock by NTP, and make the time anew for each attempt."),
        Problem::TimestampNotSigned => ("Another timestamp was signed than the one in X-TIMESTAMP.", "Make the text once for each attempt, and use the same characters in the header and in the string to sign."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn signature(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::SignatureHex => ("The signature is written in hex, and the provider wants base64.", "Encode the raw bytes of the signature with base64."),
        Problem::SignatureBase64 => ("The signature is written in base64, and the provider wants lower-case hex.", "Write the raw bytes of the signature in lower-case hex."),
        Problem::SignatureCase => ("Capital and small letters of the signature were changed.", "Don't change the case of X-SIGNATURE: base64 is case-sensitive, and hex is lower case."),
        Problem::SignatureAlphabet => ("The signature is base64 for URLs, or has lost its padding.", "Use base64 with the standard alphabet (+ and /) and with = at its end."),
        Problem::SignatureTwice => ("The hex text of the signature was encoded with base64 once more.", "Encode the raw bytes with base64, not their hex text."),
        Problem::SignatureUnreadable => ("X-SIGNATURE is neither base64 nor hex of a signature's length.", "Look at what your code puts in: 64 bytes for HMAC-SHA512, 256 bytes for RSA 2048, then base64."),
        Problem::Separators => ("The fields were joined with other separators, or a line end was signed behind them.", "Join with : for a transaction and with | for a token, and put nothing behind the timestamp."),
        Problem::Formula => ("Another of the three formulas was signed.", "Token: client_id|timestamp by RSA. Transaction with token: five fields by HMAC-SHA512. Without token: four fields by RSA, no empty field."),
        Problem::SecretSpaces => ("White space at an end of the client secret makes the difference.", "Remove spaces and line ends around the secret where it is stored."),
        Problem::SecretDecoded => ("The client secret was decoded from base64 or hex before it was used.", "Use the text of the secret as it is; its UTF-8 bytes are the key."),
        Problem::Algorithm => ("Another hash was used for the signature.", "Use HMAC-SHA512 for a symmetric signature, and RSA PKCS#1 v1.5 with SHA-256 for an asymmetric one."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn path(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::Method => ("Another method, or the method in small letters, was signed.", "Sign the method of the request in capitals, as POST."),
        Problem::HostSigned => ("Scheme and host were signed with the path.", "Sign the path from its first / on, without https:// and host."),
        Problem::QueryNotSigned => ("The query was sent and not signed.", "Sign the path with its query, as it stands on the request line."),
        Problem::QuerySigned => ("The query was signed, and this provider leaves it out.", "Sign the path up to the ?, and nothing behind."),
        Problem::QueryOrder => ("The parameters were signed in another order or encoding than the provider wants.", "Sign the query in the provider's order: as sent, or sorted by name and value if its document says so."),
        Problem::PathPrefix => ("A prefix of the path was signed or left out against the provider's rule.", "Compare the path in the provider's sample with yours from its first / on; set the prefix rule of the profile."),
        Problem::PathSlash => ("The path was signed with another slash at an end.", "Sign the path exactly as it is called, with one / at its start."),
        Problem::PathEncoding => ("The path was signed in another percent-encoding or in small letters.", "Sign the text that goes on the request line, after percent-encoding."),
        Problem::PathOther => ("Another path was signed.", "Sign the path of this request; look for a proxy that rewrites it."),
        Problem::BearerSigned => ("\"Bearer \" was signed with the token.", "Sign the token alone; \"Bearer \" belongs into the header only."),
        Problem::TokenNotSigned => ("The token was left out of the string to sign.", "Put the B2B token between path and body hash."),
        Problem::CustomerTokenSigned => ("The customer's token was signed in place of the B2B token.", "Sign the B2B token (Authorization), also where Authorization-Customer is sent."),
        Problem::TokenOther => ("Another token was signed than the one in Authorization.", "Take the token from the cache once for each attempt, and use it for the header and the signature."),
        Problem::ClientId => ("The client id that was signed is not the one in X-CLIENT-KEY.", "Sign the value of X-CLIENT-KEY: client_id|timestamp."),
        _ => return None,
    })
}

#[rustfmt::skip]
fn body(problem: &Problem) -> Option<Words> {
    Some(match problem {
        Problem::NotMinified => ("White space between values was signed.", "Serialise the body once, compactly, and sign and send those bytes; or minify before hashing."),
        Problem::BodySlashes => ("Slashes are escaped as \\/ on one side only, so the body was serialised twice.", "Sign and send the same bytes; in PHP use JSON_UNESCAPED_SLASHES."),
        Problem::BodyUnicode => ("Letters outside ASCII are escaped as \\u on one side only, so the body was serialised twice.", "Sign and send the same bytes; in Python use ensure_ascii=False on both sides, in PHP JSON_UNESCAPED_UNICODE."),
        Problem::BodyHtml => ("The characters < > & are escaped on one side only, so the body was serialised twice.", "Sign and send the same bytes; in Go use SetEscapeHTML(false)."),
        Problem::BodyOrder => ("The keys were signed in another order, so the body was serialised twice.", "Sign and send the same bytes; don't sort keys in between."),
        Problem::BodySpaces => ("White space inside texts was removed before signing.", "Remove white space between values only; names and padded account numbers keep theirs."),
        Problem::BodyNumbers => ("Numbers were signed in another spelling, so the body was parsed and printed in between.", "Sign and send the same bytes; put money into texts as \"10000.00\"."),
        Problem::BodyNulls => ("Members that are null were left out before signing.", "Sign and send the same bytes; leave nulls out of both or of none."),
        Problem::BodyEmpty => ("An empty body was signed as {} (or the other way round).", "Without a body, sign the SHA-256 of nothing: e3b0c442...b855."),
        Problem::BodyTwice => ("The JSON text was encoded as a JSON text once more before signing.", "Call the serialiser once; a text that is JSON already must not go through it again."),
        Problem::BodyOther => ("Another body was signed than the one that was sent.", "Keep the bytes that you sign, and send those; look for a middleware that changes the body."),
        Problem::HashForm => ("The body hash was signed in another spelling than lower-case hex.", "Write the SHA-256 of the body in lower-case hex: 64 characters."),
        _ => return None,
    })
}

fn rest(problem: &Problem) -> Words {
    match problem {
        Problem::WrongKey => (
            "No known mistake explains the signature: most likely another secret or key signed it, or the body was changed on the way.",
            "Check that secret or key belong to this client id and to this environment; give the string to sign of the sender to learn more.",
        ),
        _ => ("Something is wrong that has no words yet.", "Compare the string to sign of both sides field by field."),
    }
}
