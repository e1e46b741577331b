//! What a long reading says of itself while it goes on.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Is told where a reading is that takes minutes, and says whether it is to go on. Clones tell the
/// same listener; the default tells nobody and always goes on.
#[derive(Clone, Default)]
pub struct Pulse(Option<Arc<Told>>);

type Told = dyn Fn(&str) -> ControlFlow<()> + Send + Sync;

impl Pulse {
    /// A pulse that somebody listens to.
    pub fn told(listener: impl Fn(&str) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// Tells where the reading is, such as `page 3 of 40`; it ends when it is told to break.
    pub(super) fn at(&self, place: &str) -> ControlFlow<()> {
        match &self.0 {
            Some(listener) => listener(place),
            None => ControlFlow::Continue(()),
        }
    }
}

impl fmt::Debug for Pulse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pulse")
    }
}
