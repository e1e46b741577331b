//! What was made for the last texts asked.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

/// As many values as it holds, by text; the oldest goes first.
#[derive(Debug)]
pub(super) struct Memory<T> {
    most: usize,
    known: FxHashMap<String, Arc<T>>,
    order: VecDeque<String>,
}

impl<T> Memory<T> {
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            known: FxHashMap::default(),
            order: VecDeque::new(),
        }
    }

    pub(super) fn get(&self, text: &str) -> Option<Arc<T>> {
        self.known.get(text).map(Arc::clone)
    }

    pub(super) fn put(&mut self, text: &str, value: Arc<T>) {
        if self.known.insert(text.to_owned(), value).is_some() {
            return;
        }
        self.order.push_back(text.to_owned());
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}
