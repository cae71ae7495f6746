//! Serves the search page and the JSON API until it is told to stop.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use axum::http::HeaderName;
use clap::Parser;
use search_backend::{Backend, Options, router};
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Requests that are under way when the service is stopped have so long to end.
const LAST_CALL: Duration = Duration::from_secs(10);

/// A search page over a few hundred small pages. A person who searches for suicide or self-harm meets a helping hand first.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The header in which the proxy in front of this server says the country, such as CF-IPCountry. Not read unless it is named here.
    #[arg(long)]
    country_header: Option<HeaderName>,
    /// Leaves Pelita out: no card, no filter of completions.
    #[arg(long)]
    without_pelita: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("search_backend: {e}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let began = Instant::now();
    let backend = Backend::new(Options { country_header: arguments.country_header, without_pelita: arguments.without_pelita })?;
    let listener = TcpListener::bind(arguments.listen).await.map_err(|e| format!("cannot listen on {}: {e}", arguments.listen))?;
    let at = listener.local_addr().map_err(|e| e.to_string())?;
    tracing::info!(ready_ms = began.elapsed().as_millis(), "listening on http://{at}");
    let server = axum::serve(listener, router(backend)).with_graceful_shutdown(told_to_stop());
    tokio::select! {
        served = async { server.await } => served.map_err(|e| e.to_string())?,
        () = last_call() => tracing::warn!("stopped while requests were under way"),
    }
    tracing::info!("stopped");
    Ok(())
}

async fn last_call() {
    told_to_stop().await;
    tokio::time::sleep(LAST_CALL).await;
}

/// Ctrl-C, or SIGTERM as from a service manager.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

/// Logs this package's lines alone: what libraries say may hold an address, and an address holds the query.
fn log_to_stderr() {
    let ours = Targets::new().with_target("search_backend", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    tracing_subscriber::registry().with(lines).with(ours).init();
}
