//! Where a request comes from, for counting sign-ins that failed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

/// What proxies write down: each adds whom it was asked by at the end.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Whoever has one IPv6 address has all that begin like it.
const IPV6_NETWORK_BITS: u32 = 64;

/// The proxies in front of us, whose word counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The last address that is not a proxy of ours. Anybody can write the header: it counts only in a connection from a trusted
    /// proxy, and only as far back as trusted proxies wrote it.
    fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut visitor = peer.to_canonical();
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let lines: Vec<&str> = lines
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let mut written = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.trusts(visitor) {
            let Some(Ok(before)) = written.next().map(|text| text.trim().parse::<IpAddr>()) else {
                break;
            };
            visitor = before.to_canonical();
        }
        visitor
    }
}

/// What failures are counted for: the visitor's address, or the network of it. Nothing where no connection is known.
pub(super) fn place(parts: &Parts, proxies: &TrustedProxies) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(String::new, |peer| {
        network(proxies.visitor(peer.0.ip(), &parts.headers)).to_string()
    })
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let kept = u128::MAX << (Ipv6Addr::BITS - IPV6_NETWORK_BITS);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & kept))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VISITOR: &str = "203.0.113.9";

    fn found(peer: &str, written: &[&str]) -> String {
        let networks = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let proxies = TrustedProxies(networks.into());
        let mut headers = HeaderMap::new();
        for line in written {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        proxies.visitor(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_say_that_they_are_somebody_else() {
        let stranger = "198.51.100.7";
        assert_eq!(found(stranger, &[VISITOR]), stranger);
        // What the stranger wrote is before what the proxy wrote.
        assert_eq!(found("10.0.0.1", &["1.2.3.4, 203.0.113.9"]), VISITOR);
        assert_eq!(found("10.0.0.1", &["1.2.3.4", VISITOR]), VISITOR);
        assert_eq!(found("10.0.0.1", &["10.0.0.8, 203.0.113.9"]), VISITOR);
    }

    #[test]
    fn the_last_address_that_is_no_proxy_of_ours_counts() {
        assert_eq!(found("10.0.0.1", &[VISITOR]), VISITOR);
        assert_eq!(found("::ffff:10.0.0.1", &[VISITOR]), VISITOR);
        assert_eq!(
            found("fd00::1", &["203.0.113.9,10.0.0.2 , fd00::2"]),
            VISITOR
        );
        assert_eq!(found("10.0.0.1", &["::ffff:203.0.113.9"]), VISITOR);
    }

    #[test]
    fn what_cannot_be_read_leaves_the_last_that_could() {
        for written in [&[][..], &[""], &["unknown"], &["203.0.113.9, _hidden"]] {
            assert_eq!(found("10.0.0.1", written), "10.0.0.1", "{written:?}");
        }
        assert_eq!(found("10.0.0.1", &["somewhere, 10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn ipv6_is_counted_by_its_network() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2:ffff::1"), "2001:db8:1:2::");
        assert_eq!(of(VISITOR), VISITOR);
    }
}
