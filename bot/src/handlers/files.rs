//! Files that can hold their sender's name inside: asked about before they are carried. Nothing is stored meanwhile: the question
//! replies to the file, and Telegram sends both along when its button is pressed.

use domain::values::MatchId;

use super::talk;
use super::turn::{Turn, message_id};
use crate::keyboards::Screen;
use crate::relay::{self, Confirmed, OpenChat};
use crate::screens::talk as screens;
use crate::texts::Markup;
use crate::{HandleError, Handled};

/// Asks whether the file of this update may be sent.
pub(super) async fn ask(turn: &Turn, chat: OpenChat) {
    let message = &turn.incoming.raw["message"];
    if relay::is_too_large(message) {
        turn.say(turn.words().relay_file_too_large()).await;
        return;
    }
    if let Some(file) = message_id(message) {
        let question = screens::file_question(&turn.pen(), chat.match_id);
        turn.reply(file, &question).await;
    }
}

/// «Отправить».
pub(super) async fn send(
    turn: &Turn,
    match_id: MatchId,
) -> Result<(Option<Markup>, Handled), HandleError> {
    if let Some(sentence) = talk::not_open(turn, match_id).await? {
        return Ok((Some(sentence), Handled::Done));
    }
    let Some(chat) = talk::open(turn).await? else {
        return Ok((Some(turn.words().talk_none()), Handled::Done));
    };
    let message = &turn.incoming.raw["callback_query"]["message"]["reply_to_message"];
    if !message.is_object() {
        turn.show(&Screen::plain(turn.words().file_gone())).await;
        return Ok((None, Handled::Done));
    }
    let confirmed = relay::relay_confirmed(&turn.services, &turn.incoming, chat, message).await?;
    let Confirmed::Sent(handled) = confirmed else {
        return Ok((None, Handled::Done));
    };
    turn.show(&Screen::plain(turn.words().file_sent())).await;
    Ok((None, handled))
}

/// «Не отправлять».
pub(super) async fn skip(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let sentence = talk::not_open(turn, match_id)
        .await?
        .unwrap_or_else(|| turn.words().file_skipped());
    turn.show(&Screen::plain(sentence)).await;
    Ok(None)
}
