//! Enums of plain values that have stable identifiers.

/// Defines such an enum: its values with their identifiers, which are their names in small letters,
/// joined by hyphens: so serde spells them too.
macro_rules! ids {
    (
        $(#[$meta:meta])*
        pub enum $type:ident { $($(#[$doc:meta])* $value:ident = $id:literal,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$doc])* $value,)+
        }

        impl $type {
            #[allow(dead_code, reason = "not all of these enums are gone through")]
            pub(crate) const VALUES: &'static [Self] = &[$($type::$value),+];

            /// The stable identifier, which stands in lexicon files and in JSON.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $($type::$value => $id,)+
                }
            }
        }
    };
}
pub(crate) use ids;

/// Displays values as their identifiers.
macro_rules! display_id {
    ($($type:ty),+) => {$(
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.id())
            }
        }
    )+};
}
pub(crate) use display_id;
