//! What every read gives besides what it read: the answer as it came, on success too.

use crate::{
    desk::{paycombat_credentials, singapay_credentials},
    witness::told,
};
use bayar::{
    Environment, PayCombat, Response, Singapay, paycombat,
    singapay::{self, ListFilter},
};
use bayar_simulator::demo;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

crate::trials!(every_read_keeps_the_answer_as_it_came);

const ID: &str = "01JXCK6K1CMRGJKQ2J863Q6P5J";

/// Answers every request with this body, but for those for a token.
async fn server(body: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, body.to_string()));
        }
    });
    url
}

async fn serve(stream: TcpStream, body: String) {
    let (mut lines, mut length, mut is_token) = (BufReader::new(stream), 0, false);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).await.unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        is_token |= line.contains("/access-token/");
        if let Some(number) = line.strip_prefix("content-length: ") {
            length = number.parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    lines.read_exact(&mut vec![0; length]).await.unwrap();
    let token = json!({"status": 200, "success": true, "data": {"access_token": "a-token", "token_type": "Bearer", "expires_in": "3600"}});
    let body = if is_token { token.to_string() } else { body };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nx-request-id: R-1\r\nx-more: told\r\nconnection: close\r\n\r\n",
        body.len()
    );
    lines.write_all((head + &body).as_bytes()).await.unwrap();
}

async fn singapay(body: &Value) -> Singapay {
    let environment = Environment::local(&server(body.clone()).await).unwrap();
    Singapay::connect(singapay::Account::new(environment, singapay_credentials())).unwrap()
}

async fn detail(body: &Value) -> Response {
    let found = told(singapay(body).await.detail(ID).await).unwrap();
    found.unwrap().response().clone()
}

async fn row(body: &Value) -> Response {
    let page = told(singapay(body).await.list(&ListFilter::new()).await).unwrap();
    let shown = page.response().clone();
    let row = page.into_transactions().remove(0);
    assert_eq!(row.response().body(), shown.body());
    row.response().clone()
}

async fn reset(body: &Value) -> Response {
    told(singapay(body).await.sandbox_tools().unwrap().reset_customer_ids().await).unwrap()
}

async fn customer(body: &Value) -> Response {
    let environment = Environment::local(&server(body.clone()).await).unwrap();
    let client = PayCombat::connect(paycombat::Account::new(environment, paycombat_credentials())).unwrap();
    let customer = told(client.customers().get(demo::CUSTOMER_ID).await).unwrap();
    customer.response().clone()
}

async fn every_read_keeps_the_answer_as_it_came() {
    let success = |data: Value| json!({"response_code": "00", "response_text": "Success", "data": data});
    let (one, list) = (success(json!({"transaction_id": ID})), json!({"bill_transactions": [{"transaction_id": ID}]}));
    let (list, done) = (success(list), success(Value::Null));
    let person = json!({"status": true, "message": "OK", "data": {"customer_id": demo::CUSTOMER_ID}, "new_field": 1});
    let read = [
        (&one, detail(&one).await),
        (&list, row(&list).await),
        (&done, reset(&done).await),
        (&person, customer(&person).await),
    ];
    for (sent, kept) in read {
        assert_eq!((kept.status().as_u16(), &kept.body()[..]), (200, sent.to_string().as_bytes()), "{sent}");
        assert_eq!((kept.request_id(), &kept.headers()["x-more"]), (Some("R-1"), &"told".parse().unwrap()), "{sent}");
    }
}
