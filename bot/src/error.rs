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
}

impl From<GatewayError> for HandleError {
    fn from(error: GatewayError) -> Self {
        match error {
            // What Telegram refuses once it refuses always; the member cannot be helped by another try of the update.
            GatewayError::Refused { .. } => Self::Poison {
                category: "telegram_refused",
            },
            GatewayError::Unreachable => Self::Poison {
                category: "member_unreachable",
            },
            GatewayError::TimedOut => Self::Poison {
                category: "telegram_timeout",
            },
        }
    }
}
