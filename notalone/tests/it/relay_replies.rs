//! Replies point at the right message on the other side.

use telegram_simulator::client::NewMessage;

use crate::harness::{Options, Redis, System};
use crate::relay_tools::{becomes, files, newest, over, talking, two_replicas};

#[tokio::test]
async fn a_reply_points_at_what_it_answers_in_both_directions() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let asked = anna.say("как прошёл день?").await;
    let copy = boris.hears(&anna, "как прошёл день?").await;

    // He answers the bot's copy; she sees it at her own message.
    boris
        .control
        .reply(copy.message_id, "тяжело")
        .await
        .unwrap();
    anna.expect("тяжело").await;
    let answer = newest(&anna).await;
    assert_eq!(answer.reply_to, Some(asked));

    // She answers that copy of his; then each answers an own message.
    anna.control
        .reply(answer.message_id, "расскажешь?")
        .await
        .unwrap();
    boris.expect("расскажешь?").await;
    let his_own = boris
        .chat()
        .await
        .messages
        .iter()
        .rfind(|message| !message.from_bot)
        .unwrap()
        .message_id;
    assert_eq!(newest(&boris).await.reply_to, Some(his_own));
    anna.look().await;
    boris.look().await;
    anna.control.reply(asked, "это я про вчера").await.unwrap();
    boris.expect("это я про вчера").await;
    assert_eq!(newest(&boris).await.reply_to, Some(copy.message_id));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_reply_points_at_a_file_at_a_part_of_an_album_and_at_words_without_room() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let sticker = anna.send(&NewMessage::sticker("some_set")).await;
    let copy = files(&boris, "sticker", 1).await.remove(0);
    boris
        .control
        .reply(copy.message_id, "смешной")
        .await
        .unwrap();
    anna.expect("смешной").await;
    assert_eq!(newest(&anna).await.reply_to, Some(sticker));
    anna.control.reply(sticker, "самый смешной").await.unwrap();
    boris.expect("самый смешной").await;
    assert_eq!(
        newest(&boris).await.reply_to,
        Some(copy.message_id),
        "not the header"
    );

    let album = vec![
        NewMessage::photo(),
        NewMessage::photo(),
        NewMessage::photo(),
    ];
    let album = anna.control.send_album(album).await.unwrap();
    let copies = files(&boris, "photo", 3).await;
    boris
        .control
        .reply(copies[1].message_id, "вот это")
        .await
        .unwrap();
    anna.expect("вот это").await;
    assert_eq!(
        newest(&anna).await.reply_to,
        Some(album.messages[1].message_id)
    );

    let longest = "ё".repeat(4096);
    let said = anna.say(&longest).await;
    let words = boris.expect(&longest).await;
    boris
        .control
        .reply(words.message_id - 1, "это к имени над словами")
        .await
        .unwrap();
    anna.expect("это к имени").await;
    assert_eq!(newest(&anna).await.reply_to, Some(said));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_reply_points_there_after_an_edit_too_and_a_reply_with_a_file() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.say("до правки").await;
    let copy = boris.hears(&anna, "до правки").await;
    anna.control.edit(said, "после правки").await.unwrap();
    becomes(&boris, copy.message_id, "the edit", |message| {
        message.text.contains("после правки")
    })
    .await;
    boris
        .send(&NewMessage::voice().reply_to(copy.message_id))
        .await;
    let voice = files(&anna, "voice", 1).await.remove(0);
    assert_eq!(voice.reply_to, Some(said));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_reply_to_a_notice_or_to_an_earlier_talk_is_a_plain_message() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let opened = anna.chat().await;
    let card = opened
        .bot_messages()
        .find(|message| message.text.contains("Разговор открыт"))
        .unwrap()
        .message_id;
    anna.control.reply(card, "просто так").await.unwrap();
    boris.expect("просто так").await;
    assert_eq!(newest(&boris).await.reply_to, None);
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn without_redis_replies_and_edits_become_plain_messages_with_one_notice() {
    for redis in [Redis::Unset, Redis::Down] {
        let system = System::start(Options::default().redis(redis)).await;
        let (anna, boris) = talking(&system).await;
        let said = anna.say("первый вариант").await;
        boris.hears(&anna, "первый вариант").await;
        boris.look().await;
        anna.look().await;
        anna.control.edit(said, "второй вариант").await.unwrap();
        boris.hears(&anna, "второй вариант").await;
        anna.expect("ответы и правки приходят собеседнику обычными сообщениями")
            .await;
        boris.look().await;
        anna.control.reply(said, "третий вариант").await.unwrap();
        boris.hears(&anna, "третий вариант").await;
        assert_eq!(newest(&boris).await.reply_to, None);
        system.wait_done().await;
        assert_eq!(anna.count_of("приходят собеседнику обычными").await, 1);
        anna.send(&NewMessage::words("/del").reply_to(said)).await;
        anna.expect("Сейчас удалить не получилось").await;
        over(system, &anna, &boris).await;
    }
}

#[tokio::test]
async fn redis_may_go_and_come_back_and_replies_with_it() {
    let system = System::start(Options::default().redis(Redis::Running)).await;
    let redis = system.redis.as_ref().unwrap();
    let (anna, boris) = talking(&system).await;
    redis.stop().await;
    let lost = anna.say("без редиса").await;
    boris.hears(&anna, "без редиса").await;
    redis.restart().await;
    system.wait_answer(0, "/health/redis", 200).await;
    anna.look().await;
    anna.control.edit(lost, "уже с редисом").await.unwrap();
    anna.expect("Эту правку не перенёс").await;
    let said = anna.say("снова с редисом").await;
    let copy = boris.hears(&anna, "снова с редисом").await;
    boris.control.reply(copy.message_id, "вижу").await.unwrap();
    anna.expect("вижу").await;
    assert_eq!(newest(&anna).await.reply_to, Some(said));
    over(system, &anna, &boris).await;
}
