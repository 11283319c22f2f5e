//! A raw HTTP/1.1 client: it writes the bytes it is told and reports the bytes it gets.
//! It knows no provider and repairs nothing.

use std::io::{self, ErrorKind};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What came back on one connection.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// What arrived of the body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn announced(&self) -> usize {
        self.header("content-length").unwrap().parse().unwrap()
    }
}

/// How one request ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Answered(Answer),
    /// FIN before anything came.
    Closed,
    /// RST.
    Reset,
}

impl Ended {
    pub(crate) fn answer(self) -> Answer {
        match self {
            Self::Answered(answer) => answer,
            other => panic!("no answer: {other:?}"),
        }
    }
}

/// A request, built by hand.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    url: String,
    line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(url: &str, method: &str, path: &str) -> Self {
        Self { url: url.to_owned(), line: format!("{method} {path} HTTP/1.1"), headers: vec![], body: vec![] }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Leaves a header out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
        self
    }

    /// Puts another value in the place of a header's.
    pub(crate) fn with(self, name: &str, value: impl Into<String>) -> Self {
        self.without(name).header(name, value)
    }

    pub(crate) fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").body(body.to_string())
    }

    pub(crate) async fn send(&self) -> Ended {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(&self.bytes(address)).await;
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes).await;
        ended(read, &bytes)
    }

    pub(crate) async fn answer(&self) -> Answer {
        self.send().await.answer()
    }

    pub(crate) fn bytes(&self, host: &str) -> Vec<u8> {
        let mut head = format!("{}\r\nHost: {host}\r\nConnection: close\r\n", self.line);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", self.body.len());
        [head.into_bytes(), self.body.clone()].concat()
    }
}

fn ended(read: io::Result<usize>, bytes: &[u8]) -> Ended {
    match read {
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ended::Reset,
        Err(error) => panic!("{error}"),
        Ok(0) => Ended::Closed,
        Ok(_) => Ended::Answered(parse(bytes)),
    }
}

fn parse(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body: bytes[end + 4..].to_vec() }
}
