//! Who was turned away at a door, counted: one is a typing error, many are somebody who tries. No label says who or what for.

/// Where somebody asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Pages and forms of the console.
    Console,
    /// The console's data as JSON.
    StaffCalls,
    /// Calls of other front ends.
    SignedCalls,
    /// Updates of Telegram.
    Webhook,
    /// Buttons under messages.
    Buttons,
}

/// Why they were turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A name or a password that is not right, or neither.
    Unknown,
    /// The code of the second factor is missing or wrong.
    Code,
    /// Closed for a while after too many failures.
    Locked,
    /// More was opened than a person reads.
    Often,
    /// The role does not allow it, or something has to be set up first.
    Role,
    /// A form or a button that is not ours, or not this person's.
    Forged,
    /// A header of the signature is missing.
    Unsigned,
    /// The signature does not fit.
    Signature,
    /// Signed too long ago.
    Late,
    /// Sent before.
    Replayed,
    /// The webhook's secret is missing or wrong.
    Secret,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Console,
        Self::StaffCalls,
        Self::SignedCalls,
        Self::Webhook,
        Self::Buttons,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::StaffCalls => "staff_calls",
            Self::SignedCalls => "signed_calls",
            Self::Webhook => "webhook",
            Self::Buttons => "buttons",
        }
    }

    /// For what it turns people away.
    const fn reasons(self) -> &'static [Why] {
        match self {
            Self::Console => &[
                Why::Unknown,
                Why::Code,
                Why::Locked,
                Why::Often,
                Why::Role,
                Why::Forged,
            ],
            Self::StaffCalls => &[Why::Unknown, Why::Code, Why::Locked, Why::Often, Why::Role],
            Self::SignedCalls => &[Why::Unsigned, Why::Signature, Why::Late, Why::Replayed],
            Self::Webhook => &[Why::Secret],
            Self::Buttons => &[Why::Forged],
        }
    }
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Code => "code",
            Self::Locked => "locked",
            Self::Often => "often",
            Self::Role => "role",
            Self::Forged => "forged",
            Self::Unsigned => "unsigned",
            Self::Signature => "signature",
            Self::Late => "late",
            Self::Replayed => "replayed",
            Self::Secret => "secret",
        }
    }
}

/// Counts somebody who was turned away.
pub fn count(door: Door, why: Why) {
    count_more(door, why, 1);
}

/// Begins to count: an alert has to have seen that there was none before it can see the first.
pub fn count_from_zero(door: Door) {
    for why in door.reasons() {
        count_more(door, *why, 0);
    }
}

fn count_more(door: Door, why: Why, more: u64) {
    metrics::counter!("notalone_refusals_total", "door" => door.name(), "why" => why.name())
        .increment(more);
}
