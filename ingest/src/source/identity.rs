//! Who asks: a name that interfaces want to know, and keys to them.

use corpora::SourceDefinition;

use crate::fetch::Secret;

/// Who asks interfaces for programs.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// How a publisher reaches who runs the service: a mailbox, with or without `mailto:`, or the
    /// address of a page. Interfaces are told mailboxes only. Default: none.
    pub contact: Option<String>,
    /// The value of a variable of the environment, which holds the key of an interface. Default:
    /// there are none.
    pub variable: Option<fn(&str) -> Option<String>>,
}

impl Identity {
    /// The key of a source, sent to its host as this parameter.
    pub(super) fn secret(
        &self,
        definition: &SourceDefinition,
        parameter: &'static str,
    ) -> Option<Secret> {
        let name = definition.access.key_variable.as_deref()?;
        let value = self.variable?(name)?;
        Secret::new(parameter, value.trim(), &definition.url)
    }
}
