//! `rsc serve`

mod embedding;
mod filling;
mod harvesting;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use corpora::{DataFolder, Lock, LockError};
use indexer::{Keeper, KeeperOptions};
use ingest::{LinguaIdentifier, Stop};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use self::embedding::keep_embedded;
use self::filling::fill;
use self::harvesting::keep_current;
use super::Common;
use super::folder::open_catalogue;
use super::output::Output;
use super::signals::asked_to_end;
use crate::app::App;
use crate::http::{Address, router};

/// Answers at an address, with pages for people and an interface for programs
///
/// Makes the data folder if there is none, takes in the bundled starter corpus, and follows what
/// other commands put in. Serves at once; /readyz says when the index has caught up.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc serve --listen 0.0.0.0:8080 --data /var/lib/rsc")]
pub(super) struct Serve {
    /// Address and port to listen at
    #[arg(long, env = "RSC_LISTEN", default_value_t = Self::LISTEN, value_name = "ADDRESS")]
    listen: SocketAddr,
}

/// How long requests may take to finish once the service was asked to end.
const GRACE: Duration = Duration::from_secs(10);

/// Three things to try, in three languages.
const TO_TRY: [&str; 3] = ["dexamethasone", "地塞米松", "fiebre dengue"];

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: Self::LISTEN,
        }
    }
}

impl Serve {
    const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let folder = common.folder()?;
        let lock = lock_index(&folder)?;
        let listener = TcpListener::bind(self.listen).await.with_context(|| {
            format!(
                "{} cannot be listened at: choose another with --listen",
                self.listen
            )
        })?;
        let address = listener.local_addr()?;
        let catalogue = open_catalogue(&folder)?;
        let identifier = Arc::new(LinguaIdentifier::new());
        let keeper = Keeper::start(&folder, lock, identifier, KeeperOptions::default())?;
        let app = App::new(keeper.engine(), folder.catalogue());
        greet(output, address, &folder)?;
        let engine = keeper.engine();
        // Nobody waits for it, and it ends by itself.
        drop(tokio::task::spawn_blocking(move || engine.prepare()));
        let stop = Stop::default();
        let embedding = tokio::task::spawn_blocking({
            let (folder, engine, stop) = (folder.clone(), keeper.engine(), stop.clone());
            move || keep_embedded(&folder, &engine, &stop)
        });
        let harvesting = tokio::spawn(keep_current(folder.clone(), stop.clone()));
        let filling = tokio::spawn(fill(folder, catalogue, app.clone(), stop.clone()));
        let served = serve(listener, app).await;
        stop.stop();
        let _ = filling.await;
        let _ = harvesting.await;
        let _ = embedding.await;
        tokio::task::spawn_blocking(move || keeper.stop()).await??;
        served?;
        tracing::info!("ended");
        Ok(ExitCode::SUCCESS)
    }
}

fn lock_index(folder: &DataFolder) -> anyhow::Result<Lock> {
    match folder.lock_index() {
        Ok(lock) => Ok(lock),
        Err(LockError::Held { holder, .. }) => {
            let pid = holder.map_or(String::new(), |pid| format!(" (process {pid})"));
            let folder = folder.root().display();
            bail!(
                "{folder} is being served by another rsc{pid}: search, status and ingest work beside it; \
                 to serve another collection, name its folder with --data"
            )
        }
        Err(error) => Err(error.into()),
    }
}

fn greet(output: &mut Output, address: SocketAddr, folder: &DataFolder) -> anyhow::Result<()> {
    output.json(&json!({"event": "listening", "address": address.to_string()}))?;
    let root = folder.root().display();
    // A browser cannot go to "every address of this machine".
    let address = match address.ip().is_unspecified() {
        true => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        false => address,
    };
    let name = output.strong(&format!("http://{address}/"));
    output.line(format_args!(
        "rsc {} answers at {name}",
        env!("CARGO_PKG_VERSION")
    ))?;
    output.line(format_args!(
        "data folder: {root}; stop with Ctrl-C\n\nThings to try:"
    ))?;
    for words in TO_TRY {
        let search = Address::new("/search").with("q", words);
        output.line(format_args!("  {words}\n    http://{address}{search}"))?;
    }
    Ok(())
}

/// Serves until asked to end, then lets the requests under way finish.
async fn serve(listener: TcpListener, app: App) -> anyhow::Result<()> {
    let (ending, mut ended) = oneshot::channel();
    let asked = async {
        asked_to_end().await;
        tracing::info!("asked to end: finishing the requests under way");
        let _ = ending.send(());
    };
    let serving = axum::serve(listener, router(app)).with_graceful_shutdown(asked);
    let mut serving = std::pin::pin!(serving.into_future());
    let over = async {
        // The sender lives as long as the service: an error means that it has ended already.
        let _ = (&mut ended).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = &mut serving => Ok(served?),
        () = over => {
            tracing::warn!("some connections did not end in time and are closed");
            Ok(())
        }
    }
}
