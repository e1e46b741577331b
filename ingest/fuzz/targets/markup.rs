//! XML, feeds and sitemaps without the web around them.
#![no_main]

use ingest::fuzzing::{list, read_xml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        // Readers that break down are caught, and what is not caught still ends the run.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        read_xml(bytes);
        let _ = list(bytes);
    }
);
