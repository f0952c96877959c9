//! The moderators' chat (`MOD_CHAT_ID`): what it is told, and the buttons that are pressed there.
//!
//! Everybody in it reads everything, so nothing in it names a member but by the end of an opaque id, and nothing says what anybody wrote.

mod open;
pub(crate) mod press;
pub mod sender;
mod take;
mod tell;

use app::vault::Address;
use domain::values::{Language, MemberId};
use uuid::Uuid;

use crate::callback_data::TokenKey;
use crate::keyboards::Pen;
use crate::{Services, texts};

/// Namespace of whom the buttons of a chat are made for.
const CHATS: Uuid = Uuid::from_u128(0x51c0_7d2e_9b64_4f0a_8e17_3a90_d5f2_c846);

/// For whom buttons in a chat are made: for the chat. They are worth nothing in another, and nothing to any member.
pub(crate) fn bearer(chat: Address) -> MemberId {
    let name = format!("{}:{}", chat.bot, chat.chat_id);
    MemberId(Uuid::new_v5(&CHATS, name.as_bytes()))
}

/// What messages to the chat are made with. The staff read one language, whatever the members'.
pub(crate) fn pen(services: &Services, chat: Address) -> Pen {
    Pen {
        member: bearer(chat),
        words: texts::words(Language::default()),
        key: TokenKey::new(services.settings.token_key),
    }
}
