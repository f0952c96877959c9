//! Thanks in Stars on the phones page, with the real bot behind it.

use serde_json::Value;
use testkit::chromium::Tab;
use testkit::phones::{saying, within};

use crate::harness::{BLOCK, System};
use crate::journey_tips::{RECEIPT, THANKED};

/// The sheet is closed.
const CLOSED: &str = "!document.querySelector('.sheet')";

#[tokio::test]
async fn a_tip_is_paid_from_the_sheet_and_both_read_about_it() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (first, second) = (anna.control.id(), boris.control.id());
    let page = format!("{}/#{first},{second}", system.bot.control().base());
    let mut tab = Tab::open(&page, 1280, 900).await;
    tab.wait_until(&within(1, ".composer")).await;

    anna.say("/tips").await;
    tab.click(&saying(0, ".keys button", "🎁 25")).await;
    tab.click(&saying(0, ".keys button.pay", "⭐ 25")).await;
    tab.wait_until(&saying(0, ".sheet p", "Комиссия платформы: 2 ⭐"))
        .await;
    tab.click(&saying(0, ".packs button", "+ ⭐ 50")).await;
    tab.picture("tip-sheet.png").await;
    tab.click(&saying(0, ".confirm:enabled", "заплатить ⭐ 25"))
        .await;
    tab.wait_until(&saying(0, ".sheet .note", "Вы заплатили ⭐ 25"))
        .await;
    tab.click(&saying(0, ".confirm", "Готово")).await;
    tab.wait_until(CLOSED).await;
    tab.wait_until(&saying(0, ".row.in .bubble", RECEIPT)).await;
    tab.wait_until(&saying(1, ".row.in .bubble", THANKED)).await;
    tab.picture("tip-told.png").await;
    assert_eq!(anna.control.stars().await.unwrap(), 25);

    tab.click(&saying(0, ".keys button", "🎁 10")).await;
    tab.wait_until(&saying(0, ".keys button.pay", "⭐ 10"))
        .await;
    boris.tap_to(BLOCK, "Заблокировать собеседника?").await;
    boris
        .tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    system.wait_done().await;
    tab.click(&saying(0, ".keys button.pay", "⭐ 10")).await;
    tab.click(&saying(0, ".confirm", "заплатить ⭐ 10")).await;
    tab.wait_until(&saying(0, ".sheet .note", "Сейчас недоступно"))
        .await;
    tab.picture("tip-refused.png").await;
    assert_eq!(anna.control.stars().await.unwrap(), 25);
    assert_eq!(tab.complaints, Vec::<Value>::new());
    system.finish().await;
}
