//! `rsc`: the whole service in one program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// A fifth less time per query than the system's allocator, which also fragments under many threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    query_api::cli::main()
}
