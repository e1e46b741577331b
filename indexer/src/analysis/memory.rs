//! Words met lately with their forms: texts repeat their words, and the stem of a word takes ten
//! times as long as looking it up.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// The forms of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forms<'f> {
    /// As written, folded.
    pub(super) exact: &'f str,
    /// Its stem.
    pub(super) main: &'f str,
    /// Whether it is a stop word.
    pub(super) stop: bool,
    /// Whether it has parts that are words.
    pub(super) compound: bool,
}

/// What a slot holds of a word and its forms together; longer ones are not remembered.
const SLOT_TEXT: usize = 57;

/// Slots at first, and at most: 64 kB and 4 MB for a language. With 65,536 slots, nine of ten words
/// of running text of 300,000 different words are found.
const FIRST_SLOTS: usize = 1 << 10;
const MOST_SLOTS: usize = 1 << 16;

/// A word with its forms in one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Slot {
    /// Length of the word, which begins the text; 0 in an empty slot.
    word: u8,
    /// Start and length of the exact form; a form that starts at 0 is a beginning of the word itself.
    exact: (u8, u8),
    /// Start and length of the stem.
    main: (u8, u8),
    stop: bool,
    compound: bool,
    text: [u8; SLOT_TEXT],
}

const EMPTY: Slot = Slot {
    word: 0,
    exact: (0, 0),
    main: (0, 0),
    stop: false,
    compound: false,
    text: [0; SLOT_TEXT],
};

impl Slot {
    fn of(word: &str, forms: Forms<'_>) -> Option<Self> {
        let mut slot = EMPTY;
        let mut used = 0;
        slot.word = slot.put(word, &mut used)?.1;
        slot.exact = match word.starts_with(forms.exact) {
            true => (0, u8::try_from(forms.exact.len()).ok()?),
            false => slot.put(forms.exact, &mut used)?,
        };
        slot.main = match forms.exact.starts_with(forms.main) {
            true => (slot.exact.0, u8::try_from(forms.main.len()).ok()?),
            false => slot.put(forms.main, &mut used)?,
        };
        slot.stop = forms.stop;
        slot.compound = forms.compound;
        Some(slot)
    }

    fn put(&mut self, text: &str, used: &mut usize) -> Option<(u8, u8)> {
        let place = self.text.get_mut(*used..*used + text.len())?;
        place.copy_from_slice(text.as_bytes());
        let found = (u8::try_from(*used).ok()?, u8::try_from(text.len()).ok()?);
        *used += text.len();
        Some(found)
    }

    fn holds(&self, word: &str) -> bool {
        self.text.get(..usize::from(self.word)) == Some(word.as_bytes())
    }

    fn forms<'f>(&'f self, word: &'f str) -> Forms<'f> {
        let text = |(start, length): (u8, u8)| match usize::from(start) {
            0 => word.get(..usize::from(length)).unwrap_or(word),
            start => {
                let bytes = self.text.get(start..start + usize::from(length));
                std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or(word)
            }
        };
        Forms {
            exact: text(self.exact),
            main: text(self.main),
            stop: self.stop,
            compound: self.compound,
        }
    }
}

/// The words of one language met lately. It forgets words for newer ones, in pairs of slots: of two
/// words with one place, the one met last stays.
#[derive(Debug)]
pub(super) struct Memory {
    slots: Vec<Slot>,
    /// Words not found since it grew.
    missed: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            slots: vec![EMPTY; FIRST_SLOTS],
            missed: 0,
        }
    }
}

impl Memory {
    fn place(&self, word: &str) -> usize {
        let hash = FxBuildHasher.hash_one(word);
        usize::try_from(hash & (self.slots.len() as u64 / 2 - 1)).unwrap_or(0) * 2
    }

    /// Where the forms of a word stand, if it is known.
    pub(super) fn find(&mut self, word: &str) -> Option<usize> {
        let place = self.place(word);
        if !self.slots[place].holds(word) {
            if !self.slots[place + 1].holds(word) {
                return None;
            }
            self.slots.swap(place, place + 1);
        }
        Some(place)
    }

    /// The forms of a word that was found at `place`.
    pub(super) fn forms<'f>(&'f self, place: usize, word: &'f str) -> Forms<'f> {
        self.slots[place].forms(word)
    }

    /// Remembers the forms of a word, if they are short enough.
    pub(super) fn keep(&mut self, word: &str, forms: Forms<'_>) {
        let Some(slot) = Slot::of(word, forms) else {
            return;
        };
        self.missed += 1;
        if self.missed > self.slots.len() && self.slots.len() < MOST_SLOTS {
            *self = Self {
                slots: vec![EMPTY; self.slots.len() * 4],
                missed: 0,
            };
        }
        let place = self.place(word);
        self.slots[place + 1] = self.slots[place];
        self.slots[place] = slot;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'m>(memory: &'m mut Memory, word: &'m str) -> Option<Forms<'m>> {
        let place = memory.find(word)?;
        Some(memory.forms(place, word))
    }

    #[test]
    fn forms_come_back_as_they_were_kept() {
        let mut memory = Memory::default();
        let long = "ж".repeat(40);
        for (word, exact, main) in [
            ("vaccines", "vaccines", "vaccin"),
            ("Bodies", "bodies", "bodi"),
            ("l'eau", "eau", "eau"),
            ("лихорадке", "лихорадке", "лихорадк"),
            ("الأدوية", "الادويه", "ادو"),
            ("बुखार", "बुखार", "बुखार"),
        ] {
            let stop = word == "l'eau";
            let forms = Forms {
                exact,
                main,
                stop,
                compound: word == "Bodies",
            };
            assert_eq!(find(&mut memory, word), None);
            memory.keep(word, forms);
            assert_eq!(find(&mut memory, word), Some(forms));
        }
        let forms = Forms {
            exact: &long,
            main: &long,
            stop: false,
            compound: false,
        };
        memory.keep(&long, forms);
        assert_eq!(find(&mut memory, &long), None);
    }

    #[test]
    fn it_grows_to_its_bound_and_never_gives_the_forms_of_another_word() {
        let mut memory = Memory::default();
        for n in 0..200_000 {
            let word = format!("w{n}");
            let exact = format!("x{n}");
            let forms = Forms {
                exact: &exact,
                main: "w",
                stop: false,
                compound: false,
            };
            memory.keep(&word, forms);
            assert_eq!(find(&mut memory, &word), Some(forms));
        }
        assert_eq!(memory.slots.len(), MOST_SLOTS);
        assert_eq!(std::mem::size_of::<Slot>(), 64);
        for n in 0..200_000 {
            let word = format!("w{n}");
            let found = find(&mut memory, &word).map(|forms| forms.exact[1..].to_owned());
            assert!(found.is_none_or(|found| found == n.to_string()));
        }
    }
}
