//! From the request line to the path in the string to sign.
//!
//! Comes in: a request target (`/path?query`) and the rules of a profile. Stays out: scheme, host, port.

use std::borrow::Cow;

use super::profile::{PathPrefix, Profile, QueryRule};

/// The text that is signed for a request target.
pub(crate) fn signed<'a>(profile: &Profile, target: &'a str) -> Cow<'a, str> {
    if profile.query == QueryRule::Include && profile.path_prefix == PathPrefix::as_called() {
        return Cow::Borrowed(target);
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let path = prefixed(&profile.path_prefix, path);
    match (profile.query, query) {
        (QueryRule::Exclude, _) | (_, None) => path,
        (QueryRule::Include, Some(query)) => Cow::Owned(format!("{path}?{query}")),
        (QueryRule::SortedEncoded, Some(query)) => Cow::Owned(format!("{path}?{}", sorted(query))),
    }
}

fn prefixed<'a>(rule: &PathPrefix, path: &'a str) -> Cow<'a, str> {
    let rest = match path.strip_prefix(&*rule.strip) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    if rule.prepend.is_empty() { Cow::Borrowed(rest) } else { Cow::Owned(format!("{}{rest}", rule.prepend)) }
}

/// Parameters encoded by RFC 3986, then sorted by name and value. A `+` is a plus, not a space.
pub(crate) fn sorted(query: &str) -> String {
    let mut pairs: Vec<(String, Option<String>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (encoded(name), Some(encoded(value))),
            None => (encoded(pair), None),
        })
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| match value {
            Some(value) => format!("{name}={value}"),
            None => name,
        })
        .collect();
    pairs.join("&")
}

/// Decodes what is percent-encoded and encodes all but the unreserved characters, so that each text has one form.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in decoded(text) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Percent-decoding; a `%` without two hex digits stays what it is.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(octet);
        out.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

fn octet(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(digit(digits[0])? << 4 | digit(digits[1])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = "/openapi/v1.0/list?b=2&a=x%20y&a=%2f&c";

    #[test]
    fn the_three_query_rules() {
        let standard = Profile::standard();
        assert_eq!(signed(&standard, TARGET), TARGET);
        let excluded = standard.clone().query(QueryRule::Exclude);
        assert_eq!(signed(&excluded, TARGET), "/openapi/v1.0/list");
        let sorted = standard.query(QueryRule::SortedEncoded);
        assert_eq!(signed(&sorted, TARGET), "/openapi/v1.0/list?a=%2F&a=x%20y&b=2&c");
    }

    #[test]
    fn a_prefix_goes_and_comes() {
        let nicepay = Profile::standard().path_prefix(PathPrefix::as_called().strip("/nicepay"));
        assert_eq!(signed(&nicepay, "/nicepay/api/v1.0/qr?a=1"), "/api/v1.0/qr?a=1");
        assert_eq!(signed(&nicepay, "/nicepayments/v1.0/qr"), "/nicepayments/v1.0/qr");
        let moved = PathPrefix::as_called().strip("/internal").prepend("/hooks");
        let behind = Profile::standard().path_prefix(moved);
        assert_eq!(signed(&behind, "/internal/v1.0/debit/notify"), "/hooks/v1.0/debit/notify");
    }

    #[test]
    fn odd_percent_signs_stay_readable() {
        assert_eq!(sorted("a=%&b=%zz&&c=100%25"), "a=%25&b=%25zz&c=100%25");
        assert_eq!(sorted("s=a+b"), "s=a%2Bb");
    }
}
