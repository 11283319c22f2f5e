//! Where a body does not fit a type.
//!
//! May use: serde. Never lets a decoder's text out: it repeats what it found.

use serde::de::DeserializeOwned;

/// Where a body does not fit: the path only, never the text that the decoder found there.
pub(crate) fn place<T: DeserializeOwned>(body: &[u8]) -> String {
    let decoder = &mut serde_json::Deserializer::from_slice(body);
    let Err(fault) = serde_path_to_error::deserialize::<_, T>(decoder) else {
        return "body".to_owned();
    };
    let inner = fault.inner();
    match (inner.classify(), fault.path().to_string()) {
        (serde_json::error::Category::Data, path) if is_plain(&path) => path,
        _ => format!("body, line {}, column {}", inner.line(), inner.column()),
    }
}

/// A key of an answer's map could be anything; a field name is plain.
fn is_plain(path: &str) -> bool {
    path != "." && path.len() <= 100 && path.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Inner {
        #[allow(dead_code)]
        price: u32,
    }

    #[test]
    fn the_place_is_named_and_the_data_is_not() {
        let at = place::<std::collections::BTreeMap<String, Inner>>(br#"{"data":{"price":"JOHN DOE"}}"#);
        assert_eq!(at, "data.price");
        let at = place::<std::collections::BTreeMap<String, Inner>>(b"<html>JOHN DOE</html>");
        assert_eq!(at, "body, line 1, column 1");
    }
}
