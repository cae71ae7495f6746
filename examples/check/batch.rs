//! One query a line in, one JSON object a line out, in order, streaming.

use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use pelita::Interceptor;
use serde::Serialize;

/// Lines that go to a thread at once.
const CHUNK: usize = 4096;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<&'a str>,
    shown: bool,
    topic: Option<&'static str>,
    intent: Option<&'static str>,
    urgency: Option<&'static str>,
    locale: Option<&'a str>,
    matched: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

pub fn run(pelita: &Interceptor, threads: usize, progress: bool, mut input: impl BufRead, out: impl Write) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    let mut meter = Meter::new(progress);
    if threads == 1 {
        let mut line = Vec::new();
        let mut answers = Vec::new();
        while read_line(&mut input, &mut line)? {
            answers.clear();
            answer(pelita, &line, &mut answers);
            out.write_all(&answers)?;
            meter.tick(1);
        }
        out.flush()?;
        meter.end();
        return Ok(());
    }
    thread::scope(|scope| {
        let mut lanes = Vec::new();
        for _ in 0..threads {
            let (send_work, work) = mpsc::sync_channel::<Vec<Vec<u8>>>(2);
            let (send_done, done) = mpsc::sync_channel::<(usize, Vec<u8>)>(2);
            scope.spawn(move || {
                for lines in work {
                    let mut answers = Vec::with_capacity(lines.len() * 160);
                    for line in &lines {
                        answer(pelita, line, &mut answers);
                    }
                    if send_done.send((lines.len(), answers)).is_err() {
                        return;
                    }
                }
            });
            lanes.push((Some(send_work), done));
        }
        // Chunks go round the lanes and are collected in the same order.
        let (mut next, mut waiting) = (0, 0);
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let mut line = Vec::new();
            while chunk.len() < CHUNK && read_line(&mut input, &mut line)? {
                chunk.push(std::mem::take(&mut line));
            }
            let ended = chunk.len() < CHUNK;
            if waiting == threads {
                waiting -= 1;
                collect(&lanes[next].1, &mut out, &mut meter)?;
            }
            if !chunk.is_empty()
                && let Some(lane) = &lanes[next].0
            {
                let _ = lane.send(chunk);
                waiting += 1;
                next = (next + 1) % threads;
            }
            if ended {
                break;
            }
        }
        for lane in &mut lanes {
            lane.0 = None;
        }
        let first = (next + threads - waiting) % threads;
        for i in 0..waiting {
            collect(&lanes[(first + i) % threads].1, &mut out, &mut meter)?;
        }
        out.flush()?;
        meter.end();
        Ok(())
    })
}

fn collect(done: &mpsc::Receiver<(usize, Vec<u8>)>, out: &mut impl Write, meter: &mut Meter) -> io::Result<()> {
    if let Ok((lines, answers)) = done.recv() {
        out.write_all(&answers)?;
        meter.tick(lines);
    }
    Ok(())
}

fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    if input.read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(true)
}

fn answer(pelita: &Interceptor, line: &[u8], out: &mut Vec<u8>) {
    let Ok(query) = std::str::from_utf8(line) else {
        let wrong = Answer {
            query: None,
            shown: false,
            topic: None,
            intent: None,
            urgency: None,
            locale: None,
            matched: None,
            error: Some("not valid UTF-8"),
        };
        let _ = serde_json::to_writer(&mut *out, &wrong);
        out.push(b'\n');
        return;
    };
    let screening = pelita.screen(query);
    let top = screening.top();
    let answer = Answer {
        query: Some(query),
        shown: pelita.is_shown(&screening),
        topic: top.map(|s| s.topic.as_str()),
        intent: top.map(|s| s.intent.as_str()),
        urgency: top.map(|s| s.urgency.as_str()),
        locale: top.map(|s| &*s.locale),
        matched: top.and_then(|s| query.get(s.span.clone())),
        error: None,
    };
    let _ = serde_json::to_writer(&mut *out, &answer);
    out.push(b'\n');
}

/// Lines done, on standard error, twice a second.
struct Meter {
    shown: bool,
    lines: usize,
    start: Instant,
    last: Instant,
}

impl Meter {
    fn new(shown: bool) -> Meter {
        Meter { shown, lines: 0, start: Instant::now(), last: Instant::now() }
    }

    fn tick(&mut self, lines: usize) {
        self.lines += lines;
        if self.shown && (self.lines % 1024 < lines) && self.last.elapsed() > Duration::from_millis(500) {
            self.last = Instant::now();
            eprint!("\r{} lines, {:.0} a second ", self.lines, self.lines as f64 / self.start.elapsed().as_secs_f64());
        }
    }

    fn end(&self) {
        if self.shown {
            eprintln!("\r{} lines in {:.1} s      ", self.lines, self.start.elapsed().as_secs_f64());
        }
    }
}
