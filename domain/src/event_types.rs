//! The stable names and versions of events, written once per aggregate.

/// Gives an event enum its [`cqrs_es::DomainEvent`] implementation and a list of all its stored names. The names are literals, so
/// that renaming a variant cannot silently rename what is stored.
macro_rules! event_types {
    ($event:ident: $($variant:ident = $name:literal, $version:literal;)+) => {
        impl $event {
            /// The stored names of all events of this aggregate, with the version written today.
            pub const TYPES: &'static [(&'static str, &'static str)] = &[$(($name, $version)),+];

            /// The stored name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                }
            }

            /// The version written today.
            pub const fn version(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $version,)+
                }
            }
        }

        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                self.name().to_owned()
            }

            fn event_version(&self) -> String {
                self.version().to_owned()
            }
        }
    };
}
