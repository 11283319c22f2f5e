//! A small HTTP/1.1 client that keeps its connection, and signs nothing but Singapay.
//! It tells an answer from none, and no more.

use base64::{Engine, engine::general_purpose::STANDARD};
use bayar_simulator::{FAULT_HEADER, Operation, Simulator, demo};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection to Singapay, opened when it is needed.
pub(crate) struct Client {
    address: String,
    stream: Option<TcpStream>,
    token: String,
}

/// Status and body; none if the connection ended without a whole answer.
pub(crate) type Seen = Option<(u16, Vec<u8>)>;

impl Client {
    pub(crate) fn new(sim: &Simulator) -> Self {
        let address = sim.singapay_url().replace("http://", "");
        Self { address, stream: None, token: String::new() }
    }

    /// Fetches a token, as often as faults make it necessary.
    pub(crate) async fn sign_in(&mut self) {
        let pair = STANDARD.encode(format!("{}:{}", demo::MERCHANT.client_id, demo::MERCHANT.client_secret));
        for _ in 0..100 {
            let body = json!({"grant_type": "client_credentials"});
            let seen = self.send(Operation::GenerateAccessToken, &format!("Basic {pair}"), &body, None).await;
            let token = json_of(seen).and_then(|it| it["data"]["access_token"].as_str().map(str::to_owned));
            if let Some(token) = token {
                self.token = token;
                return;
            }
        }
        panic!("no token in a hundred attempts");
    }

    /// One call; a 401 is not repeated.
    pub(crate) async fn call(&mut self, operation: Operation, body: &Value, fault: Option<&str>) -> Seen {
        let bearer = format!("Bearer {}", self.token);
        self.send(operation, &bearer, body, fault).await
    }

    async fn send(&mut self, operation: Operation, who: &str, body: &Value, fault: Option<&str>) -> Seen {
        let (body, address) = (body.to_string(), &self.address);
        let fault = fault.map(|fault| format!("{FAULT_HEADER}: {fault}\r\n")).unwrap_or_default();
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {address}\r\nX-PARTNER-ID: {}\r\nAuthorization: {who}\r\n\
             Accept: application/json\r\nContent-Type: application/json\r\n{fault}Content-Length: {}\r\n\r\n{body}",
            operation.path(),
            demo::MERCHANT.partner_id,
            body.len()
        );
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(&self.address).await.unwrap(),
        };
        stream.write_all(request.as_bytes()).await.ok()?;
        let (seen, is_open) = read(&mut stream).await?;
        self.stream = is_open.then_some(stream);
        Some(seen)
    }
}

async fn read(stream: &mut TcpStream) -> Option<((u16, Vec<u8>), bool)> {
    let mut bytes = Vec::new();
    loop {
        let head = bytes.windows(4).position(|it| it == b"\r\n\r\n");
        if let Some(end) = head {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length: usize = head.split("content-length: ").nth(1)?.split("\r\n").next()?.parse().ok()?;
            while bytes.len() < end + 4 + length {
                if stream.read_buf(&mut bytes).await.ok()? == 0 {
                    return None;
                }
            }
            let status = head.split(' ').nth(1)?.parse().ok()?;
            let is_open = !head.contains("connection: close") && length < 50_000;
            return Some(((status, bytes[end + 4..].to_vec()), is_open));
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The body of a 200, if it is JSON.
pub(crate) fn json_of(seen: Seen) -> Option<Value> {
    let (status, body) = seen?;
    serde_json::from_slice(&body).ok().filter(|_| status == 200)
}

pub(crate) fn inquiry(customer: &str) -> Value {
    json!({"command": "plnpos", "data": {"customer_id": customer, "product_code": "SPPLNPOS"}})
}

pub(crate) fn payment(customer: &str, reference: &str) -> Value {
    json!({"command": "plnpos", "data": {"password": demo::MERCHANT.password, "product_code": "SPPLNPOS",
        "customer_id": customer, "reference_number": reference}})
}

pub(crate) fn pulsa(phone: &str) -> Value {
    json!({"command": "pulsa", "data": {"password": demo::MERCHANT.password, "product_code": "SPTLKMAS10",
        "customer_id": phone}})
}
