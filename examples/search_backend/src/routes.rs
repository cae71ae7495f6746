//! What is served where, with what headers, and what is logged of it.
//!
//! A query stands in the address, so an address is never logged: a request is known by its route. Answers are not stored by
//! caches, pages do not tell other sites where the visitor came from, and nothing is loaded from elsewhere.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::backend::Backend;
use crate::count;
use crate::page;
use crate::searcher::{Asked, searcher};

type Shared = State<Arc<Backend>>;

/// The service.
pub fn router(backend: Arc<Backend>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/search", get(search))
        .route("/suggest", get(suggest))
        .route("/page/{language}/{name}", get(found))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics))
        .route("/style.css", get(|| fixed("text/css; charset=utf-8", include_str!("../assets/style.css"))))
        .route("/page.js", get(|| fixed("text/javascript; charset=utf-8", include_str!("../assets/page.js"))))
        .route("/icon.svg", get(|| fixed("image/svg+xml", include_str!("../assets/icon.svg"))))
        .fallback(|| async { (StatusCode::NOT_FOUND, Html(page::missing())) })
        .with_state(backend)
        .layer(middleware::map_response(with_headers))
        .layer(middleware::from_fn(observed))
}

/// The card and the hits as JSON.
async fn search(State(backend): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    let searcher = searcher(&asked, &headers, backend.country_header.as_ref());
    Json(backend.answer(&asked.q, &searcher)).into_response()
}

/// The search page.
async fn front(State(backend): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Html<String> {
    if asked.q.trim().is_empty() {
        return Html(page::search(&asked, None));
    }
    let searcher = searcher(&asked, &headers, backend.country_header.as_ref());
    Html(page::search(&asked, Some(&backend.answer(&asked.q, &searcher))))
}

/// Completions, in the format that browsers know: what was typed, then the list (OpenSearch suggestions).
async fn suggest(State(backend): Shared, Query(asked): Query<Asked>) -> Response {
    let json = Json((&asked.q, backend.suggestions(&asked.q)));
    ([(CONTENT_TYPE, "application/x-suggestions+json")], json).into_response()
}

async fn found(State(backend): Shared, uri: Uri) -> Response {
    match backend.pages.at(uri.path()) {
        Some(found) => Html(page::found(found)).into_response(),
        None => (StatusCode::NOT_FOUND, Html(page::missing())).into_response(),
    }
}

async fn metrics(State(backend): Shared) -> impl IntoResponse {
    backend.metrics.run_upkeep();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], backend.metrics.render())
}

async fn fixed(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=300")], text)
}

async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    );
    response
}

/// One line and one count per request: route, status, time.
async fn observed(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("elsewhere", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    count::answered(route, status, took);
    tracing::info!(%method, route, status, micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "answered");
    response
}
