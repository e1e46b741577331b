//! Which of the labels found in a text are meant.

use corpora::{ConceptClass, LabelSort};
use rustc_hash::FxHashSet;

use super::lexicon::{Lexicon, Posting};
use super::recognise::Mention;

/// What a text is, for telling which labels can be meant in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) lexicon: &'c Lexicon,
    pub(crate) text: &'c str,
    /// Primary subtag of the language of the text.
    pub(crate) language: &'c str,
}

/// Shortest name that is taken for one in a text of another language.
const MIN_FOREIGN_CHARS: usize = 6;

/// Shortest abbreviation that needs nothing to support it.
const MIN_SURE_CAPITALS: u8 = 3;

impl Context<'_> {
    /// The labels of a mention that can be meant: of the language of the text or of all languages,
    /// or else an international name; an abbreviation only with its capitals.
    fn possible(&self, mention: &Mention) -> Vec<Posting> {
        let written = &self.text[mention.range.clone()];
        let capitals = written.chars().filter(|c| c.is_uppercase()).count();
        let labels = || {
            mention
                .labels
                .iter()
                .filter(|l| usize::from(l.capitals) <= capitals)
        };
        let spoken = |label: &&Posting| {
            let language = self.lexicon.language(label);
            language.is_none_or(|language| language == self.language)
        };
        let own: Vec<Posting> = labels().filter(spoken).copied().collect();
        if !own.is_empty() {
            return own;
        }
        let international = |label: &&Posting| {
            let class = self.lexicon.class(label.concept);
            label.sort != LabelSort::Lay
                && written.chars().count() >= MIN_FOREIGN_CHARS
                && class.is_some_and(ConceptClass::is_international)
        };
        labels().filter(international).copied().collect()
    }
}

/// The concepts meant by each mention of a text and its neighbours: `known` are those that other
/// parts of the document name beyond doubt. A label of several concepts means those of them that
/// the document names otherwise too, or none; an abbreviation of two capitals needs the same.
pub(crate) fn accepted(
    context: &Context<'_>,
    mentions: &[Mention],
    known: &FxHashSet<u32>,
) -> Vec<(usize, u32)> {
    let mut found = Vec::new();
    for (place, mention) in mentions.iter().enumerate() {
        let labels = context.possible(mention);
        let sure = sure(&labels);
        let meant = labels.iter().map(|label| label.concept);
        match sure {
            Some(concept) => found.push((place, concept)),
            None => found.extend(meant.filter(|c| known.contains(c)).map(|c| (place, c))),
        }
    }
    found
}

/// The concepts that a text names beyond doubt.
pub(crate) fn beyond_doubt(context: &Context<'_>, mentions: &[Mention]) -> Vec<u32> {
    let labels = mentions.iter().map(|mention| context.possible(mention));
    labels.filter_map(|labels| sure(&labels)).collect()
}

fn sure(labels: &[Posting]) -> Option<u32> {
    let first = labels.first()?;
    let one = labels.iter().all(|label| label.concept == first.concept);
    let short = labels
        .iter()
        .all(|label| label.capitals > 0 && label.capitals < MIN_SURE_CAPITALS);
    (one && !short).then_some(first.concept)
}
