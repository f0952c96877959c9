//! Why an update could not be handled.

use app::AppError;

use crate::GatewayError;

/// What intake does with a failed update depends on whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// Our own outage: answered 5xx, never counted as a try.
    #[error("outage: {0}")]
    Outage(#[from] AppError),
    /// The update itself: counted, parked at the fifth try.
    #[error("the update cannot be handled: {category}")]
    Poison {
        /// A stable word for dashboards; never content.
        category: &'static str,
    },
    /// Who should have been answered cannot be reached any more: nobody is left to handle the update for.
    #[error("the sender cannot be reached")]
    SenderGone,
}

/// Whose fault a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Our own.
    Ours,
    /// The update's, with its category.
    Update(&'static str),
    /// Nobody's.
    Nobody,
}

impl HandleError {
    /// Whose fault it is. Stored data that cannot be read will not be readable at the next delivery either, and an
    /// update that is never given up would hold up its chat for good.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Outage(error) if error.is_unreadable() => Fault::Update("unreadable_data"),
            Self::Outage(_) => Fault::Ours,
            Self::Poison { category } => Fault::Update(category),
            Self::SenderGone => Fault::Nobody,
        }
    }
}

impl From<GatewayError> for HandleError {
    fn from(error: GatewayError) -> Self {
        match error {
            // What Telegram refuses once it refuses always; the member cannot be helped by another try of the update.
            GatewayError::Refused { .. } => Self::Poison {
                category: "telegram_refused",
            },
            GatewayError::Unreachable => Self::SenderGone,
            // Counted: Telegram that takes no answers for five tries long takes none, and other updates of the chat wait.
            GatewayError::TimedOut => Self::Poison {
                category: "telegram_timeout",
            },
        }
    }
}
