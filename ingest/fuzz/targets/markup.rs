//! XML, feeds and sitemaps without the web around them.
#![no_main]

use ingest::fuzzing::{list, read_xml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read_xml(bytes);
    let _ = list(bytes);
});
