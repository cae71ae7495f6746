//! The library's `tower` layer on axum, and on plain hyper.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::Extension;
use axum::http::{HeaderName, Request, Response, StatusCode};
use axum::routing::get;
use http_body_util::BodyExt;
use pelita::{PromptLayer, RequestPrompt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::{Layer, ServiceExt, service_fn};

const COUNTRY: HeaderName = HeaderName::from_static("cf-ipcountry");
const FOUND: HeaderName = HeaderName::from_static("x-pelita");

fn layer() -> PromptLayer {
    PromptLayer::builtin("q").trust_country_header(COUNTRY).response_header(FOUND)
}

async fn names(Extension(found): Extension<RequestPrompt>) -> String {
    found.prompt.map_or_else(String::new, |p| p.card.resources[0].name.clone())
}

async fn on_axum(uri: &str, country: Option<&str>) -> (StatusCode, bool, String) {
    let app = Router::new().route("/search", get(names)).layer(layer());
    let mut request = Request::builder().uri(uri);
    if let Some(country) = country {
        request = request.header(COUNTRY, country);
    }
    let response = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (status, found) = (response.status(), response.headers().contains_key(FOUND));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, found, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn an_axum_handler_finds_the_prompt() {
    assert_eq!(on_axum("/search?q=i+want+to+kill+myself", Some("GB")).await, (StatusCode::OK, true, "Samaritans".into()));
    assert!(on_axum("/search?q=je%20veux%20mourir", Some("FR")).await.2.starts_with("3114"));
    assert_eq!(on_axum("/search?q=bread+recipe", Some("GB")).await, (StatusCode::OK, false, String::new()));
    assert_eq!(on_axum("/search?other=i+want+to+kill+myself", Some("GB")).await.2, "");
    let unknown = on_axum("/search?q=i+want+to+kill+myself", None).await;
    assert!(unknown.1 && unknown.2 == "Find A Helpline", "{unknown:?}");
}

#[tokio::test]
async fn a_plain_hyper_service_finds_it_too() {
    let service = layer().layer(service_fn(async |request: Request<hyper::body::Incoming>| {
        let found = request.extensions().get::<RequestPrompt>().cloned().unwrap_or_default();
        let name = found.prompt.map_or_else(String::new, |p| p.card.resources[0].name.clone());
        Ok::<_, Infallible>(Response::new(name))
    }));
    let (mut client, server) = tokio::io::duplex(4096);
    let serving = tokio::spawn(async move {
        let io = hyper_util::rt::TokioIo::new(server);
        let service = hyper_util::service::TowerToHyperService::new(service);
        hyper::server::conn::http1::Builder::new().serve_connection(io, service).await
    });
    let request = "GET /?q=pengen+mati+aja HTTP/1.1\r\nhost: here\r\ncf-ipcountry: ID\r\nconnection: close\r\n\r\n";
    client.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    serving.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("x-pelita:") && answer.ends_with("Healing119.id"), "{answer}");
}
