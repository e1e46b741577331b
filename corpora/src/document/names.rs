//! Closed vocabularies: enums whose members have a name on the wire and in files.

use thiserror::Error;

/// A name that is not in a closed vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown {what} \"{found}\": expected one of {expected}")]
pub struct UnknownName {
    /// The vocabulary, such as "document kind".
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// The names there are, separated by commas.
    pub expected: String,
}

/// Defines an enum, the name of each member in files and in the API, and the conversions.
macro_rules! named_enum {
    (
        $(#[$meta:meta])*
        $what:literal $vis:vis enum $type:ident {
            $( $(#[$member_meta:meta])* $member:ident = $name:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        $vis enum $type { $( $(#[$member_meta])* $member ),+ }

        impl $type {
            /// All members, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            /// The name in files, in the API and in the index.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$member => $name),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl From<$type> for &'static str {
            fn from(member: $type) -> Self {
                member.name()
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::document::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let wanted = name.trim().to_lowercase().replace([' ', '_'], "-");
                Self::ALL.iter().copied().find(|member| member.name() == wanted).ok_or_else(|| {
                    $crate::document::UnknownName {
                        what: $what,
                        found: name.to_owned(),
                        expected: Self::ALL.iter().map(|m| m.name()).collect::<Vec<_>>().join(", "),
                    }
                })
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::document::UnknownName;

            fn try_from(name: String) -> Result<Self, Self::Error> {
                name.parse()
            }
        }
    };
}

pub(crate) use named_enum;
