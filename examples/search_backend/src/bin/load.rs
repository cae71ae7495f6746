//! What Pelita costs a backend: the same service with and without it, under the same load, in turns, in one run.
//!
//! `cargo run --release -p search_backend --bin load`
//!
//! Both services run in this process on loopback. Each connection sends its next query when the last is answered, so the numbers are those
//! of a busy machine, and the load takes its share of it. The turns alternate, so that what else happens on the machine meets both.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use pelita::{Interceptor, Searcher};
use search_backend::{Backend, Options, corpus, router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// The longest run that is allowed, without warming up.
const LONGEST: Duration = Duration::from_secs(60);

/// Measures throughput and latency with and without Pelita.
#[derive(Parser)]
struct Arguments {
    /// Turns for each of the two.
    #[arg(long, default_value_t = 20)]
    turns: u32,
    /// Milliseconds of a turn.
    #[arg(long, default_value_t = 1000)]
    millis: u64,
    /// Connections at once.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Every how many queries one brings a card; 0 for never.
    #[arg(long, default_value_t = 1000)]
    crisis_every: usize,
}

/// What a turn came to.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    p50: f64,
    p99: f64,
}

fn main() -> Result<(), String> {
    let arguments = Arguments::parse();
    let turn = Duration::from_millis(arguments.millis);
    if arguments.turns == 0 || turn * arguments.turns * 2 > LONGEST {
        return Err(format!("choose turns that take {} s at most: --turns times --millis, twice", LONGEST.as_secs()));
    }
    let (server, client) = (runtime()?, runtime()?);
    let queries = queries(arguments.crisis_every)?;
    let requests: Arc<Vec<Vec<u8>>> = Arc::new(queries.iter().map(|q| request(q)).collect());
    let (with, without) = (serve(&server, false)?, serve(&server, true)?);
    let run = |address, time| client.block_on(load(address, time, arguments.connections, &requests));
    for address in [with, without] {
        run(address, turn / 2)?;
    }
    let mut turns: [Vec<Figures>; 2] = Default::default();
    for n in 0..arguments.turns as usize {
        for which in [n % 2, 1 - n % 2] {
            turns[which].push(run([with, without][which], turn)?);
        }
    }
    server.shutdown_background();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{} connections, {cores} cores, {} turns of {} ms each", arguments.connections, arguments.turns, arguments.millis);
    println!("{:<12} {:>10} {:>17} {:>8} {:>8}", "", "queries/s", "middle half", "p50 µs", "p99 µs");
    for (name, turns) in ["with Pelita", "without"].iter().zip(&turns) {
        let rates = quartiles(turns.iter().map(|f| f.per_second));
        let (p50, p99) = (quartiles(turns.iter().map(|f| f.p50))[1], quartiles(turns.iter().map(|f| f.p99))[1]);
        println!("{name:<12} {:>10.0} {:>17} {p50:>8.0} {p99:>8.0}", rates[1], format!("{:.0} – {:.0}", rates[0], rates[2]));
    }
    let [low, middle, high] = quartiles(turns[0].iter().zip(&turns[1]).map(|(a, b)| 100.0 * (a.per_second / b.per_second - 1.0)));
    println!("turn beside turn: {middle:+.1} % queries/s with Pelita (middle half {low:+.1} to {high:+.1} %)");
    let [_, half, three] = quartiles(alone(&queries).into_iter());
    println!("Pelita alone, one thread: {half:.2} µs for half of the queries, {three:.2} µs for three in four");
    Ok(())
}

fn runtime() -> Result<Runtime, String> {
    Runtime::new().map_err(|e| format!("no runtime: {e}"))
}

fn serve(runtime: &Runtime, without_pelita: bool) -> Result<SocketAddr, String> {
    let backend = Backend::new(Options { country_header: None, without_pelita })?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    runtime.spawn(async move { axum::serve(listener, router(backend)).await });
    Ok(address)
}

/// The queries that are sent over and over: titles of pages, whole and in part, and now and then one that brings a card.
/// Pages about the subject are left out, the comic film too: in a list this short they would come a hundred times as often as people type them.
fn queries(crisis_every: usize) -> Result<Vec<String>, String> {
    let is_subject = |url: &str| url.contains("/help-") || url.ends_with("/squad") || url.ends_with("/id/football");
    let titles: Vec<String> = corpus::load()?.into_iter().filter(|p| !is_subject(&p.url)).map(|p| p.title).collect();
    let short = titles.iter().map(|t| t.split(' ').take(2).collect::<Vec<_>>().join(" "));
    let mut queries: Vec<String> = titles.iter().cloned().chain(short).collect();
    if crisis_every > 0 {
        queries = queries.iter().cycle().take(queries.len().max(crisis_every)).cloned().collect();
        for query in queries.iter_mut().skip(crisis_every - 1).step_by(crisis_every) {
            *query = "i want to kill myself".into();
        }
    }
    Ok(queries)
}

fn request(query: &str) -> Vec<u8> {
    let mut encoded = String::new();
    for byte in query.bytes() {
        let _ = write!(encoded, "%{byte:02X}");
    }
    format!("GET /search?country=GB&q={encoded} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n\r\n").into_bytes()
}

/// Sends requests for a while and reads the answers.
async fn load(address: SocketAddr, time: Duration, connections: usize, requests: &Arc<Vec<Vec<u8>>>) -> Result<Figures, String> {
    let until = Instant::now() + time;
    let tasks: Vec<_> = (0..connections)
        .map(|n| {
            let requests = Arc::clone(requests);
            tokio::spawn(async move { connection(address, until, n * requests.len() / connections, &requests).await })
        })
        .collect();
    let mut micros = Vec::new();
    for task in tasks {
        micros.extend(task.await.map_err(|e| e.to_string())?.map_err(|e| format!("a connection failed: {e}"))?);
    }
    micros.sort_by(f64::total_cmp);
    // The nearest rank.
    let at = |part: usize| micros.get(micros.len() * part / 100).copied().ok_or("nothing was answered");
    Ok(Figures { per_second: micros.len() as f64 / time.as_secs_f64(), p50: at(50)?, p99: at(99)? })
}

/// One connection's times, in microseconds.
async fn connection(address: SocketAddr, until: Instant, start: usize, requests: &[Vec<u8>]) -> io::Result<Vec<f64>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut micros = Vec::new();
    let mut buffer = Vec::with_capacity(64 * 1024);
    for request in requests.iter().cycle().skip(start) {
        let began = Instant::now();
        if began >= until {
            break;
        }
        stream.write_all(request).await?;
        answer(&mut stream, &mut buffer).await?;
        micros.push(began.elapsed().as_secs_f64() * 1e6);
    }
    Ok(micros)
}

/// Reads one whole answer.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_string());
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(broken("closed within an answer"));
        }
        let Some(head) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let text = std::str::from_utf8(&buffer[..head]).map_err(|_| broken("a head that is not text"))?;
        if !text.starts_with("HTTP/1.1 200 ") {
            return Err(broken("not answered with 200"));
        }
        let length = text.lines().find_map(|l| l.strip_prefix("content-length: "));
        let length: usize = length.and_then(|l| l.parse().ok()).ok_or_else(|| broken("an answer without a length"))?;
        let whole = head + 4 + length;
        while buffer.len() < whole {
            if stream.read_buf(buffer).await? == 0 {
                return Err(broken("closed within an answer"));
            }
        }
        return Ok(());
    }
}

/// Microseconds that Pelita takes for each of the queries, the best of several times.
fn alone(queries: &[String]) -> Vec<f64> {
    let (pelita, searcher) = (Interceptor::builtin(), Searcher::unknown().with_languages("en"));
    let once = |query: &str| {
        let began = Instant::now();
        for _ in 0..10 {
            black_box(pelita.intercept(black_box(query), &searcher));
        }
        began.elapsed().as_secs_f64() * 1e5
    };
    queries.iter().map(|query| (0..20).map(|_| once(query)).fold(f64::MAX, f64::min)).collect()
}

/// A quarter of the values lies below the first, half below the second, a quarter above the third.
fn quartiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    let at = |quarter: usize| all.get(((all.len() - 1) * quarter + 2) / 4).copied().unwrap_or(f64::NAN);
    [at(1), at(2), at(3)]
}
