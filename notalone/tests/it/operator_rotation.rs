//! Another `VAULT_MASTER_KEY`: from the old one alone over both to the new one alone.

use testkit::eventually;

use crate::harness::{System, VAULT_MASTER_KEY};
use crate::matching_metrics::{MEASURED_WITHIN, value};

const NEXT: &str = "Vx2rTm9kWq5zLc8sJd3yRh7gUf1pNa4eOi6oBt";
const MAY_GO: &str = "no key needs VAULT_MASTER_KEY_PREVIOUS";
const LEFT: &str = "notalone_vault_keys_to_rewrap";

#[tokio::test]
async fn a_worker_ends_the_rotation_of_the_master_key_and_says_when_the_old_one_may_go() {
    let mut system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let mila = system.colleague("mila", "moderator").await;
    let both = [
        ("VAULT_MASTER_KEY", NEXT),
        ("VAULT_MASTER_KEY_PREVIOUS", VAULT_MASTER_KEY),
    ];
    system.replicas[0].stop().await;
    assert!(!system.logs().contains(MAY_GO), "nothing is being rotated");
    let before = system.run_with(["config", "check"], &both).await;
    let before = before.succeeded();
    assert!(before.contains("PREVIOUS must stay"), "{before}");

    for (name, value) in both {
        system.replicas[0].reconfigure(name, value);
    }
    system.restart(0).await;
    eventually(MEASURED_WITHIN, || async { system.logs().contains(MAY_GO) }).await;
    eventually(MEASURED_WITHIN, || async {
        let (_, metrics) = system.get(0, "/metrics").await;
        value(&metrics, LEFT) == Some(0.0)
    })
    .await;
    let after = system.run_with(["config", "check"], &both).await;
    let after = after.succeeded();
    assert!(after.contains(MAY_GO), "{after}");
    system.replicas[0].stop().await;

    system.replicas[0].reconfigure("VAULT_MASTER_KEY_PREVIOUS", "");
    system.restart(0).await;
    let heard = anna.tell(&boris, "Ключ другой, а мы те же").await;
    assert!(heard.text.contains(&anna.nickname()), "{}", heard.text);
    system.sign_in(&mila).await;
    system.finish_with_open_talks(1).await;
}
