//! A server of fixed answers: the least that an HTTP client can talk to.
//!
//! Comes in: requests with a `Content-Length`. Stays out: every check; all clients are given the same.

use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Serves on loopback until the process ends; `ready` is told the address.
pub(crate) fn serve(ready: impl FnOnce(&str)) {
    super::runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        ready(&format!("http://{}", listener.local_addr().unwrap()));
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer_all(stream));
        }
    });
}

async fn answer_all(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    while let Ok(size @ 1..) = stream.read(&mut chunk).await {
        request.extend_from_slice(&chunk[..size]);
        let Some(length) = whole(&request) else { continue };
        let answer = answer(&request);
        request.drain(..length);
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The length of the request at the beginning, once it is there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).unwrap().to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1).map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
    (bytes.len() >= head + length).then_some(head + length)
}

fn answer(request: &[u8]) -> String {
    let body = match request.split(|b| *b == b' ').nth(1).unwrap() {
        b"/api/v1.0/access-token/b2b" => {
            r#"{"status":200,"success":true,"data":{"access_token":"an-invented-token-as-long-as-most-of-them-are-0123456789","token_type":"Bearer","expires_in":"3600"}}"#
        }
        b"/v1.0/access-token/b2b" => {
            r#"{"responseCode":"2007300","responseMessage":"Successful","accessToken":"an-invented-token-as-long-as-most-of-them-are-0123456789","tokenType":"Bearer","expiresIn":"3600"}"#
        }
        b"/api/v1/check-balance" => {
            r#"{"command":"check-balance","response_code":"00","response_text":"Success","data":{"balance":"8910003.00","currency":"IDR"}}"#
        }
        b"/v1.0/pin/reset" => r#"{"responseCode":"2000600","responseMessage":"Successful"}"#,
        other => panic!("{}", String::from_utf8_lossy(other)),
    };
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&Timestamp::now()).unwrap();
    format!(
        "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
