//! Edits, deletions and reactions on both sides.

use telegram_simulator::client::{Edit, FaultEffect, NewMedia, NewMessage, Reaction, samples};

use crate::harness::{Options, Redis, System};
use crate::relay_tools::{asked, becomes, files, newest, over, talking, two_replicas};

#[tokio::test]
async fn an_edit_changes_the_words_where_they_are() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("сначала так").await;
    let copy = boris.hears(&anna, "сначала так").await;
    let before = boris.chat().await.last_message_id();
    anna.look().await;
    anna.control
        .edit(said, "а потом так, @very_own_name")
        .await
        .unwrap();
    let header = format!("✉️ {}\n", anna.nickname());
    let changed = becomes(&boris, copy.message_id, "the edit", |message| {
        message.edited
    })
    .await;
    assert!(
        changed.text.starts_with(&format!("{header}а потом так, ")),
        "{}",
        changed.text
    );
    assert!(!changed.text.contains("very_own_name"));
    anna.expect("Я убрал из сообщения").await;
    assert_eq!(
        boris.chat().await.last_message_id(),
        before,
        "nothing new came"
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn an_edit_may_need_more_messages_than_before_and_fewer_again() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("коротко").await;
    let copy = boris.hears(&anna, "коротко").await;
    let longest = "ё".repeat(4096);
    anna.control.edit(said, &longest).await.unwrap();
    let header = format!("✉️ {}", anna.nickname());
    becomes(&boris, copy.message_id, "the header alone", |message| {
        message.text == header
    })
    .await;
    let words = boris.expect(&longest).await;
    anna.control.edit(said, "снова коротко").await.unwrap();
    let whole = format!("{header}\nснова коротко");
    becomes(&boris, copy.message_id, "the words", |message| {
        message.text == whole
    })
    .await;
    becomes(&boris, words.message_id, "gone", |message| message.deleted).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn captions_are_changed_and_taken_away_and_files_replaced() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let header = format!("✉️ {}", anna.nickname());
    let sent = anna
        .send(&NewMessage::photo().captioned("первая подпись"))
        .await;
    let copy = files(&boris, "photo", 1).await.remove(0);
    anna.control.edit(sent, "вторая подпись").await.unwrap();
    let second = format!("{header}\nвторая подпись");
    becomes(&boris, copy.message_id, "the caption", |message| {
        message.text == second
    })
    .await;
    assert_eq!(asked(&system, "editMessageCaption", &boris).await.len(), 1);
    anna.control.edit(sent, "").await.unwrap();
    becomes(&boris, copy.message_id, "no caption", |message| {
        message.text == header
    })
    .await;

    let other = NewMedia::new("photo", samples::PHOTO_2).typed("image/jpeg");
    anna.control
        .edit_as(sent, &Edit::media(other, "другое фото"))
        .await
        .unwrap();
    let third = format!("{header}\nдругое фото");
    let changed = becomes(&boris, copy.message_id, "the photo", |message| {
        message.text == third
    })
    .await;
    assert!(changed.media.as_ref().unwrap().spoiler);
    assert_eq!(
        boris.control.file(&changed).await.unwrap(),
        samples::PHOTO_2
    );
    files(&boris, "photo", 1).await;

    let voice = anna.send(&NewMessage::voice().captioned("послушай")).await;
    let copy = files(&boris, "voice", 1).await.remove(0);
    anna.control.edit(voice, "послушай потом").await.unwrap();
    let later = format!("{header}\nпослушай потом");
    becomes(&boris, copy.message_id, "the voice's caption", |message| {
        message.text == later
    })
    .await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_long_caption_that_is_changed_stays_below_its_pseudonym() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sent = anna
        .send(&NewMessage::photo().captioned(&"я".repeat(1024)))
        .await;
    let copy = files(&boris, "photo", 1).await.remove(0);
    let before = boris.chat().await.last_message_id();
    anna.control.edit(sent, "короче").await.unwrap();
    becomes(&boris, copy.message_id, "the caption", |message| {
        message.text == "короче"
    })
    .await;
    assert_eq!(boris.chat().await.last_message_id(), before);
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn an_edit_of_an_earlier_talk_changes_nothing() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("это было раньше").await;
    let copy = boris.hears(&anna, "это было раньше").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    // Outside a talk nobody waits for an answer to it.
    anna.control
        .edit(said, "переписано после конца")
        .await
        .unwrap();
    anna.control.react(said, &["👍"]).await.unwrap();
    system.wait_done().await;
    let vera = system.member("Вера").await;
    anna.meet(&vera).await;
    anna.look().await;
    anna.control
        .edit(said, "переписано в другом разговоре")
        .await
        .unwrap();
    anna.expect("Эту правку не перенёс").await;
    let seen = boris
        .chat()
        .await
        .message(copy.message_id)
        .cloned()
        .unwrap();
    assert!(seen.text.ends_with("это было раньше") && seen.bot_reactions.is_empty());
    assert!(!vera.chat().await.bot_said("переписано"));
    anna.end().await;
    vera.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn edits_and_reactions_count_as_messages() {
    let options = Options::default().redis(Redis::Running).relay_limit(15, 5);
    let system = System::start(options).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let said = anna.say("раз").await;
    let copy = boris.hears(&anna, "раз").await;
    anna.control.react(said, &["👍"]).await.unwrap();
    becomes(&boris, copy.message_id, "the reaction", |message| {
        !message.bot_reactions.is_empty()
    })
    .await;
    for edit in ["два", "три", "четыре"] {
        anna.control.edit(said, edit).await.unwrap();
        becomes(&boris, copy.message_id, edit, |message| {
            message.text.ends_with(edit)
        })
        .await;
    }
    anna.look().await;
    anna.control.edit(said, "шесть").await.unwrap();
    anna.expect("Сообщений сейчас слишком много").await;
    system.wait_done().await;
    assert!(!boris.chat().await.bot_said("шесть"));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn reactions_are_mirrored_both_ways_and_what_cannot_be_is_dropped_quietly() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("я справилась").await;
    let copy = boris.hears(&anna, "я справилась").await;
    boris.control.react(copy.message_id, &["❤"]).await.unwrap();
    becomes(&anna, said, "his reaction", |message| {
        message.bot_reactions == ["❤"]
    })
    .await;
    anna.control.react(said, &["🎉"]).await.unwrap();
    becomes(&boris, copy.message_id, "her reaction", |message| {
        message.bot_reactions == ["🎉"]
    })
    .await;
    boris.control.react(copy.message_id, &[]).await.unwrap();
    becomes(&anna, said, "no reaction", |message| {
        message.bot_reactions.is_empty()
    })
    .await;

    let before = boris.chat().await.last_message_id();
    let custom = Reaction {
        custom_emoji_ids: vec!["5368324170671202286".to_owned()],
        ..Reaction::default()
    };
    boris
        .control
        .react_as(copy.message_id, &custom)
        .await
        .unwrap();
    system.wait_done().await;
    assert_eq!(
        boris.chat().await.last_message_id(),
        before,
        "not a word about it"
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn del_takes_an_own_message_away_on_both_sides() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let longest = "ё".repeat(4096);
    let said = anna.say(&longest).await;
    let words = boris.expect(&longest).await;
    let del = anna.send(&NewMessage::words("/del").reply_to(said)).await;
    for copy in [words.message_id - 1, words.message_id] {
        becomes(&boris, copy, "gone", |message| message.deleted).await;
    }
    for own in [said, del] {
        becomes(&anna, own, "gone", |message| message.deleted).await;
    }
    let sent = boris.send(&NewMessage::photo()).await;
    let copy = files(&anna, "photo", 1).await.remove(0);
    anna.send(&NewMessage::words("/del").reply_to(copy.message_id))
        .await;
    anna.expect("Удалить можно только своё сообщение").await;
    boris.send(&NewMessage::words("/del").reply_to(sent)).await;
    becomes(&anna, copy.message_id, "gone", |message| message.deleted).await;
    anna.ask("/del", "ответьте на него командой /del").await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn del_works_after_the_talk_too() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("лучше бы не говорила").await;
    let copy = boris.hears(&anna, "лучше бы не говорила").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    anna.send(&NewMessage::words("/del").reply_to(said)).await;
    becomes(&boris, copy.message_id, "gone", |message| message.deleted).await;
    let card = anna
        .chat()
        .await
        .messages
        .iter()
        .find(|message| !message.from_bot)
        .unwrap()
        .message_id;
    anna.send(&NewMessage::words("/del").reply_to(card)).await;
    anna.expect("Это сообщение я удалить не могу").await;
    system.finish().await;
}

/// As Telegram does with what the peer's chat does not allow: nobody waits for an answer to a reaction.
#[tokio::test]
async fn a_reaction_that_telegram_refuses_is_dropped_without_a_word() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("у меня новости").await;
    let copy = boris.hears(&anna, "у меня новости").await;
    system.wait_done().await;
    let newest_before = newest(&boris).await.message_id;
    let hers_before = anna.chat().await.last_message_id();
    let refusal = FaultEffect::BadRequest {
        description: "Bad Request: REACTION_INVALID".to_owned(),
    };
    let control = system.bot.control();
    control
        .fail(Some("setMessageReaction"), refusal, 1)
        .await
        .unwrap();
    anna.control.react(said, &["🎉"]).await.unwrap();
    system.wait_done().await;
    let tried = asked(&system, "setMessageReaction", &boris).await;
    assert_eq!((tried.len(), tried[0].status), (1, 400));
    assert_eq!(newest(&boris).await.message_id, newest_before);
    assert_eq!(anna.chat().await.last_message_id(), hers_before);
    anna.control.react(said, &["❤"]).await.unwrap();
    becomes(&boris, copy.message_id, "the next one", |message| {
        message.bot_reactions == ["❤"]
    })
    .await;
    over(system, &anna, &boris).await;
}

/// What 48 hours do to a pair, a Redis that starts anew does at once: it knows the message no more. `app/tests/it/coordination.rs`
/// says how long it would have.
#[tokio::test]
async fn what_is_no_longer_known_cannot_be_taken_away() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("это уже давно").await;
    let copy = boris.hears(&anna, "это уже давно").await;
    let redis = system.redis.as_ref().unwrap();
    redis.stop().await;
    redis.restart().await;
    for replica in [0, 1] {
        system.wait_answer(replica, "/health/redis", 200).await;
    }
    anna.send(&NewMessage::words("/del").reply_to(said)).await;
    anna.expect("оно старше 48 часов").await;
    let chat = boris.chat().await;
    assert!(!chat.message(copy.message_id).unwrap().deleted);
    over(system, &anna, &boris).await;
}
