//! The `anpu` binary: hands the arguments to the library and turns its answer into an exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Extraction takes and gives back many small pieces of memory, which costs half as much so.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    anpu::cli::run(std::env::args_os())
}
