//! `rsc`: the whole service in one program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// Queries allocate many small pieces on several threads at once, which it is made for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    query_api::cli::main()
}
