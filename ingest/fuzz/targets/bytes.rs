//! What comes with every answer of a server: charsets, content codings, robots.txt. The first byte picks
//! which, the second which variety of it.
#![no_main]

use ingest::fuzzing::{decode, obey, unpack};
use libfuzzer_sys::fuzz_target;

const LABELS: [&str; 8] = [
    "utf-8",
    "gb18030",
    "big5",
    "shift_jis",
    "iso-2022-jp",
    "euc-kr",
    "windows-1256",
    "utf-16le",
];

fuzz_target!(|bytes: &[u8]| {
    let [first, second, rest @ ..] = bytes else {
        return;
    };
    let second = usize::from(*second);
    match first % 4 {
        0 => decode(rest, LABELS[second % LABELS.len()]),
        1 => {
            let (label, text) = rest.split_at(second.min(rest.len()));
            decode(text, &String::from_utf8_lossy(label));
        }
        2 => {
            let coding = ["gzip", "br", "identity", "x-gzip"][second % 4];
            let _ = unpack(coding, rest, 1 << 20);
        }
        _ => {
            let (path, robots) = rest.split_at(second.min(rest.len()));
            obey(robots, &String::from_utf8_lossy(path));
        }
    }
});
