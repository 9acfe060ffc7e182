//! Builds the page in `web/` with npm into `$OUT_DIR/page`, which the program carries.
//!
//! Where that cannot be done (no npm, no network) a plain page that says how takes its place: building the program
//! never fails because of the page. npm runs again only when something in `web/` has changed.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

/// What the page is made of, in `web/`.
const SOURCES: [&str; 12] = [
    "../data/column-labels.tsv",
    "../data/graph-style.tsv",
    "../data/place-tiles.tsv",
    "../data/word-labels.tsv",
    "src",
    "public",
    "index.html",
    "plain.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "tsconfig.json",
];

fn main() -> Result<(), Box<dyn Error>> {
    let web = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("web");
    let page = PathBuf::from(env::var("OUT_DIR")?).join("page");
    for source in SOURCES {
        println!("cargo::rerun-if-changed=web/{source}");
    }
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(error) = build(&web, &page) {
        println!("cargo::warning=the page was not built, a plain one takes its place: {error}");
        plain(&web, &page)?;
    }
    Ok(())
}

fn build(web: &Path, page: &Path) -> Result<(), Box<dyn Error>> {
    // Two builds at once would pull the packages from under each other's feet.
    let lock = File::open(web.join("package.json"))?;
    lock.lock()?;
    install(web)?;
    let still = page.join("still");
    let (page, still) = (page.to_str().zip(still.to_str())).ok_or("the build folder's name is no text")?;
    npm(web, &["run", "build", "--", "--emptyOutDir", "--outDir", page])?;
    npm(web, &["run", "build", "--", "--emptyOutDir", "--outDir", still, "--mode", "still"])
}

/// Installs the packages, unless those of this very lock file are there: a copy of it lies beside them.
fn install(web: &Path) -> Result<(), Box<dyn Error>> {
    let (lock, installed) = (web.join("package-lock.json"), web.join("node_modules/.installed.json"));
    let wanted = fs::read(&lock)?;
    if fs::read(&installed).is_ok_and(|present| present == wanted) {
        return Ok(());
    }
    npm(web, &["ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"])?;
    Ok(fs::write(installed, wanted)?)
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output =
        Command::new(program).args(arguments).current_dir(web).output().map_err(|error| format!("npm: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).take(8).collect();
    Err(format!("npm {}: {}", arguments.first().unwrap_or(&""), last.join(" / ")).into())
}

fn plain(web: &Path, page: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(page);
    fs::create_dir_all(page)?;
    fs::copy(web.join("plain.html"), page.join("index.html")).map(drop)
}
