//! Programs that stand for `pdftoppm` and `tesseract`, and a pipeline that uses them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ingest::{
    Extractors, HttpFetcher, HttpOptions, LinguaIdentifier, OcrOptions, PdfOptions, PdfWorker,
    Pipeline,
};

/// A `pdftoppm` that makes a picture as wide as the number of the page.
const RENDERS: &str = r#"cat > /dev/null
page=0
while [ $# -gt 0 ]; do [ "$1" = -f ] && page=$2; shift; done
printf 'P5\n%d 1\n255\n' "$page"
head -c "$page" /dev/zero
"#;

/// A `tesseract` that knows languages, and says what is written in a file of the language and the page.
const READS: &str = r#"case "$1" in
--list-langs) printf 'List of available languages:\n'; cat "$here/languages"; exit;;
--version) echo 'tesseract 5.3.0'; exit;;
esac
read magic
read width height
cat > /dev/null
while [ $# -gt 0 ]; do [ "$1" = -l ] && language=$2; shift; done
[ -f "$here/$language-$width" ] && cat "$here/$language-$width" && exit
printf 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n'
"#;

/// The programs in a folder of their own.
pub(super) struct Programs {
    folder: PathBuf,
    pub(super) options: OcrOptions,
}

impl Programs {
    /// Programs that work, with these languages.
    pub(super) fn new(folder: &Path, languages: &[&str]) -> Self {
        fs::create_dir_all(folder).unwrap();
        let options = OcrOptions {
            pdftoppm: folder.join("pdftoppm"),
            tesseract: folder.join("tesseract"),
            page_time: Duration::from_secs(30),
            ..OcrOptions::default()
        };
        let programs = Self {
            folder: folder.to_owned(),
            options,
        };
        fs::write(folder.join("languages"), languages.join("\n")).unwrap();
        programs.program("pdftoppm", RENDERS);
        programs.program("tesseract", READS);
        programs
    }

    /// Puts a script in the place of a program.
    pub(super) fn program(&self, name: &str, script: &str) {
        let path = self.folder.join(name);
        let here = format!("here='{}'\n", self.folder.display());
        fs::write(&path, format!("#!/bin/sh\n{here}{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What is read of a page in a language: lines, and how sure they are.
    pub(super) fn page(&self, language: &str, page: u32, lines: &[&str], confidence: u32) {
        let file = self.folder.join(format!("{language}-{page}"));
        fs::write(file, tsv(lines, confidence)).unwrap();
    }

    pub(super) fn pipeline(&self) -> Pipeline {
        let mut pdf = PdfOptions::from(PdfWorker::InProcess);
        pdf.ocr = Some(self.options.clone());
        pipeline(pdf)
    }
}

/// A pipeline with these options for PDF.
pub(super) fn pipeline(pdf: PdfOptions) -> Pipeline {
    Pipeline::new(
        Arc::new(HttpFetcher::new(HttpOptions::default()).unwrap()),
        Extractors::standard(pdf),
        Arc::new(LinguaIdentifier::new()),
    )
}

/// What tesseract says of lines.
fn tsv(lines: &[&str], confidence: u32) -> String {
    let mut tsv = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n".to_owned();
    for (at, line) in lines.iter().enumerate() {
        let mut left = 200;
        for word in line.split_whitespace() {
            let (top, width) = (200 + at * 50, word.chars().count() * 20);
            tsv +=
                &format!("5\t1\t1\t1\t{at}\t1\t{left}\t{top}\t{width}\t30\t{confidence}\t{word}\n");
            left += width + 12;
        }
    }
    tsv
}
