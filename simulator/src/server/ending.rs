//! Endings that HTTP does not provide: closed or reset without an answer, an answer cut short.
//! A raw socket comes in; it is gone afterwards.

use std::{io, time::Duration};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How an exchange ends that is not answered in full.
#[derive(Debug)]
pub(super) enum Ending {
    /// FIN, no answer.
    Close,
    /// RST, no answer.
    Reset,
    /// These bytes, then FIN.
    Bytes(Vec<u8>),
}

/// How much more of a request is read, and for how long, so that closing does not turn into a reset.
const LINGER_BYTES: u64 = 8 << 20;
const LINGER_TIME: Duration = Duration::from_secs(2);

impl Ending {
    pub(super) async fn carry_out(self, stream: TcpStream) {
        let _ = match self {
            Self::Close => close(stream, &[]).await,
            Self::Bytes(bytes) => close(stream, &bytes).await,
            Self::Reset => stream.set_zero_linger(),
        };
    }

    /// An answer under its full length of which only half is sent.
    pub(super) fn truncated(status: StatusCode, headers: &HeaderMap<HeaderValue>, body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(format!("{}: {}\r\n\r\n", header::CONTENT_LENGTH, body.len().max(1)).into_bytes());
        bytes.extend_from_slice(&body[..body.len() / 2]);
        Self::Bytes(bytes)
    }
}

async fn close(mut stream: TcpStream, last: &[u8]) -> io::Result<()> {
    stream.write_all(last).await?;
    stream.shutdown().await?;
    let mut rest = stream.take(LINGER_BYTES);
    let mut nowhere = tokio::io::sink();
    let drained = tokio::io::copy(&mut rest, &mut nowhere);
    let _ = tokio::time::timeout(LINGER_TIME, drained).await;
    Ok(())
}
