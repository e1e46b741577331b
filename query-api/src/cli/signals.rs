//! Being asked to end.

use ingest::Stop;

use super::output::complain;

/// Waits until the process is asked to end, by Ctrl-C or by whoever supervises it.
pub(super) async fn asked_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        () = interrupt => {}
        _ = terminate => {}
    }
}

/// A switch that is thrown when the process is asked to end.
pub(super) fn stop_when_asked() -> Stop {
    let stop = Stop::default();
    let switch = stop.clone();
    tokio::spawn(async move {
        asked_to_end().await;
        complain("stopping after what is being read; everything stored so far is kept");
        switch.stop();
    });
    stop
}
