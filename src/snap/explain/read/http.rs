//! The text of an HTTP/1 request.
//!
//! Comes in: bytes, with CRLF or LF. Stays out: chunked bodies, which have to be put together first.

use super::super::request::Request;
use super::unreadable;
use crate::snap::error::SnapError;

pub(in crate::snap::explain) fn raw_http(text: &[u8]) -> Result<Request, SnapError> {
    let (head, body) = head_and_body(text);
    let head = std::str::from_utf8(head).map_err(|_| unreadable("the head is no text"))?;
    let mut lines = head.lines().skip_while(|line| line.trim().is_empty());
    let mut words = lines.next().unwrap_or_default().split_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(unreadable("the first line must be like POST /v1.0/balance-inquiry HTTP/1.1"));
    };
    let mut request = Request::new(method, target);
    for line in lines {
        let (name, value) = line.split_once(':').ok_or_else(|| {
            unreadable(
                "a line of the head is no header; headers are like X-TIMESTAMP: ..., and an empty line ends them",
            )
        })?;
        request = request.header(name.trim(), value);
    }
    if request.values("transfer-encoding").any(|value| value.eq_ignore_ascii_case("chunked")) {
        return Err(unreadable("the body is chunked; put the chunks together and drop Transfer-Encoding"));
    }
    let length = request.values("content-length").next().and_then(|value| value.parse().ok());
    let body = length.and_then(|length| body.get(..length)).unwrap_or(body);
    Ok(request.body(body))
}

fn head_and_body(text: &[u8]) -> (&[u8], &[u8]) {
    let ends: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let found = ends.iter().filter_map(|end| {
        let place = text.windows(end.len()).position(|window| window == *end)?;
        Some((place, end.len()))
    });
    match found.min() {
        Some((place, length)) => (&text[..place], &text[place + length..]),
        None => (text, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_crlf_and_lf() {
        for newline in ["\r\n", "\n"] {
            let text = ["POST /a?b=1 HTTP/1.1", "Host: bank.example", "x-a:  1 ", "", "{ \"c\":\n\n 2}"].join(newline);
            let request = raw_http(text.as_bytes()).expect("a request");
            let wanted = Request::new("POST", "https://bank.example/a?b=1").header("x-a", "1").body("{ \"c\":\n\n 2}");
            assert_eq!(request, wanted);
        }
    }

    #[test]
    fn keeps_to_the_stated_length() {
        let request = raw_http(b"POST / HTTP/1.1\nContent-Length: 2\n\n{}\n").expect("a request");
        assert_eq!(request.body, b"{}");
        let longer = raw_http(b"POST / HTTP/1.1\nContent-Length: 9\n\n{}").expect("a request");
        assert_eq!(longer.body, b"{}");
    }

    #[test]
    fn refuses_what_is_no_request() {
        for text in
            ["", "\n\n", "hello", "POST /a HTTP/1.1\nno header here\n\n", "POST / 1\nTransfer-Encoding: chunked\n\n2"]
        {
            assert!(raw_http(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(raw_http(b"\xff\xfe").is_err());
    }
}
