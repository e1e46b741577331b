//! From text to the numbers that a model takes.

use kitoken::{Definition, InsertionPosition, Kitoken};

use super::folder::{ModelError, ModelFolder};

/// A tokenizer with the tokens that its model wants around a text.
pub(super) struct Tokenizer {
    pieces: Kitoken,
    begin: Vec<u32>,
    end: Vec<u32>,
    /// Id of what fills up the shorter texts of a batch.
    pub(super) padding: i32,
}

impl Tokenizer {
    pub(super) fn load(folder: &ModelFolder) -> Result<Self, ModelError> {
        let wrong = |reason: String| ModelError::Form {
            path: folder.tokenizer.clone(),
            reason: format!("{reason}: expected a tokenizer as Hugging Face's tokenizers write it"),
        };
        let read = Definition::from_tokenizers_file(&folder.tokenizer);
        let definition = read.map_err(|error| wrong(error.to_string()))?;
        let special = |content: &str| {
            let mut specials = definition.specials.iter();
            let found = specials.find(|special| special.bytes == content.as_bytes());
            found.map(|special| special.id)
        };
        let (mut begin, mut end) = (Vec::new(), Vec::new());
        for template in &definition.config.templates {
            let id = special(&template.content)
                .ok_or_else(|| wrong(format!("no token {:?}", template.content)))?;
            match template.position {
                InsertionPosition::SequenceStart => begin.push(id),
                _ => end.push(id),
            }
        }
        let padding = ["<pad>", "[PAD]"]
            .into_iter()
            .find_map(special)
            .unwrap_or(0);
        let pieces = Kitoken::from_definition(definition);
        Ok(Self {
            pieces: pieces.map_err(|error| wrong(error.to_string()))?,
            begin,
            end,
            padding: i32::try_from(padding).unwrap_or(0),
        })
    }

    /// The ids of a text's tokens, at most `most`.
    pub(super) fn encode(&self, text: &str, most: usize) -> Result<Vec<u32>, String> {
        // What looks like a special token in a text is text.
        let pieces = self
            .pieces
            .encode(text, false)
            .map_err(|error| error.to_string())?;
        let room = most.saturating_sub(self.begin.len() + self.end.len());
        let pieces = pieces.iter().take(room);
        Ok(self
            .begin
            .iter()
            .chain(pieces)
            .chain(&self.end)
            .copied()
            .collect())
    }
}
