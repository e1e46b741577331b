//! How an answer comes over the wire.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::Answer;

/// How an answer comes.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// As it should.
    Whole,
    /// Never, on an open connection.
    Never,
    /// The head and so many bytes of the body, then the connection is reset.
    Reset { after: usize },
    /// So many bytes at a time.
    Drip { bytes: usize, every: Duration },
    /// The body again and again, without end (chunked).
    Endless,
    /// Headers without end.
    EndlessHead,
}

pub(super) async fn deliver(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    match answer.delivery {
        Delivery::Never => std::future::pending::<()>().await,
        Delivery::EndlessHead => endless_head(&mut stream).await?,
        _ => stream.write_all(head(answer).as_bytes()).await?,
    }
    match answer.delivery {
        Delivery::Reset { after } => return reset(stream, &answer.body[..after]).await,
        Delivery::Drip { bytes, every } => drip(&mut stream, &answer.body, bytes, every).await?,
        Delivery::Endless => endless(&mut stream, &answer.body).await?,
        _ => stream.write_all(&answer.body).await?,
    }
    stream.shutdown().await
}

async fn reset(mut stream: TcpStream, body: &[u8]) -> io::Result<()> {
    stream.write_all(body).await?;
    // Lets the bytes arrive: a reset overtakes what is not read yet.
    tokio::time::sleep(Duration::from_millis(20)).await;
    stream.set_zero_linger()
}

async fn drip(
    stream: &mut TcpStream,
    body: &[u8],
    bytes: usize,
    every: Duration,
) -> io::Result<()> {
    for chunk in body.chunks(bytes) {
        stream.write_all(chunk).await?;
        tokio::time::sleep(every).await;
    }
    Ok(())
}

/// Ends when the other side hangs up.
async fn endless(stream: &mut TcpStream, chunk: &[u8]) -> io::Result<()> {
    let size = format!("{:x}\r\n", chunk.len());
    loop {
        stream.write_all(size.as_bytes()).await?;
        stream.write_all(chunk).await?;
        stream.write_all(b"\r\n").await?;
    }
}

/// Ends when the other side hangs up.
async fn endless_head(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 X\r\n").await?;
    loop {
        stream.write_all(b"X-More: and more\r\n").await?;
    }
}

fn head(answer: &Answer) -> String {
    let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if matches!(answer.delivery, Delivery::Endless) {
        head.push_str("Transfer-Encoding: chunked\r\n");
    } else if answer.find("Content-Length").is_none() {
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
    }
    head.push_str("\r\n");
    head
}
