//! Albums: each part acknowledged at once, all sent as one.

use telegram_simulator::client::{Edit, NewMedia, NewMessage, SentAlbum, samples};
use testkit::eventually;

use crate::harness::{Options, Person, Redis, System};
use crate::relay_tools::{
    ALBUM_WITHIN, SOUND, asked, becomes, files, newest, over, song, talking, two_replicas,
};

fn photo(bytes: &[u8]) -> NewMessage {
    NewMessage::media(NewMedia::new("photo", bytes).typed("image/jpeg"))
}

/// Three photos and a film, the first with a caption.
pub(crate) fn holiday() -> Vec<NewMessage> {
    vec![
        photo(samples::PHOTO).captioned("наше лето"),
        photo(samples::PHOTO_2),
        NewMessage::video(),
        photo(samples::PHOTO_3),
    ]
}

pub(crate) async fn send(person: &Person, messages: Vec<NewMessage>) -> SentAlbum {
    person.look().await;
    person.control.send_album(messages).await.unwrap()
}

/// Returns once all parts are acknowledged, well before the moment of quiet is over.
pub(crate) async fn acknowledged(system: &System, count: i64) {
    system.bot.wait_idle().await.unwrap();
    assert_eq!(parts(system).await, count);
}

async fn parts(system: &System) -> i64 {
    sqlx::query_scalar("select count(*) from album_parts")
        .fetch_one(&system.pool)
        .await
        .unwrap()
}

/// Everything that was gathered is gone from the tables.
pub(crate) async fn nothing_under_way(system: &System) {
    eventually(ALBUM_WITHIN, || async {
        let open: i64 = sqlx::query_scalar(
            "select count(*) from albums where state in ('gathering', 'sending')",
        )
        .fetch_one(&system.pool)
        .await
        .unwrap();
        open == 0 && parts(system).await == 0
    })
    .await;
}

#[tokio::test]
async fn an_album_stays_together_in_order_across_replicas() {
    for options in [Options::default(), two_replicas()] {
        let system = System::start(options).await;
        let (anna, boris) = talking(&system).await;
        send(&anna, holiday()).await;
        let photos = files(&boris, "photo", 3).await;
        let film = files(&boris, "video", 1).await.remove(0);
        let group = photos[0].media.as_ref().unwrap().media_group_id.clone();
        assert!(group.is_some());
        let all = [&photos[0], &photos[1], &film, &photos[2]];
        for (earlier, later) in all.iter().zip(all.iter().skip(1)) {
            assert!(earlier.message_id < later.message_id, "the order is hers");
        }
        for part in all {
            let media = part.media.as_ref().unwrap();
            assert_eq!(media.media_group_id, group);
            assert!(media.spoiler);
        }
        let sizes = [samples::PHOTO, samples::PHOTO_2, samples::PHOTO_3];
        for (photo, bytes) in photos.iter().zip(sizes) {
            assert_eq!(boris.control.file(photo).await.unwrap(), bytes);
        }
        assert_eq!(photos[0].text, format!("✉️ {}\nнаше лето", anna.nickname()));
        assert_eq!(asked(&system, "sendMediaGroup", &boris).await.len(), 1);
        assert_eq!(asked(&system, "copyMessages", &boris).await.len(), 0);
        let shown = async || asked(&system, "sendChatAction", &boris).await;
        eventually(ALBUM_WITHIN, async || !shown().await.is_empty()).await;
        assert_eq!(shown().await[0].params["action"], "upload_photo");
        nothing_under_way(&system).await;
        over(system, &anna, &boris).await;
    }
}

#[tokio::test]
async fn captions_of_all_parts_are_filtered_and_can_be_changed() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let album = vec![
        photo(samples::PHOTO).captioned("одна"),
        photo(samples::PHOTO_2).captioned("другая @very_own_name"),
    ];
    let sent = send(&anna, album).await;
    let copies = files(&boris, "photo", 2).await;
    anna.expect("Я убрал из сообщения").await;
    assert!(copies[1].text.starts_with("другая ") && !copies[1].text.contains("very_own_name"));
    let header = format!("✉️ {}", anna.nickname());
    for (position, expected) in [(0, format!("{header}\nиначе")), (1, "иначе".to_owned())]
    {
        anna.control
            .edit(sent.messages[position].message_id, "иначе")
            .await
            .unwrap();
        becomes(
            &boris,
            copies[position].message_id,
            "the caption",
            |message| message.text == expected,
        )
        .await;
    }
    let other = NewMedia::new("photo", samples::PHOTO_3).typed("image/jpeg");
    let edit = Edit::media(other, "заменила");
    anna.control
        .edit_as(sent.messages[1].message_id, &edit)
        .await
        .unwrap();
    let changed = becomes(&boris, copies[1].message_id, "the photo", |message| {
        message.text == "заменила"
    })
    .await;
    assert_eq!(
        boris.control.file(&changed).await.unwrap(),
        samples::PHOTO_3
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn an_album_answers_what_it_replies_to_and_one_of_its_parts_can_be_deleted() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let asked_for = anna.say("покажешь?").await;
    let copy = boris.hears(&anna, "покажешь?").await;
    let album = vec![
        photo(samples::PHOTO).reply_to(copy.message_id),
        photo(samples::PHOTO_2).reply_to(copy.message_id),
    ];
    let sent = send(&boris, album).await;
    let copies = files(&anna, "photo", 2).await;
    assert_eq!(copies[0].reply_to, Some(asked_for));
    anna.control
        .react(copies[0].message_id, &["👏"])
        .await
        .unwrap();
    let first = sent.messages[0].message_id;
    becomes(&boris, first, "her reaction", |message| {
        message.bot_reactions == ["👏"]
    })
    .await;
    let second = sent.messages[1].message_id;
    boris
        .send(&NewMessage::words("/del").reply_to(second))
        .await;
    becomes(&anna, copies[1].message_id, "gone", |message| {
        message.deleted
    })
    .await;
    files(&anna, "photo", 1).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn an_album_counts_as_one_message_and_is_refused_as_a_whole() {
    let options = Options::default().redis(Redis::Running).relay_limit(15, 3);
    let system = System::start(options.replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    send(&anna, holiday()).await;
    anna.expect("когда в разговоре написали вы оба").await;
    boris.tell(&anna, "и я пишу").await;
    anna.tell(&boris, "и я").await;
    system.wait_done().await;
    send(&anna, holiday()).await;
    files(&boris, "photo", 3).await;
    anna.tell(&boris, "ещё раз").await;
    send(&anna, holiday()).await;
    anna.expect("Сообщений сейчас слишком много").await;
    system.wait_done().await;
    nothing_under_way(&system).await;
    assert_eq!(files(&boris, "photo", 3).await.len(), 3);
    assert_eq!(anna.count_of("когда в разговоре написали вы оба").await, 1);
    let said: i64 = sqlx::query_scalar("select max(messages) from relay_totals")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(said, 3, "two texts and an album");
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn documents_of_an_album_are_asked_about_one_by_one() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let document = |name: &str| NewMessage::document(name, "application/pdf", b"%PDF");
    send(&anna, vec![document("Анна.pdf"), document("Борис.pdf")]).await;
    anna.expect_button("Отправить").await;
    system.wait_done().await;
    assert_eq!(
        anna.count_of("внутри файла может остаться ваше имя").await,
        2
    );
    assert!(
        boris
            .chat()
            .await
            .messages
            .iter()
            .all(|message| message.media.is_none())
    );
    // Each is confirmed by itself and goes by itself.
    for arrived in 1..=2 {
        anna.tap_to("Отправить", "Файл отправлен").await;
        files(&boris, "document", arrived).await;
    }
    for document in files(&boris, "document", 2).await {
        let media = document.media.as_ref().unwrap();
        assert_eq!(media.file_name.as_deref(), Some("document.pdf"));
        assert_eq!(document.album_id(), None);
    }
    anna.expect_no_button("Отправить").await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn two_songs_stay_together_and_lose_their_tags() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let songs = vec![song("Anna-Secret", "One"), song("Anna-Secret", "Another")];
    let sent = send(&anna, songs).await;
    let copies = files(&boris, "audio", 2).await;
    assert!(copies[0].album_id().is_some());
    assert_eq!(copies[0].album_id(), copies[1].album_id());
    assert_eq!(copies[0].text, format!("✉️ {}", anna.nickname()));
    for copy in &copies {
        assert_eq!(boris.control.file(copy).await.unwrap(), SOUND);
    }
    let seen = serde_json::to_string(&boris.chat().await.messages).unwrap();
    assert!(!seen.contains("Secret"), "{seen}");
    assert_eq!(asked(&system, "sendMediaGroup", &boris).await.len(), 1);
    boris
        .control
        .reply(copies[1].message_id, "вторая лучше")
        .await
        .unwrap();
    anna.expect("вторая лучше").await;
    let second = sent.messages[1].message_id;
    assert_eq!(newest(&anna).await.reply_to, Some(second));
    over(system, &anna, &boris).await;
}

/// The parts are acknowledged, the process that has them is gone before they were sent.
#[tokio::test]
async fn an_album_whose_process_was_killed_is_copied_without_captions_and_its_sender_told() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    send(&anna, holiday()).await;
    acknowledged(&system, 4).await;
    for replica in &system.replicas {
        replica.kill();
    }
    assert!(asked(&system, "sendMediaGroup", &boris).await.is_empty());
    system.restart(1).await;
    anna.expect("Альбом дошёл, но без подписей").await;
    let copies = files(&boris, "photo", 3).await;
    assert!(copies.iter().all(|copy| copy.text.is_empty()));
    assert_eq!(files(&boris, "video", 1).await.len(), 1);
    assert!(!boris.chat().await.bot_said("наше лето"));
    nothing_under_way(&system).await;
    boris
        .control
        .reply(copies[0].message_id, "красиво")
        .await
        .unwrap();
    anna.expect("красиво").await;
    assert!(newest(&anna).await.reply_to.is_some());
    system.restart(0).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn what_would_name_somebody_is_not_copied_after_a_crash() {
    let system = System::start(Options::default()).await;
    let (anna, boris) = talking(&system).await;
    let named = NewMedia::new("video", samples::VIDEO).named("Anna-Secret.mp4");
    send(&anna, vec![NewMessage::photo(), NewMessage::media(named)]).await;
    acknowledged(&system, 2).await;
    system.replicas[0].kill();
    system.restart(0).await;
    anna.expect("дошла только часть альбома").await;
    files(&boris, "photo", 1).await;
    let seen = serde_json::to_string(&boris.chat().await.messages).unwrap();
    assert!(!seen.contains("Secret"), "{seen}");
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_process_that_stops_in_order_sends_what_it_gathers() {
    let system = System::start(Options::default()).await;
    let (anna, boris) = talking(&system).await;
    send(&anna, holiday()).await;
    acknowledged(&system, 4).await;
    system.replicas[0].stop().await;
    let photos = files(&boris, "photo", 3).await;
    assert_eq!(photos[0].text, format!("✉️ {}\nнаше лето", anna.nickname()));
    system.restart(0).await;
    over(system, &anna, &boris).await;
}

/// Ids only: neither captions nor files are in the database while an album waits.
#[tokio::test]
async fn nothing_of_what_is_in_an_album_is_written_down() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    send(&anna, holiday()).await;
    acknowledged(&system, 4).await;
    let rows: Vec<String> = sqlx::query_scalar(
        "select albums::text from albums union all select album_parts::text from album_parts",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    let rows = rows.join("\n");
    for said in [
        "наше лето",
        &anna.control.id().to_string(),
        &anna.nickname(),
    ] {
        assert!(!rows.contains(said), "{rows}");
    }
    files(&boris, "photo", 3).await;
    over(system, &anna, &boris).await;
}
