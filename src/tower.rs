//! A `tower` layer: the query of each request is screened on its way in, and the handler finds the prompt beside it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use percent_encoding::percent_decode_str;
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::directory::Searcher;
use crate::interceptor::{Interceptor, Prompt};

/// Of an `Accept-Language` that comes in many lines, so much is read.
const LONGEST_LANGUAGES: usize = 1024;

/// Screens the query of each request and puts a [`RequestPrompt`] into the request's extensions.
///
/// Works with every service over `http` requests, whatever their bodies: axum, hyper, tonic.
///
/// ```
/// use http::HeaderName;
/// use pelita::{PromptLayer, RequestPrompt};
///
/// let layer = PromptLayer::builtin("q")
///     .trust_country_header(HeaderName::from_static("cf-ipcountry"))
///     .response_header(HeaderName::from_static("x-pelita"));
/// # let _ = layer;
///
/// // axum: `Router::new().route("/search", get(search)).layer(layer)`, and in the handler:
/// async fn search(/* Extension(found): Extension<RequestPrompt> */ found: RequestPrompt) -> String {
///     match found.prompt {
///         Some(prompt) => prompt.card.headline.clone(),
///         None => String::new(),
///     }
/// }
/// # let _ = search;
/// ```
///
/// Live data or counts go in through a closure:
///
/// ```
/// # use pelita::PromptLayer;
/// # let live = pelita::Interceptor::builtin();
/// let layer = PromptLayer::new("q", move |query, searcher| live.intercept(query, searcher));
/// # let _ = layer;
/// ```
///
/// With hyper alone: `layer.layer(service)` gives a `tower` service, which `hyper_util::service::TowerToHyperService` serves.
///
/// # What it reads, and what it trusts
///
/// * The query: the parameter of that name in the URI, percent-decoded, `+` as a blank. If it is there several times, each is screened,
///   and the first prompt is taken. Broken escapes and broken UTF-8 are read as they stand, the latter with U+FFFD. Bodies are not read.
/// * The country: only from headers that are named with [`trust_country_header`](Self::trust_country_header). Anybody can send such a header, so name
///   it only if a proxy of yours always sets or removes it. A header that comes twice in one request is not believed.
/// * The languages: `Accept-Language`, up to 1,024 bytes.
///
/// The cost is linear in the request's size, and no request makes it panic.
#[derive(Clone)]
pub struct PromptLayer {
    config: Arc<Config>,
}

type Intercept = dyn Fn(&str, &Searcher) -> Option<Prompt> + Send + Sync;

#[derive(Clone)]
struct Config {
    intercept: Arc<Intercept>,
    parameter: String,
    country_headers: Vec<HeaderName>,
    response: Option<(HeaderName, Detail)>,
}

#[derive(Clone, Copy, Debug)]
enum Detail {
    One,
    TopicAndIntent,
}

/// What [`PromptLayer`] found out about a request; in the request's extensions, also if there is no prompt.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RequestPrompt {
    /// What is to be shown above the results, if anything is.
    pub prompt: Option<Arc<Prompt>>,
}

impl PromptLayer {
    /// Screens the parameter of that name with a function of the caller's choice, such as one that counts, or that reads
    /// live data.
    pub fn new(parameter: impl Into<String>, intercept: impl Fn(&str, &Searcher) -> Option<Prompt> + Send + Sync + 'static) -> PromptLayer {
        let intercept = Arc::new(intercept);
        PromptLayer { config: Arc::new(Config { intercept, parameter: parameter.into(), country_headers: Vec::new(), response: None }) }
    }

    /// Screens the parameter of that name with [`Interceptor::builtin`].
    #[must_use]
    pub fn builtin(parameter: impl Into<String>) -> PromptLayer {
        PromptLayer::new(parameter, |query, searcher| Interceptor::builtin().intercept(query, searcher))
    }

    /// Believes this header about the searcher's country, such as `CF-IPCountry` or `X-Country-Code`. Of several, the first that names a country counts.
    #[must_use]
    pub fn trust_country_header(self, name: HeaderName) -> PromptLayer {
        self.with(|config| config.country_headers.push(name))
    }

    /// Sets this response header to `1` where a prompt was given, and leaves it out elsewhere.
    ///
    /// Whoever stands between server and searcher sees response headers, and may keep them. Do not let a shared cache keep the response.
    #[must_use]
    pub fn response_header(self, name: HeaderName) -> PromptLayer {
        self.with(|config| config.response = Some((name, Detail::One)))
    }

    /// Sets this response header to topic and intent, such as `suicide; intent=help_seeking`, where a prompt was given. It tells more about a person
    /// than [`response_header`](Self::response_header) does: for closed networks.
    #[must_use]
    pub fn response_header_with_intent(self, name: HeaderName) -> PromptLayer {
        self.with(|config| config.response = Some((name, Detail::TopicAndIntent)))
    }

    fn with(mut self, change: impl FnOnce(&mut Config)) -> PromptLayer {
        change(Arc::make_mut(&mut self.config));
        self
    }
}

impl fmt::Debug for PromptLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Config { parameter, country_headers, response, .. } = &*self.config;
        f.debug_struct("PromptLayer")
            .field("parameter", parameter)
            .field("country_headers", country_headers)
            .field("response", response)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for PromptLayer {
    type Service = PromptService<S>;

    fn layer(&self, inner: S) -> PromptService<S> {
        PromptService { inner, config: Arc::clone(&self.config) }
    }
}

/// A service behind a [`PromptLayer`].
#[derive(Clone)]
pub struct PromptService<S> {
    inner: S,
    config: Arc<Config>,
}

impl<S: fmt::Debug> fmt::Debug for PromptService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PromptService").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, B, R> Service<Request<B>> for PromptService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = PromptFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> PromptFuture<S::Future> {
        let prompt = self.config.prompt(request.uri().query().unwrap_or_default(), request.headers()).map(Arc::new);
        let header = prompt.as_ref().and_then(|p| self.config.answer(p));
        request.extensions_mut().insert(RequestPrompt { prompt });
        PromptFuture { inner: self.inner.call(request), header }
    }
}

pin_project! {
    /// The response of a [`PromptService`].
    #[derive(Debug)]
    pub struct PromptFuture<F> {
        #[pin]
        inner: F,
        header: Option<(HeaderName, HeaderValue)>,
    }
}

impl<F, R, E> Future for PromptFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = ready!(this.inner.poll(cx))?;
        if let Some((name, value)) = this.header.take() {
            response.headers_mut().insert(name, value);
        }
        Poll::Ready(Ok(response))
    }
}

impl Config {
    fn prompt(&self, query: &str, headers: &HeaderMap) -> Option<Prompt> {
        let mut texts = values(query, &self.parameter).filter(|text| !text.is_empty()).peekable();
        texts.peek()?;
        let mut searcher = Searcher::unknown().with_languages(&languages(headers));
        searcher.country = self.country_headers.iter().find_map(|name| only(headers, name)?.parse().ok());
        texts.find_map(|text| (self.intercept)(&text, &searcher))
    }

    fn answer(&self, prompt: &Prompt) -> Option<(HeaderName, HeaderValue)> {
        let (name, detail) = self.response.as_ref()?;
        let value = match detail {
            Detail::One => HeaderValue::from_static("1"),
            Detail::TopicAndIntent => HeaderValue::from_str(&format!("{}; intent={}", prompt.topic, prompt.intent)).ok()?,
        };
        Some((name.clone(), value))
    }
}

/// The values of a parameter in the query of a URI, decoded (as `application/x-www-form-urlencoded`).
fn values<'a>(query: &'a str, parameter: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    query.split('&').filter_map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name) == parameter).then(|| decoded(value))
    })
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// The value of a header that comes once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let value = all.next()?;
    if all.next().is_some() { None } else { value.to_str().ok() }
}

fn languages(headers: &HeaderMap) -> String {
    let mut out = String::new();
    for line in headers.get_all(ACCEPT_LANGUAGE) {
        let start = &line.as_bytes()[..line.len().min(LONGEST_LANGUAGES)];
        out.extend(start.iter().filter(|b| b.is_ascii()).map(|b| char::from(*b)));
        if out.len() >= LONGEST_LANGUAGES {
            break;
        }
        out.push(',');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready as now};
    use std::task::Waker;

    use super::*;

    /// Answers with what it finds in the extensions.
    #[derive(Clone)]
    struct Handler;

    impl<B> Service<Request<B>> for Handler {
        type Response = Response<Option<RequestPrompt>>;
        type Error = Infallible;
        type Future = Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request<B>) -> Self::Future {
            now(Ok(Response::new(request.extensions().get().cloned())))
        }
    }

    fn ask(layer: &PromptLayer, uri: &str, headers: &[(&str, &str)]) -> Response<Option<RequestPrompt>> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut service = layer.layer(Handler);
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Service::<Request<()>>::poll_ready(&mut service, &mut cx).is_ready());
        let mut answer = std::pin::pin!(service.call(request.body(()).expect("a request")));
        match answer.as_mut().poll(&mut cx) {
            Poll::Ready(Ok(response)) => response,
            Poll::Pending => panic!("the handler is ready at once"),
        }
    }

    /// `None` if the layer did not run.
    fn prompt(uri: &str, headers: &[(&str, &str)]) -> Option<Option<Arc<Prompt>>> {
        let layer = PromptLayer::builtin("q").trust_country_header(HeaderName::from_static("cf-ipcountry"));
        ask(&layer, uri, headers).into_body().map(|found| found.prompt)
    }

    #[test]
    fn a_query_is_read_as_it_was_meant() {
        for uri in [
            "/search?q=i+want+to+kill+myself",
            "/search?q=i%20want%20to%20kill%20myself&page=2",
            "https://example.org/s?page=2&q=i%20want+to%20kill+myself#top",
            "/?%71=i+want+to+kill+myself",
            "/?q=weather&q=i+want+to+kill+myself",
            "/?q=pengen%20mati%20aja",
            "/?q=%E6%AD%BB%E3%81%AB%E3%81%9F%E3%81%84",
            "/?q=i+want+to+kill+myself%",
            "/?q=i+want+to+kill+myself+%zz%FF%FE",
        ] {
            assert!(prompt(uri, &[]).flatten().is_some(), "{uri}");
        }
        for uri in ["/search", "/?", "/?q", "/?q=", "/?q=weather", "/?query=i+want+to+kill+myself", "/i+want+to+kill+myself", "/?&&=&q=%"] {
            assert_eq!(prompt(uri, &[]), Some(None), "{uri}");
        }
    }

    #[test]
    fn a_country_is_believed_only_where_that_was_said() {
        let uri = "/?q=i+want+to+kill+myself";
        let country = |headers: &[(&str, &str)]| prompt(uri, headers).flatten().expect("heard").card.country.map(|c| c.as_str());
        assert_eq!(country(&[("CF-IPCountry", "ID")]), Some("ID"));
        assert_eq!(country(&[("X-Country-Code", "ID")]), None);
        assert_eq!(country(&[("CF-IPCountry", "XX")]), None);
        assert_eq!(country(&[("CF-IPCountry", "T1")]), None);
        assert_eq!(country(&[("CF-IPCountry", "ID"), ("CF-IPCountry", "GB")]), None);
        let two = PromptLayer::builtin("q")
            .trust_country_header(HeaderName::from_static("cf-ipcountry"))
            .trust_country_header(HeaderName::from_static("x-country-code"));
        let found = ask(&two, uri, &[("cf-ipcountry", "XX"), ("x-country-code", "gb")]).into_body().and_then(|f| f.prompt).expect("heard");
        assert_eq!(found.card.country.map(|c| c.as_str()), Some("GB"));
    }

    #[test]
    fn languages_come_from_the_header() {
        let language =
            |headers: &[(&str, &str)]| prompt("/?q=suicide+hotline", headers).flatten().expect("heard").card.language.to_string();
        assert_eq!(language(&[("accept-language", "id, en;q=0.5")]), "id");
        assert_eq!(language(&[("accept-language", "xx-nonsense"), ("accept-language", "fr")]), "fr");
        assert_eq!(language(&[("accept-language", "*")]), "en");
    }

    #[test]
    fn the_response_says_no_more_than_was_asked() {
        let name = HeaderName::from_static("x-pelita");
        let header = |layer: &PromptLayer, uri| ask(layer, uri, &[]).headers().get(&name).map(|v| v.to_str().expect("plain").to_string());
        let quiet = PromptLayer::builtin("q");
        assert_eq!(header(&quiet, "/?q=suicide+hotline"), None);
        let one = quiet.response_header(name.clone());
        assert_eq!(header(&one, "/?q=suicide+hotline").as_deref(), Some("1"));
        assert_eq!(header(&one, "/?q=weather"), None);
        let more = one.response_header_with_intent(name.clone());
        assert_eq!(header(&more, "/?q=suicide+hotline").as_deref(), Some("suicide; intent=help_seeking"));
    }

    #[test]
    fn hostile_requests_are_harmless() {
        let long = 60_000; // `http` itself refuses a URI of 64 KiB
        for query in
            ["q=".repeat(long / 2), "q=&".repeat(long / 3), "&".repeat(long), "%".repeat(long), format!("q={}", "%F0%9F".repeat(long / 6))]
        {
            assert_eq!(prompt(&format!("/?{query}"), &[]), Some(None));
        }
        let far = format!("/?q={}i+want+to+kill+myself", "lorem+".repeat(long / 6 - 10));
        assert!(prompt(&far, &[]).flatten().is_some(), "heard at the end of a long query");
        let many = "de;q=0.1,".repeat(1_000_000);
        let found = prompt("/?q=suicide+hotline", &[("accept-language", &many), ("cf-ipcountry", &"ID".repeat(100_000))]).flatten();
        let card = &found.as_ref().expect("heard").card;
        assert_eq!((card.language.as_str(), card.country), ("de", None));
        let text: String = (0..=255_u8).map(|b| format!("%{b:02X}")).collect();
        assert_eq!(prompt(&format!("/?q={text}"), &[]), Some(None));
    }

    #[test]
    fn debug_prints_no_query() {
        let found = ask(&PromptLayer::builtin("q"), "/?q=i+want+to+kill+myself+lorem", &[]).into_body();
        assert!(!format!("{found:?}").contains("lorem"));
    }
}
