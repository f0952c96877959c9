//! What the network, and the processes behind it, suffer in a random history.

use std::time::Duration;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use crate::TcpProxy;

/// One fault after another until told to stop; everything works again afterwards.
pub async fn inject(
    mut random: ChaCha8Rng,
    proxies: Vec<TcpProxy>,
    quiet: CancellationToken,
) -> Vec<TcpProxy> {
    while !quiet.is_cancelled() {
        let proxy = &proxies[random.random_range(0..proxies.len())];
        let lasting = Duration::from_millis(random.random_range(5..120));
        match random.random_range(0..6) {
            0 => proxy.cut(),
            1 => proxy.delay(Duration::from_millis(random.random_range(1..20))),
            // A process that is frozen and thawed.
            2 => proxy.stall(),
            3 => proxy.refuse(),
            // Requests arrive, answers are lost.
            4 => {
                proxy.stall_answers();
                tokio::time::sleep(lasting).await;
                proxy.cut();
            }
            // Longer than a lease and than the patience of an attempt.
            _ => {
                proxy.stall();
                tokio::time::sleep(Duration::from_millis(600) + lasting * 8).await;
            }
        }
        tokio::time::sleep(lasting).await;
        proxy.delay(Duration::ZERO);
        proxy.resume();
    }
    proxies
}
