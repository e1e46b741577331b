//! Citations with tags: RIS, `EndNote`, PubMed's format. One record after the other.

mod dialect;
mod notices;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use self::dialect::{Dialect, Part};
use self::notices::Link;
use super::lines::Lines;
use super::markdown::is_dense;
use super::record::{Field, First, Keys, Record};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;

/// Most bytes of one record. The largest abstract of the WHO literature database has 12 kB.
const MAX_RECORD: usize = 4 << 20;
/// Most values of one record. Papers of collaborations have some thousand authors.
const MAX_VALUES: usize = 20_000;

/// Reads citations of one dialect, line by line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tagged(Dialect);

impl Tagged {
    pub(super) const RIS: Self = Self(Dialect::Ris);
    pub(super) const ENDNOTE: Self = Self(Dialect::EndNote);
    pub(super) const NBIB: Self = Self(Dialect::Nbib);
}

impl Extractor for Tagged {
    fn name(&self) -> &'static str {
        match self.0 {
            Dialect::Ris => "ris/2",
            Dialect::EndNote => "endnote/2",
            Dialect::Nbib => "nbib/2",
        }
    }

    fn media_types(&self) -> &'static [MediaType] {
        match self.0 {
            Dialect::Ris => &[MediaType::Ris],
            Dialect::EndNote => &[MediaType::EndNote],
            Dialect::Nbib => &[MediaType::Nbib],
        }
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let mut lines = Lines::of(input)?;
        let mut records = Records::new(self.0);
        while let Some(line) = lines.next()? {
            if let Some(done) = records.line(line.number, &line.text, line.cut)
                && found(done).is_break()
            {
                return Ok(());
            }
        }
        if let Some(done) = records.close() {
            let _ = found(done);
        }
        records.end()
    }
}

/// The record that is being read, and what was read before it.
struct Records {
    dialect: Dialect,
    open: Option<Open>,
    /// An empty line was the last.
    gap: bool,
    keys: Keys,
    count: u64,
    /// Lines outside of records, and the first of them.
    outside: u64,
    first_outside: Option<(u64, String)>,
}

struct Open {
    line: u64,
    values: Vec<(String, String)>,
    bytes: usize,
    /// Whether it began with the tag that begins records.
    started: bool,
}

impl Records {
    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            open: None,
            gap: false,
            keys: Keys::new(First::Identifier),
            count: 0,
            outside: 0,
            first_outside: None,
        }
    }

    /// Takes a line; gives the record that it ends.
    fn line(&mut self, number: u64, line: &str, cut: bool) -> Option<Found> {
        let part = self.dialect.part(line);
        let done = match part {
            Part::Blank => {
                self.gap = true;
                return None;
            }
            Part::Tag(tag, _) if self.dialect.ends(tag) => self.close(),
            Part::Tag(tag, value) => {
                let done = self.begins(tag).then(|| self.close()).flatten();
                let open = self.open.get_or_insert_with(|| Open::at(number));
                open.started |= tag == self.dialect.start();
                open.add(tag, value, cut);
                done
            }
            Part::Text(text) => {
                match &mut self.open {
                    Some(open) => open.go_on(text, cut, self.dialect == Dialect::Nbib),
                    None => {
                        self.outside += 1;
                        self.first_outside
                            .get_or_insert_with(|| (number, text.chars().take(60).collect()));
                    }
                }
                None
            }
        };
        self.gap = false;
        done
    }

    /// Whether a tag begins another record than the open one.
    fn begins(&self, tag: &str) -> bool {
        let Some(open) = &self.open else { return false };
        if tag == self.dialect.start() {
            return self.gap || open.started;
        }
        // refer(1) has nothing but empty lines between records.
        self.dialect == Dialect::EndNote && self.gap && !open.started
    }

    fn close(&mut self) -> Option<Found> {
        let open = self.open.take()?;
        self.count += 1;
        let item = format!("line {}", open.line);
        let mut extract = open.extract(self.dialect);
        if let Ok(extract) = &mut extract {
            self.keys.name(extract);
            if let Some((line, text)) = self.first_outside.take() {
                extract.notes.push(format!(
                    "{} lines outside of records were passed over, the first is line {line}: \"{text}\"",
                    self.outside
                ));
            }
        }
        Some(Found { item, extract })
    }

    fn end(&self) -> Result<(), ExtractError> {
        if self.count > 0 {
            return Ok(());
        }
        let found = match &self.first_outside {
            Some((line, text)) => format!("line {line}: \"{text}\""),
            None => "nothing but white space".to_owned(),
        };
        let detail = format!(
            "found no record but {found}: expected {}",
            self.dialect.example()
        );
        Err(ExtractError::new(Reason::Damaged, detail))
    }
}

impl Open {
    fn at(line: u64) -> Self {
        Self {
            line,
            values: Vec::new(),
            bytes: 0,
            started: false,
        }
    }

    /// Beyond its measure a record is only counted.
    fn has_room(&mut self, bytes: usize, cut: bool) -> bool {
        self.bytes += if cut { MAX_RECORD + 1 } else { bytes + 1 };
        self.bytes <= MAX_RECORD && self.values.len() <= MAX_VALUES
    }

    fn add(&mut self, tag: &str, value: &str, cut: bool) {
        if self.has_room(value.len(), cut) {
            self.values.push((tag.to_owned(), value.to_owned()));
        }
    }

    /// A value goes on: after the end of a sentence on a line of its own, unless the format wraps.
    fn go_on(&mut self, text: &str, cut: bool, wraps: bool) {
        if !self.has_room(text.len(), cut) {
            return;
        }
        let Some((_, value)) = self.values.last_mut() else {
            return;
        };
        match value.chars().last() {
            Some('.' | '。' | '!' | '?' | '।' | '؟' | ':' | '：') if !wraps => {
                value.push('\n');
            }
            Some(last) if is_dense(last) => {}
            Some(_) => value.push(' '),
            None => {}
        }
        value.push_str(text);
    }

    fn extract(self, dialect: Dialect) -> Result<Extract, ExtractError> {
        if self.bytes > MAX_RECORD || self.values.len() > MAX_VALUES {
            let detail = format!(
                "a record of more than {MAX_RECORD} bytes or {MAX_VALUES} values: expected one article"
            );
            return Err(ExtractError::new(Reason::TooLarge, detail));
        }
        let mut record = Record::default();
        let mut links: Vec<(Link, &str)> = Vec::new();
        for (tag, value) in &self.values {
            if let Some(field) = dialect.field(tag) {
                record.add(field, value);
            }
            if let Some(link) = dialect.link(tag) {
                links.push((link, value));
            }
        }
        if let Some(language) = dialect.language() {
            record.add(Field::Language, language);
        }
        let mut extract = record.extract()?;
        for (link, value) in links {
            notices::apply(link, value, &mut extract);
        }
        Ok(extract)
    }
}
