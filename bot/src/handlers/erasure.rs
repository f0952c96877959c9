//! `/delete_me`: a word that has to be typed, and then there is nobody left to speak of (product.md, "Privacy").

use app::Eraser;
use domain::values::Language;

use super::question::{ask, ask_again};
use super::talk;
use super::turn::Turn;
use crate::dialogues::{Dialogue, Draft, Question};
use crate::keyboards::Screen;
use crate::{HandleError, menu, texts};

/// The ordinal of the erasure among the commands of its update.
const ERASE: u32 = 1;

/// `/delete_me`: says what goes and what stays, and asks for the word.
pub(super) async fn ask_for_word(turn: &Turn) -> Result<(), HandleError> {
    let draft = Draft {
        in_talk: talk::open(turn).await?.map(|chat| chat.match_id.0),
        ..Draft::default()
    };
    ask(
        turn,
        Dialogue::aside(Question::Erasure, draft, turn.now),
        None,
    )
    .await
}

/// The word, or something else.
pub(super) async fn word(turn: &Turn, dialogue: Dialogue, text: &str) -> Result<(), HandleError> {
    if !confirms(text) {
        return ask_again(turn, dialogue, turn.words().erasure_wrong()).await;
    }
    let services = &turn.services;
    let eraser = Eraser::new(&services.dispatcher, &services.vault);
    eraser
        .erase(turn.member_id(), &turn.call().command(ERASE))
        .await?;
    // The question went with everything else. From here on only this update knows whom to answer.
    turn.send(&Screen::plain(turn.words().erasure_done())).await;
    menu::talk_closed(services, turn.incoming.address, None).await;
    Ok(())
}

/// The word in any of our languages: whoever reads the question in one may type in another.
fn confirms(text: &str) -> bool {
    let typed = text.trim_matches(|character: char| !character.is_alphanumeric());
    let typed = typed.to_lowercase();
    Language::ALL.into_iter().any(|language| {
        let word = texts::words(language).erasure_word().plain();
        word.to_lowercase() == typed
    })
}

#[cfg(test)]
mod tests {
    use super::confirms;

    #[test]
    fn only_the_word_itself_confirms() {
        for word in ["УДАЛИТЬ", "удалить", " «Удалить». ", "DELETE", "видалити"]
        {
            assert!(confirms(word), "{word}");
        }
        for other in ["", "да", "не удалить", "удалить всё", "/delete_me", "🗑"]
        {
            assert!(!confirms(other), "{other}");
        }
    }
}
