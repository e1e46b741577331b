//! Concepts in texts and queries: the vocabulary compiled for looking up, and the recognition of its
//! labels.
//!
//! A label is looked up in two forms: as written (folded) and, in its own language, by the stems of
//! its words. Numbers inside words are taken apart on both sides, so that `COVID-19`, `covid19` and
//! `Covid 19` are one label. Text without spaces is matched from any of its characters; labels of
//! two characters only where a dictionary sees words begin and end ("发热" is no fever in "开发热点").

mod compile;
mod kept;
mod lexicon;
mod marked;
mod recognise;
mod resolve;
mod sections;
mod terminology;
mod understand;
mod walk;

pub(crate) use lexicon::Posting;
pub(crate) use marked::{MarkedQuery, MarkedText, label_key};
pub(crate) use terminology::{Reading, Terminology};
pub(crate) use understand::{Meaning, understand};

#[cfg(test)]
mod tests;
