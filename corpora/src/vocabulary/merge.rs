//! Several vocabularies as one: concepts that share a code, or else a name, are one concept.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::code::{Code, CodeSystem};
use super::concept::{Concept, ConceptClass, LabelSort};
use crate::document::named_enum;

named_enum! {
    /// What two vocabularies do not agree about.
    "conflict kind" pub enum ConflictKind {
        /// The codes of one concept belong to several concepts of the vocabularies before it.
        SeveralConcepts = "several-concepts",
        /// Two concepts that a code makes one have different codes of a system that gives each
        /// concept one.
        DifferentCodes = "different-codes",
        /// Two concepts that a code makes one are of different classes that do not go together.
        DifferentClasses = "different-classes",
    }
}

/// A disagreement between vocabularies, with what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What it is about.
    pub kind: ConflictKind,
    /// The concept that was there.
    pub concept: String,
    /// The concept that came.
    pub other: String,
    /// The codes or classes that do not agree.
    pub between: Vec<String>,
}

/// Vocabularies made one.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The concepts, in the order they came.
    pub concepts: Vec<Concept>,
    /// What did not agree.
    pub conflicts: Vec<Conflict>,
    /// How many concepts joined one that was there.
    pub joined: usize,
}

/// Systems that give a concept one code, so that another code is another concept.
const ONE_CODE: [CodeSystem; 4] = [
    CodeSystem::Hpo,
    CodeSystem::Doid,
    CodeSystem::Inn,
    CodeSystem::Unii,
];

/// Version of how vocabularies are made one. Raise it when the same ones give another.
pub const MERGE_VERSION: u32 = 2;

/// Makes one vocabulary of several. A concept joins the one before it that has one of its codes,
/// where that code belongs to one concept only on either side: ICD-10 gives many diseases one
/// category. One that shares no code joins the one that has its preferred name in the same language, where that
/// belongs to one concept only on either side: a name of two concepts would be left out of documents as ambiguous, and
/// the vocabulary before would find less than alone. Ids, classes and preferred labels of the earlier vocabulary stay.
#[must_use]
pub fn merge(vocabularies: Vec<Vec<Concept>>) -> Merged {
    let mut merged = Merged::default();
    for vocabulary in vocabularies {
        merged.add(vocabulary);
    }
    merged
}

/// Codes that belong to one concept only, with its place.
fn owners(concepts: &[Concept]) -> HashMap<&Code, Option<usize>> {
    let mut owners: HashMap<&Code, Option<usize>> = HashMap::new();
    for (place, concept) in concepts.iter().enumerate() {
        for code in &concept.codes {
            let owner = owners.entry(code).or_insert(Some(place));
            if *owner != Some(place) {
                *owner = None;
            }
        }
    }
    owners
}

/// A name in its language.
type Name<'c> = (&'c str, String);

/// Names that belong to one concept only, with its place; preferred ones, and synonyms too if `wide`.
fn named(concepts: &[Concept], wide: bool) -> HashMap<Name<'_>, Option<usize>> {
    let mut owners: HashMap<Name<'_>, Option<usize>> = HashMap::new();
    for (place, concept) in concepts.iter().enumerate() {
        for name in names(concept, wide) {
            let owner = owners.entry(name).or_insert(Some(place));
            if *owner != Some(place) {
                *owner = None;
            }
        }
    }
    owners
}

fn names(concept: &Concept, wide: bool) -> impl Iterator<Item = Name<'_>> {
    let counts = move |sort| sort == LabelSort::Preferred || (wide && sort == LabelSort::Synonym);
    let labels = concept
        .labels
        .iter()
        .filter(move |label| counts(label.sort));
    labels.filter_map(|label| {
        let language = label.language.as_ref()?;
        Some((language.primary(), label.text.to_lowercase()))
    })
}

impl Merged {
    /// Adds one more vocabulary.
    pub fn add(&mut self, vocabulary: Vec<Concept>) {
        let (called_here, called_there) = (named(&self.concepts, true), named(&vocabulary, false));
        let (here, there) = (owners(&self.concepts), owners(&vocabulary));
        let place = |concept: &Concept| {
            let mut places = Vec::new();
            for code in &concept.codes {
                if let (Some(Some(place)), Some(Some(_))) = (here.get(code), there.get(code))
                    && !places.contains(place)
                {
                    places.push(*place);
                }
            }
            places
        };
        let namesake = |concept: &Concept| {
            let own = names(concept, false);
            let own = own.filter(|name| called_there.get(name).is_some_and(Option::is_some));
            let mut places: Vec<usize> = own
                .filter_map(|name| called_here.get(&name).copied().flatten())
                .collect();
            places.dedup();
            places
        };
        let place = |concept: &Concept| match place(concept) {
            none if none.is_empty() => match namesake(concept)[..] {
                [one] => (vec![one], true),
                _ => (none, false),
            },
            places => (places, false),
        };
        let places: Vec<(Vec<usize>, bool)> = vocabulary.iter().map(place).collect();
        // Links of the vocabulary follow its concepts to where they went.
        let mut names: HashMap<String, String> = HashMap::new();
        let mut ids: HashSet<String> = self.concepts.iter().map(|c| c.id.clone()).collect();
        let mut came = Vec::new();
        for (mut concept, (places, by_name)) in vocabulary.into_iter().zip(places) {
            let fits = places
                .first()
                .copied()
                .filter(|&place| self.fits(place, &concept, &places, by_name));
            if let Some(place) = fits {
                names.insert(concept.id.clone(), self.concepts[place].id.clone());
                came.push((place, concept.broader.clone()));
                self.join(place, concept);
                continue;
            }
            let own = free_id(&concept.id, &ids);
            names.insert(std::mem::replace(&mut concept.id, own.clone()), own.clone());
            ids.insert(own);
            came.push((self.concepts.len(), std::mem::take(&mut concept.broader)));
            self.concepts.push(concept);
        }
        for (place, broader) in came {
            for wider in broader {
                let wider = names.get(&wider).cloned().unwrap_or(wider);
                let concept = &mut self.concepts[place];
                if wider != concept.id && !concept.broader.contains(&wider) {
                    concept.broader.push(wider);
                }
            }
        }
    }

    /// Whether a concept can join the one at `place`; what speaks against it is noted.
    fn fits(&mut self, place: usize, concept: &Concept, places: &[usize], by_name: bool) -> bool {
        let known = &self.concepts[place];
        let mut note = |kind, between: Vec<String>| {
            self.conflicts.push(Conflict {
                kind,
                concept: known.id.clone(),
                other: concept.id.clone(),
                between,
            });
        };
        if places.len() > 1 {
            let others = places.iter().map(|&place| self.concepts[place].id.clone());
            note(ConflictKind::SeveralConcepts, others.collect());
        }
        let shared = |system| {
            let of_system = |code: &&Code| code.system == system;
            let mut codes = known.codes.iter().filter(of_system);
            codes.any(|code| concept.codes.contains(code))
        };
        for system in ONE_CODE {
            let of = |concept: &Concept| {
                let code = concept.codes.iter().find(|code| code.system == system);
                code.map(ToString::to_string)
            };
            // A vocabulary may know its own codes of before, too.
            if let (Some(ours), Some(theirs)) = (of(known), of(concept))
                && !shared(system)
            {
                note(ConflictKind::DifferentCodes, vec![ours, theirs]);
                return false;
            }
        }
        let families = (known.class.family(), concept.class.family());
        // HPO has pneumonia among its signs: what has one of these codes, or the same name, is the same thing.
        let clinical = |family| matches!(family, ConceptClass::Symptom | ConceptClass::Disease);
        let told = by_name || ONE_CODE.into_iter().any(shared);
        let same = clinical(families.0) && clinical(families.1) && told;
        if families.0 != families.1 && !same {
            let classes = vec![known.class.to_string(), concept.class.to_string()];
            note(ConflictKind::DifferentClasses, classes);
            return false;
        }
        true
    }

    fn join(&mut self, place: usize, other: Concept) {
        self.joined += 1;
        let concept = &mut self.concepts[place];
        for code in other.codes {
            if !concept.codes.contains(&code) {
                concept.codes.push(code);
            }
        }
        for mut label in other.labels {
            let same = |known: &super::Label| {
                known.language == label.language
                    && known.text.to_lowercase() == label.text.to_lowercase()
            };
            if concept.labels.iter().any(same) {
                continue;
            }
            // The name to show stays that of the vocabulary before.
            let named = |known: &super::Label| {
                known.sort == super::LabelSort::Preferred && known.language == label.language
            };
            if label.sort == super::LabelSort::Preferred && concept.labels.iter().any(named) {
                label.sort = super::LabelSort::Synonym;
            }
            concept.labels.push(label);
        }
    }
}

fn free_id(id: &str, taken: &HashSet<String>) -> String {
    if !taken.contains(id) {
        return id.to_owned();
    }
    let numbered = (2_u32..).map(|n| format!("{id}-{n}"));
    let mut free = numbered.skip_while(|id| taken.contains(id));
    free.next().unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::read_vocabulary;
    use super::*;

    fn read(text: &str) -> Vec<Concept> {
        read_vocabulary(text, "demo").unwrap()
    }

    #[test]
    fn what_shares_a_code_is_one_and_keeps_its_name() {
        let ours = read(
            "[[concept]]\nid = \"dyspnea\"\nclass = \"symptom\"\ncodes = [\"hpo:0002094\", \"icd10:R06\"]\nen = [\"shortness of breath\"]\n\
             [[concept]]\nid = \"wheezing\"\nclass = \"sign\"\ncodes = [\"icd10:R06\"]\nen = [\"wheezing\"]\n",
        );
        let theirs = read(
            "[[concept]]\nid = \"hpo-0002094\"\nclass = \"sign\"\ncodes = [\"hpo:HP:0002094\"]\nbroader = [\"hpo-1\"]\nen = [\"Dyspnea\"]\nzh = [\"呼吸困难\"]\n\
             [[concept]]\nid = \"hpo-1\"\nclass = \"sign\"\ncodes = [\"hpo:1\", \"icd10:R06\"]\nen = [\"Abnormal breathing\"]\n",
        );
        let merged = merge(vec![ours, theirs]);
        assert_eq!(merged.joined, 1);
        assert_eq!(merged.conflicts, []);
        let ids: Vec<_> = merged.concepts.iter().map(|c| c.id.as_str()).collect();
        // R06 belongs to two concepts of ours, and joins nothing.
        assert_eq!(ids, ["dyspnea", "wheezing", "hpo-1"]);
        let dyspnea = &merged.concepts[0];
        assert_eq!(dyspnea.name("en"), "shortness of breath");
        assert_eq!(dyspnea.name("zh"), "呼吸困难");
        assert_eq!(dyspnea.broader, ["hpo-1"]);
    }

    #[test]
    fn a_disease_that_another_vocabulary_calls_a_sign_joins_by_its_own_code_only() {
        let ours = read(
            "[[concept]]\nid = \"pneumonia\"\nclass = \"disease\"\ncodes = [\"hpo:2\", \"icd10:J18\"]\nen = [\"pneumonia\"]\n\
             [[concept]]\nid = \"flu\"\nclass = \"disease\"\ncodes = [\"icd10:J11\"]\nen = [\"flu\"]\n",
        );
        let theirs = read(
            "[[concept]]\nid = \"hp-1\"\nclass = \"sign\"\ncodes = [\"hpo:1\", \"hpo:2\"]\nth = [\"ปอดบวม\"]\n\
             [[concept]]\nid = \"hp-3\"\nclass = \"sign\"\ncodes = [\"icd10:J11\"]\nth = [\"ไข้หวัด\"]\n",
        );
        let merged = merge(vec![ours, theirs]);
        assert_eq!(merged.concepts[0].name("th"), "ปอดบวม");
        assert_eq!(merged.concepts[0].class, ConceptClass::Disease);
        assert_eq!((merged.joined, merged.conflicts.len()), (1, 1));
        assert_eq!(merged.conflicts[0].kind, ConflictKind::DifferentClasses);
    }

    #[test]
    fn what_shares_no_code_joins_by_its_preferred_name_where_that_is_of_one_concept() {
        let ours = read(
            "[[concept]]\nid = \"sore-throat\"\nclass = \"symptom\"\ncodes = [\"icd10:R07.0\"]\nen = [\"pharyngeal pain\", \"sore throat\"]\nzh = [\"咽痛\"]\n\
             [[concept]]\nid = \"cold\"\nclass = \"disease\"\nen = [\"common cold\", \"cold\"]\n\
             [[concept]]\nid = \"chill\"\nclass = \"symptom\"\nen = [\"chill\", \"cold\"]\n\
             [[concept]]\nid = \"mask\"\nclass = \"device\"\nen = [\"mask\"]\n",
        );
        let theirs = read(
            "[[concept]]\nid = \"symp-1\"\nclass = \"symptom\"\ncodes = [\"mesh:D1\"]\nen = [\"Sore throat\"]\nfr = [\"mal de gorge\"]\n\
             [[concept]]\nid = \"symp-2\"\nclass = \"symptom\"\nen = [\"cold\"]\n\
             [[concept]]\nid = \"symp-3\"\nclass = \"symptom\"\nen = [\"mask\"]\n\
             [[concept]]\nid = \"symp-4\"\nclass = \"symptom\"\nen = [\"face pain\", \"sore throat\"]\n\
             [[concept]]\nid = \"symp-5\"\nclass = \"sign\"\nzh = [\"鼻音\"]\n",
        );
        let merged = merge(vec![ours, theirs]);
        let ids: Vec<_> = merged.concepts.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "sore-throat",
                "cold",
                "chill",
                "mask",
                "symp-2",
                "symp-3",
                "symp-4",
                "symp-5"
            ]
        );
        assert_eq!(merged.concepts[0].name("fr"), "mal de gorge");
        assert_eq!(merged.concepts[0].codes.len(), 2);
        let kinds: Vec<_> = merged.conflicts.iter().map(|c| c.kind).collect();
        assert_eq!(kinds, [ConflictKind::DifferentClasses]);
    }

    #[test]
    fn what_does_not_agree_is_listed_and_stays_apart() {
        let ours = read(
            "[[concept]]\nid = \"a\"\nclass = \"drug\"\ncodes = [\"inn:a\", \"mesh:D1\"]\nen = [\"a\"]\n\
             [[concept]]\nid = \"c\"\nclass = \"disease\"\ncodes = [\"mesh:D3\"]\nen = [\"c\"]\n",
        );
        let theirs = read(
            "[[concept]]\nid = \"a\"\nclass = \"drug\"\ncodes = [\"inn:b\", \"mesh:D1\"]\nen = [\"b\"]\n\
             [[concept]]\nid = \"d\"\nclass = \"device\"\ncodes = [\"mesh:D3\"]\nen = [\"d\"]\n",
        );
        let merged = merge(vec![ours, theirs]);
        let kinds: Vec<_> = merged
            .conflicts
            .iter()
            .map(|c| (c.kind, c.other.as_str()))
            .collect();
        assert_eq!(
            kinds,
            [
                (ConflictKind::DifferentCodes, "a"),
                (ConflictKind::DifferentClasses, "d")
            ]
        );
        let ids: Vec<_> = merged.concepts.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["a", "c", "a-2", "d"]);
    }
}
