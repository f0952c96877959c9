//! `/profile` and the change of every field.

use crate::harness::{ANXIETY, BURNOUT, LOSS, Profile, System};
use crate::relay_tools::two_replicas;

#[tokio::test]
async fn every_field_of_the_profile_can_be_changed() {
    let system = System::start(two_replicas()).await;
    let anna = system.person("Анна").await;
    anna.onboard(&Profile::named("Анна").bio("Не сплю третью неделю"))
        .await;
    anna.ask("/profile", "О себе: Не сплю третью неделю").await;

    anna.tap_to("Псевдоним", "Как вас называть?").await;
    anna.ask("Тихая гавань", "Псевдоним: Тихая гавань").await;
    anna.tap_to("Время", "Какое у вас время?").await;
    anna.tap_to("Владивосток", "Время: Владивосток").await;
    anna.tap_to("Темы", "Выбрано: 2 из 6").await;
    anna.tap(&format!("✅ {ANXIETY}")).await;
    anna.tap(LOSS).await;
    let card = anna.tap_to("Готово", "Ваш профиль").await;
    assert!(
        card.text.contains(BURNOUT) && card.text.contains(LOSS) && !card.text.contains(ANXIETY)
    );
    anna.tap_to("О себе", "Расскажите о себе").await;
    anna.ask("Пью чай и читаю", "О себе: Пью чай и читаю").await;
    anna.tap_to("Что ищу", "Что вы ищете").await;
    anna.tap_to("Дружбу", "Ищу: Дружбу").await;
    anna.tap_to("Как говорить", "Как говорить о ваших темах?")
        .await;
    anna.tap_to("Открыто", "Как говорить: Открыто").await;
    anna.tap_to("Когда удобно", "Когда вам удобно").await;
    anna.tap("Утро, 6–12").await;
    anna.tap("Ночь, 0–6").await;
    let card = anna.tap_to("Готово", "Ваш профиль").await;
    assert!(card.text.contains("Утро, 6–12; Ночь, 0–6"), "{}", card.text);

    anna.tap_to("О себе", "Расскажите о себе").await;
    anna.tap_to("Пропустить", "О себе: не указано").await;
    anna.tap_to("Псевдоним", "Как вас называть?").await;
    anna.ask("/cancel", "Оставил как было").await;
    anna.ask("/profile", "Псевдоним: Тихая гавань").await;
    system.finish().await;
}
