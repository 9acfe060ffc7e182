//! The program as a server on a free port, and a client that sees every byte.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use anpu::server::ServerOptions;
use anpu::store::{Manifest, Writer};
use oxigraph::model::Quad;

/// Makes a dataset of these quads.
pub(crate) fn dataset(folder: &Path, quads: &[Quad]) {
    let mut writer = Writer::create(folder).unwrap();
    writer.shared(|sink| quads.iter().try_for_each(|quad| sink(quad.as_ref()))).unwrap();
    let about =
        Manifest { base: "https://w3id.org/anpu/".to_owned(), program: "0.0.0".to_owned(), ..Manifest::default() };
    writer.finish(about).unwrap();
}

/// `anpu serve` in a process of its own, ended when this is dropped.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    pub(crate) child: Child,
    /// What it wrote to standard error so far.
    log: Arc<Mutex<String>>,
}

impl Process {
    /// Serves the dataset in `folder`.
    pub(crate) fn start(folder: &Path, set: impl FnOnce(&mut ServerOptions)) -> Self {
        Self::under(Command::new(env!("CARGO_BIN_EXE_anpu")), folder, set)
    }

    /// Serves the dataset in `folder` where no file may grow beyond so many blocks of 512 bytes, as on a full disk.
    #[cfg(unix)]
    pub(crate) fn limited(blocks: u32, folder: &Path, set: impl FnOnce(&mut ServerOptions)) -> Self {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_anpu")]);
        Self::under(command, folder, set)
    }

    fn under(mut command: Command, folder: &Path, set: impl FnOnce(&mut ServerOptions)) -> Self {
        let mut options = ServerOptions::new(folder);
        options.bind = SocketAddr::from(([127, 0, 0, 1], 0));
        set(&mut options);
        command.arg("serve").args(arguments(&options)).env("ANPU_LANG", "en").env_remove("ANPU_TOKEN");
        let mut child = command.stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("serving http://") {
            line.clear();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "the server ended");
        }
        let address = line.trim_start_matches("serving http://").split('/').next().unwrap().parse().unwrap();
        let log = Arc::new(Mutex::new(line));
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).for_each(|line| written.lock().unwrap().extend([&line, "\n"]));
        });
        Self { address, child, log }
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Sends the process a signal, by its name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// Most memory that the process had, in bytes, where the system tells.
    pub(crate) fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn arguments(options: &ServerOptions) -> Vec<String> {
    let mut arguments = vec!["--dataset".to_owned(), options.dataset.to_str().unwrap().to_owned()];
    for (name, value) in [
        ("--bind", options.bind.to_string()),
        ("--timeout", options.timeout.as_secs().to_string()),
        ("--max-rows", options.rows.to_string()),
        ("--max-bytes", options.bytes.to_string()),
        ("--max-memory", options.memory.to_string()),
        ("--max-request", options.request.to_string()),
        ("--connections", options.connections.to_string()),
        ("--patience", options.patience.as_secs().to_string()),
        ("--parallel", options.parallel.to_string()),
        ("--queue", options.queue.to_string()),
        ("--cache", options.cache.to_string()),
    ] {
        arguments.extend([name.to_owned(), value]);
    }
    if options.on_disk {
        arguments.push("--on-disk".to_owned());
    }
    for address in &options.services {
        arguments.extend(["--allow-service".to_owned(), address.clone()]);
    }
    if let Some(token) = &options.token {
        arguments.extend(["--token".to_owned(), token.clone()]);
    }
    arguments
}

/// A server with the folder of its dataset.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) process: Process,
    folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start(quads: &[Quad], set: impl FnOnce(&mut ServerOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        dataset(folder.path(), quads);
        let process = Process::start(folder.path(), set);
        Self { address: process.address, process, folder }
    }

    /// The folder of the dataset.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn send(&self, request: &Request<'_>) -> Response {
        send(self.address, request)
    }

    pub(crate) fn get(&self, path: &str, accept: &str) -> Response {
        self.send(&Request { method: "GET", path, headers: &[("accept", accept)], body: b"" })
    }

    /// A query with its answer in CSV.
    pub(crate) fn csv(&self, query: &str) -> String {
        let headers = [("content-type", "application/sparql-query"), ("accept", "text/csv")];
        self.send(&Request { method: "POST", path: "/sparql", headers: &headers, body: query.as_bytes() })
            .text()
            .replace("\r\n", "\n")
    }
}

pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Whether the body came to the end that the server announced.
    pub(crate) complete: bool,
}

impl Response {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

pub(crate) fn send(address: SocketAddr, request: &Request<'_>) -> Response {
    try_send(address, request).expect("an answer has a head")
}

/// The answer, if the server lives to give one.
pub(crate) fn try_send(address: SocketAddr, request: &Request<'_>) -> Option<Response> {
    let Request { method, path, headers, body } = request;
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    if headers.iter().all(|(name, _)| *name != "host") {
        head.extend(["host: ", &address.to_string(), "\r\n"]);
    }
    for (name, value) in *headers {
        head.extend([*name, ": ", *value, "\r\n"]);
    }
    let mut stream = TcpStream::connect(address).ok()?;
    let _ = stream.write_all(format!("{head}\r\n").as_bytes());
    let _ = stream.write_all(body);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    parse(&bytes, *method == "HEAD")
}

fn parse(bytes: &[u8], is_head: bool) -> Option<Response> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let mut headers = BTreeMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers
            .entry(name.to_lowercase())
            .and_modify(|all: &mut String| *all = format!("{all}, {value}"))
            .or_insert(value.to_owned());
    }
    let rest = &bytes[end + 4..];
    let (body, complete) = match headers.get("transfer-encoding") {
        _ if is_head => (rest.to_vec(), rest.is_empty()),
        Some(_) => chunks(rest),
        None => (rest.to_vec(), headers.get("content-length").is_none_or(|length| length.parse() == Ok(rest.len()))),
    };
    Some(Response { status, headers, body, complete })
}

fn chunks(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        let begin = line + 2;
        let Some(chunk) = rest.get(begin..begin + size) else { break };
        body.extend_from_slice(chunk);
        rest = rest.get(begin + size + 2..).unwrap_or_default();
    }
    (body, false)
}
