//! Endings that HTTP does not provide: closed or reset without an answer, an answer cut short, dragged out or blown up.
//! A raw socket comes in; it is gone afterwards.

use std::{io, time::Duration};

use bytes::Bytes;
use http::header;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::exchange::Reply;

/// How an exchange ends that is not answered in an ordinary way.
#[derive(Debug)]
pub(super) enum Ending {
    /// FIN, no answer.
    Close,
    /// RST, no answer.
    Reset,
    /// These bytes, then FIN.
    Send(Sending),
}

/// An answer, written by hand.
#[derive(Debug)]
pub(super) struct Sending {
    head: Vec<u8>,
    body: Bytes,
    /// White space after the body, in bytes.
    padding: u64,
    /// The time that the body takes.
    over: Duration,
}

/// How much more of a request is read, and for how long, so that closing does not turn into a reset.
const LINGER_BYTES: u64 = 8 << 20;
const LINGER_TIME: Duration = Duration::from_secs(2);

/// In how many pieces a slow body comes.
const PIECES: usize = 20;

static SPACE: [u8; 64 << 10] = [b' '; 64 << 10];

impl Ending {
    pub(super) async fn carry_out(self, mut stream: TcpStream) {
        let _ = match self {
            Self::Close => close(stream).await,
            Self::Reset => stream.set_zero_linger(),
            Self::Send(sending) => match sending.carry_out(&mut stream).await {
                Ok(()) => close(stream).await,
                Err(error) => Err(error),
            },
        };
    }

    /// An answer under its full length of which only half is sent.
    pub(super) fn truncated(reply: &Reply) -> Self {
        let whole = reply.body.len();
        let mut sending = Sending::of(reply, whole.max(1) as u64);
        sending.body.truncate(whole / 2);
        Self::Send(sending)
    }

    /// The body trickles in over a time.
    pub(super) fn slow(reply: &Reply, over: Duration) -> Self {
        Self::Send(Sending { over, ..Sending::of(reply, reply.body.len() as u64) })
    }

    /// The body, followed by white space up to a size.
    pub(super) fn oversized(reply: &Reply, bytes: u64) -> Self {
        let own = reply.body.len() as u64;
        let padding = bytes.saturating_sub(own);
        Self::Send(Sending { padding, ..Sending::of(reply, own.saturating_add(padding)) })
    }
}

impl Sending {
    fn of(reply: &Reply, length: u64) -> Self {
        let mut head = format!("HTTP/1.1 {}\r\n", reply.status).into_bytes();
        for (name, value) in &reply.headers {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        head.extend(format!("{}: {length}\r\n\r\n", header::CONTENT_LENGTH).into_bytes());
        Self { head, body: reply.body.clone(), padding: 0, over: Duration::ZERO }
    }

    async fn carry_out(mut self, stream: &mut TcpStream) -> io::Result<()> {
        stream.write_all(&self.head).await?;
        if self.over.is_zero() {
            stream.write_all(&self.body).await?;
        } else {
            self.trickle(stream).await?;
        }
        while self.padding > 0 {
            let piece = usize::try_from(self.padding).unwrap_or(usize::MAX).min(SPACE.len());
            stream.write_all(&SPACE[..piece]).await?;
            self.padding -= piece as u64;
        }
        Ok(())
    }

    async fn trickle(&self, stream: &mut TcpStream) -> io::Result<()> {
        let size = self.body.len().div_ceil(PIECES).max(1);
        for piece in self.body.chunks(size) {
            tokio::time::sleep(self.over / u32::try_from(PIECES).unwrap_or(1)).await;
            stream.write_all(piece).await?;
            stream.flush().await?;
        }
        Ok(())
    }
}

async fn close(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    let mut rest = stream.take(LINGER_BYTES);
    let mut nowhere = tokio::io::sink();
    let drained = tokio::io::copy(&mut rest, &mut nowhere);
    let _ = tokio::time::timeout(LINGER_TIME, drained).await;
    Ok(())
}
