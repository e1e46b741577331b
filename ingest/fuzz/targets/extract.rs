//! Every extractor on foreign bytes: the first byte picks the format, the rest is the file. PDF is
//! left out: it is read in a process of its own, which may break down without harm.
#![no_main]

use std::ops::ControlFlow;
use std::sync::LazyLock;

use ingest::{Body, Extractors, Input, MediaType, PdfWorker, Pulse};
use libfuzzer_sys::fuzz_target;

static EXTRACTORS: LazyLock<Extractors> =
    LazyLock::new(|| Extractors::standard(PdfWorker::InProcess));

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, file)) = bytes.split_first() else {
        return;
    };
    // The recognition itself is foreign ground too.
    let _ = MediaType::recognise(file, "", None);
    let types = EXTRACTORS.media_types();
    let media_type = types[usize::from(first) % types.len()];
    if media_type == MediaType::Pdf {
        return;
    }
    let input = Input {
        name: "https://example.org/file".to_owned(),
        media_type,
        charset: None,
        body: Body::Bytes(file.into()),
        reading: std::sync::Arc::default(),
        language: corpora::Language::undetermined(),
        pulse: Pulse::default(),
    };
    if let Some(extractor) = EXTRACTORS.for_type(media_type) {
        let _ = extractor.extract(&input, &mut |_| ControlFlow::Continue(()));
    }
});
