//! The program as it is started: what it logs, and how it ends.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_logs_routes_and_no_query_and_stops_when_told() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_search_backend"))
        .args(["--listen", "127.0.0.1:0"])
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut first = String::new();
    log.read_line(&mut first).unwrap();
    let (_, address) = first.trim_end().split_once("http://").unwrap_or_else(|| panic!("no address in the first line: {first}"));
    let address = address.split(' ').next().unwrap();

    for path in [
        "/search?q=i+want+to+kill+myself&country=GB",
        "/?q=i+want+to+kill+myself",
        "/suggest?q=i+want+to+ki",
        "/search?q=kill&q=myself",
        "/kill/myself?q=kill",
    ] {
        get(address, path);
    }
    // An idle connection must not keep the server from ending.
    let idle = TcpStream::connect(address).unwrap();
    let told = Instant::now();
    assert!(Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap().success());
    let status = server.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < Duration::from_secs(8), "{:?}", told.elapsed());
    drop(idle);

    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    server.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    let all = (first + &rest).to_lowercase();
    assert_eq!(all.matches("answered").count(), 5, "{all}");
    assert!(all.contains("route=\"/search\"") && all.contains("stopped"), "{all}");
    assert!(!all.contains("kill") && !all.contains("myself") && !all.contains("q="), "{all}");
}
