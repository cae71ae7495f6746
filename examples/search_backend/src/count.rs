//! Numbers for `/metrics`: how many, how long, about what. Never a query.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// The recorder of this process; installed by the first who asks.
pub fn recorder() -> PrometheusHandle {
    let handle = RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        describe(metrics::set_global_recorder(recorder).is_ok());
        handle
    });
    handle.clone()
}

fn describe(is_ours: bool) {
    if !is_ours {
        tracing::warn!("another recorder of metrics is installed: /metrics stays empty");
    }
    metrics::describe_counter!("http_requests_total", "Requests by route and status");
    metrics::describe_histogram!("http_request_seconds", metrics::Unit::Seconds, "Time to answer, by route");
}

/// Counts a request that was answered.
pub fn answered(route: &str, status: u16, took: Duration) {
    metrics::counter!("http_requests_total", "route" => route.to_string(), "status" => status.to_string()).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.to_string()).record(took.as_secs_f64());
}
