//! `/sos` and its buttons. It answers everybody and always, whatever else they may not do.

use app::hotlines::Place;
use domain::member::Member;

use super::turn::Turn;
use crate::screens::sos::{self as screens, Reader};
use crate::texts::Markup;
use crate::{HandleError, care};

/// `/sos`: the contacts of where the member probably is.
pub(super) async fn sos(turn: &Turn, member: &Member) {
    turn.send(&care::card(&turn.services, &turn.pen(), member))
        .await;
}

/// Another country, in place of the one shown.
pub(super) async fn country(turn: &Turn, place: Place) -> Result<Option<Markup>, HandleError> {
    let member = turn.member().await?;
    let book = turn.services.hotlines.book();
    // A country that left the file since: what helps everywhere is better than an empty card.
    let place = match place {
        Place::Country(code) if book.country(code).is_none() => Place::Other,
        place => place,
    };
    let card = screens::card(&turn.pen(), &book, place, Reader::of(&member));
    turn.show(&card).await;
    Ok(None)
}

/// «Мне страшно звонить»: a message of its own, so that the numbers stay where they are.
pub(super) async fn afraid(turn: &Turn) -> Option<Markup> {
    turn.send(&screens::afraid(turn.words())).await;
    None
}

/// What «Мне нет 18» is answered with.
pub(super) fn minor_card(turn: &Turn) -> Markup {
    screens::minor(turn.words(), &turn.services.hotlines.book())
}
