//! Which addresses must not be reached: a source is typed in by people and a feed written by
//! strangers, and neither may make this machine talk to its own network.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether an address belongs to the open internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match embedded_v4(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let reserved = v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_broadcast()
        || v4.is_documentation()
        || v4.is_unspecified()
        || v4.is_multicast();
    // RFC 1122 "this network", 6598 shared space, 6890 protocol assignments, 7526 6to4 relays,
    // 2544 benchmarking, 1112 class E.
    let special = a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !reserved && !special
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    // Only global unicast (2000::/3) is routed; of it, documentation is not.
    let first = v6.segments()[0];
    let documentation = (first == 0x2001 && v6.segments()[1] == 0x0db8) || first == 0x3fff;
    (first & 0xe000) == 0x2000 && !documentation
}

/// The IPv4 address inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052) or 6to4 (RFC 3056).
fn embedded_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = v6.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => Some(join(high, low)),
        [0x64, 0xff9b, 0 | 1, _, _, _, high, low] => Some(join(high, low)),
        [0x2002, high, low, ..] => Some(join(high, low)),
        _ => None,
    }
}

/// The host of an address if it is a number that must not be reached.
pub(super) fn refused_literal(url: &Url) -> Option<String> {
    let address = match url.host()? {
        Host::Ipv4(v4) => IpAddr::V4(v4),
        Host::Ipv6(v6) => IpAddr::V6(v6),
        Host::Domain(_) => return None,
    };
    (!is_public(address)).then(|| address.to_string())
}

/// A name that leads into a private network. Found again in the chain of causes of the client's
/// error.
#[derive(Debug, thiserror::Error)]
#[error("{name} is at {address}")]
pub(super) struct PrivateName {
    name: String,
    pub(super) address: IpAddr,
}

/// Looks a name up.
type Lookup = dyn Fn(String) -> BoxFuture + Send + Sync;
type BoxFuture = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Resolves names and answers only addresses that may be reached. The client connects to exactly
/// what is answered here, so that a name cannot change in between.
#[derive(Clone)]
pub(super) struct GuardedResolver {
    lookup: Arc<Lookup>,
    may_reach: fn(IpAddr) -> bool,
}

impl GuardedResolver {
    /// The system's resolver, for the open internet.
    pub(super) fn system() -> Self {
        let lookup = |name: String| -> BoxFuture {
            Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
        };
        Self {
            lookup: Arc::new(lookup),
            may_reach: is_public,
        }
    }
}

impl fmt::Debug for GuardedResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedResolver").finish_non_exhaustive()
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let may_reach = self.may_reach;
        let lookup = (self.lookup)(name.clone());
        Box::pin(async move {
            let found = lookup.await?;
            match found.iter().find(|socket| !may_reach(socket.ip())) {
                Some(private) => Err(PrivateName {
                    name,
                    address: private.ip(),
                }
                .into()),
                None => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    impl GuardedResolver {
        /// Every name is this machine the first time, which may be reached, and 10.0.0.1 after.
        pub(in crate::fetch) fn rebinding() -> (Self, Arc<AtomicUsize>) {
            let lookups = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&lookups);
            let lookup = move |_| -> BoxFuture {
                let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
                let found = if first { [127, 0, 0, 1] } else { [10, 0, 0, 1] };
                Box::pin(async move { Ok(vec![SocketAddr::from((found, 0))]) })
            };
            let resolver = Self {
                lookup: Arc::new(lookup),
                may_reach: |address| address.is_loopback(),
            };
            (resolver, lookups)
        }
    }

    #[test]
    fn only_the_open_internet_is_public() {
        for text in [
            "8.8.8.8",
            "193.134.1.1",
            "2606:4700::1111",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn numbers_are_refused_however_they_are_written() {
        for text in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://017700000001/",
            "http://127.1/",
            "http://0/",
            "http://0.0.0.0:8080/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://１２７.０.０.１/",
        ] {
            assert!(
                refused_literal(&Url::parse(text).unwrap()).is_some(),
                "{text}"
            );
        }
        assert!(refused_literal(&Url::parse("https://www.who.int/").unwrap()).is_none());
    }
}
