use std::time::Duration;

use ingest::{FetchError, Fetched, Fetcher, HttpFetcher, HttpOptions, Request};

use crate::server::{Answer, Server};

fn fetcher() -> HttpFetcher {
    let options = HttpOptions {
        allow_private_hosts: true,
        timeout: Duration::from_secs(2),
        max_bytes: 10_000,
        ..HttpOptions::default()
    };
    HttpFetcher::new(options).unwrap()
}

async fn error(server: &Server, path: &str) -> FetchError {
    fetcher()
        .fetch(&Request::new(&server.url(path)))
        .await
        .unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_with_its_type_its_validators_and_its_last_address() {
    let server = Server::start().await;
    server.serve("/old", Answer::status(301).header("Location", "/指南"));
    let page = Answer::new("text/html; charset=utf-8", "<p>发热")
        .header("ETag", "\"v1\"")
        .header("Cache-Control", "max-age=600");
    server.serve(
        "/%E6%8C%87%E5%8D%97",
        page.header("Last-Modified", "Wed, 04 Mar 2020 00:00:00 GMT"),
    );
    let Fetched::Page(page) = fetcher()
        .fetch(&Request::new(&server.url("/old")))
        .await
        .unwrap()
    else {
        panic!("no page")
    };
    assert_eq!(page.url, server.url("/%E6%8C%87%E5%8D%97"));
    assert_eq!(&*page.bytes, "<p>发热".as_bytes());
    assert_eq!(page.etag.as_deref(), Some("\"v1\""));
    assert_eq!(page.fresh_for, Some(Duration::from_secs(600)));
    assert!(server.asked()[0].contains("user-agent: rsc/"));

    let again = Request {
        etag: page.etag,
        ..Request::new(&page.url)
    };
    assert_eq!(fetcher().fetch(&again).await.unwrap(), Fetched::NotModified);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_page_is_an_error_that_says_what_to_do() {
    let server = Server::start().await;
    server.serve("/busy", Answer::status(429).header("Retry-After", "120"));
    server.serve("/large", Answer::new("text/html", vec![b'x'; 20_000]));
    server.serve(
        "/lies",
        Answer::new("text/html", "x").header("Content-Length", "999999999"),
    );
    server.serve("/loop", Answer::status(302).header("Location", "/loop"));
    server.serve(
        "/file",
        Answer::status(302).header("Location", "file:///etc/passwd"),
    );
    server.serve(
        "/slow",
        Answer::new("text/html", "x").header("Content-Length", "100"),
    );
    assert!(matches!(
        error(&server, "/none").await,
        FetchError::Status { status: 404, .. }
    ));
    assert!(matches!(
        error(&server, "/busy").await,
        FetchError::Status {
            retry_after: Some(120),
            ..
        }
    ));
    assert!(matches!(
        error(&server, "/large").await,
        FetchError::TooLarge { limit: 10_000, .. }
    ));
    assert!(matches!(
        error(&server, "/lies").await,
        FetchError::TooLarge { .. }
    ));
    assert!(
        error(&server, "/loop")
            .await
            .to_string()
            .contains("redirects in a circle")
    );
    assert!(matches!(
        error(&server, "/file").await,
        FetchError::Redirects { .. }
    ));
    assert!(matches!(
        error(&server, "/slow").await,
        FetchError::Connection { .. } | FetchError::Timeout { .. }
    ));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let closed = fetcher().fetch(&Request::new(&nobody)).await.unwrap_err();
    assert!(
        closed
            .to_string()
            .contains("check the address and the network"),
        "{closed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn private_addresses_are_refused_as_numbers_names_and_redirects() {
    let server = Server::start().await;
    let fetcher = HttpFetcher::new(HttpOptions::default()).unwrap();
    let port = server.address.rsplit(':').next().unwrap();
    for url in [
        server.url("/"),
        format!("http://localhost:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "http://2130706433/".to_owned(),
    ] {
        let error = fetcher.fetch(&Request::new(&url)).await.unwrap_err();
        assert!(
            matches!(error, FetchError::Private { .. }),
            "{url}: {error}"
        );
    }
    assert_eq!(server.asked(), Vec::<String>::new());
    for url in [
        "file:///etc/passwd",
        "ftp://a.org/",
        "who.int",
        "",
        "javascript:1",
    ] {
        let error = fetcher.fetch(&Request::new(url)).await.unwrap_err();
        assert!(
            matches!(error, FetchError::Address { .. }),
            "{url}: {error}"
        );
    }
}
