//! `ops/compose.yaml` gives each container what it needs and no more: one way in, three networks, no rights of the kernel.

use crate::{Checkout, Problem};

const FILE: &str = "ops/compose.yaml";
/// What every service is without, by the anchor that it merges.
const HARDENED: [&str; 3] = [
    "read_only: true",
    "cap_drop: [ALL]",
    "no-new-privileges:true",
];
const ANCHOR: &str = "<<: *hardened";
/// The only service that the world reaches.
const DOOR: &str = "caddy";
/// Rights of the kernel that an image does not do without.
const ADDED: [(&str, &str); 1] = [(DOOR, "NET_BIND_SERVICE")];
/// Who is in which network; a service without one would be in a common one.
const NETWORKS: [(&str, &[&str]); 7] = [
    ("notalone", &["front", "back", "watch"]),
    ("migrate", &["back"]),
    ("postgres", &["back"]),
    ("redis", &["back"]),
    (DOOR, &["front"]),
    ("prometheus", &["watch"]),
    ("grafana", &["watch"]),
];
/// Who is let in by a name and a password that the deployment has to choose: `:?` refuses to start without.
const CHOSEN: [(&str, &str); 4] = [
    ("postgres", "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD"),
    ("redis", "${REDIS_PASSWORD:?"),
    ("grafana", "GF_SECURITY_ADMIN_USER: ${GRAFANA_USER:?"),
    (
        "grafana",
        "GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD:?",
    ),
];
/// What would make the rest of no use.
const NEVER: [&str; 5] = [
    "privileged:",
    "network_mode:",
    "pid: host",
    "docker.sock",
    "seccomp:unconfined",
];
const LOOPBACK: &str = "127.0.0.1:";
const PROXIES: &str = "NOTALONE_TRUSTED_PROXIES:";

/// What a container has or reaches beyond its share.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let Some(file) = checkout.file(FILE) else {
        return vec![Problem::of(FILE, "is gone, and the rule with it")];
    };
    let top = Block::whole(&file.text).parts();
    let named = |name: &str| top.iter().find(|part| part.name == name);
    let mut found = Vec::new();
    match named("x-hardened") {
        Some(anchor) => found.extend(missing_in_anchor(anchor)),
        None => found.push(Problem::of(FILE, "has no `x-hardened` for its services")),
    }
    let services = named("services").map(Block::parts).unwrap_or_default();
    let networks = named("networks").map(Block::parts).unwrap_or_default();
    found.extend(services.iter().flat_map(problems_of));
    found.extend(problems_of_networks(&services, &networks));
    found.extend(dangers(&file.text));
    found
}

fn missing_in_anchor(anchor: &Block) -> Vec<Problem> {
    let missing = HARDENED.iter().filter(|each| !anchor.has(each));
    missing
        .map(|each| Problem::at(FILE, anchor.line, format!("`x-hardened` without `{each}`")))
        .collect()
}

fn problems_of(service: &Block) -> Vec<Problem> {
    let name = service.name;
    let problem = |words: String| Problem::at(FILE, service.line, words);
    let mut found = Vec::new();
    if !service.has(ANCHOR) {
        found.push(problem(format!("{name} without `{ANCHOR}`")));
    }
    for key in ["read_only", "cap_drop", "security_opt"] {
        if service.has_key(key) {
            found.push(problem(format!("{name} replaces {key} of `x-hardened`")));
        }
    }
    for added in service.values("cap_add") {
        if !ADDED.contains(&(name, added)) {
            found.push(problem(format!("{name} has no need of {added}")));
        }
    }
    for port in service.values("ports") {
        if name != DOOR && !port.starts_with(LOOPBACK) {
            found.push(problem(format!("{name} is published to the world: {port}")));
        }
    }
    for (_, words) in CHOSEN.iter().filter(|(known, _)| *known == name) {
        if !service.has(words) {
            found.push(problem(format!("{name} without a chosen `{words}…`")));
        }
    }
    let expected = NETWORKS.iter().find(|(known, _)| *known == name);
    let networks = service.values("networks");
    if expected.is_none_or(|(_, expected)| networks != *expected) {
        found.push(problem(format!(
            "{name} is in {networks:?}: see NETWORKS of xtask's rule"
        )));
    }
    found
}

fn problems_of_networks(services: &[Block], networks: &[Block]) -> Vec<Problem> {
    let mut found = Vec::new();
    let named = |name: &str| networks.iter().find(|network| network.name == name);
    if !named("back").is_some_and(|back| back.has("internal: true")) {
        found.push(Problem::of(FILE, "the network `back` is to be internal"));
    }
    let lines = services.iter().flat_map(|service| &service.lines);
    let trusted =
        lines.filter_map(|(line, text)| Some((*line, text.trim().strip_prefix(PROXIES)?)));
    for (line, network) in trusted {
        if !named("front").is_some_and(|front| front.has(network.trim())) {
            let words = "whoever is outside the network `front` could say where they come from";
            found.push(Problem::at(FILE, line, words));
        }
    }
    found
}

fn dangers(text: &str) -> Vec<Problem> {
    let lines = Block::whole(text).lines;
    let guilty = lines.iter().filter_map(|(line, text)| {
        let danger = NEVER.iter().find(|danger| text.contains(**danger))?;
        Some(Problem::at(
            FILE,
            *line,
            format!("`{danger}` opens the machine"),
        ))
    });
    guilty.collect()
}

/// A key of a mapping and the lines under it, comments left out.
struct Block<'a> {
    name: &'a str,
    line: usize,
    lines: Vec<(usize, &'a str)>,
}

impl<'a> Block<'a> {
    fn whole(text: &'a str) -> Self {
        let numbered = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        let lines = numbered.filter(|(_, line)| {
            let line = line.trim_start();
            !line.is_empty() && !line.starts_with('#')
        });
        Self {
            name: "",
            line: 1,
            lines: lines.collect(),
        }
    }

    /// The keys of the first level under this one.
    fn parts(&self) -> Vec<Block<'a>> {
        let mut parts: Vec<Block<'a>> = Vec::new();
        let level = self.lines.first().map_or(0, |(_, line)| indent(line));
        for &(number, line) in &self.lines {
            if indent(line) == level {
                let name = line.trim_start().split(':').next().unwrap_or_default();
                parts.push(Block {
                    name,
                    line: number,
                    lines: Vec::new(),
                });
            } else if let Some(part) = parts.last_mut() {
                part.lines.push((number, line));
            }
        }
        parts
    }

    fn has(&self, words: &str) -> bool {
        self.lines.iter().any(|(_, line)| line.contains(words))
    }

    fn has_key(&self, key: &str) -> bool {
        self.parts().iter().any(|part| part.name == key)
    }

    /// The items of a list, written in one line or in several.
    fn values(&self, key: &str) -> Vec<&'a str> {
        let bare = |item: &'a str| item.trim().trim_matches(['"', '\'']);
        let Some(list) = self.parts().into_iter().find(|part| part.name == key) else {
            return Vec::new();
        };
        let first = self.lines.iter().find(|(number, _)| *number == list.line);
        let inside = first
            .and_then(|(_, line)| line.split_once('['))
            .and_then(|(_, rest)| rest.rsplit_once(']'));
        match inside {
            Some((items, _)) => items.split(',').map(bare).collect(),
            None => list
                .lines
                .iter()
                .map(|(_, line)| bare(line.trim_start().trim_start_matches("- ")))
                .collect(),
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    const SOUND: &str = r#"
x-hardened: &hardened
  read_only: true
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
services:
  notalone:
    <<: *hardened
    environment:
      NOTALONE_TRUSTED_PROXIES: ${FRONT_NETWORK:-10.0.0.0/24}
    networks: [front, back, watch]
  # The door.
  caddy:
    <<: *hardened
    cap_add: [NET_BIND_SERVICE]
    ports: ["80:80"]
    networks: [front]
  grafana:
    <<: *hardened
    environment:
      GF_SECURITY_ADMIN_USER: ${GRAFANA_USER:?set it}
      GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_PASSWORD:?set it}
    ports:
      - "127.0.0.1:3000:3000"
    networks:
      - watch
networks:
  front:
    ipam:
      config: [{subnet: "${FRONT_NETWORK:-10.0.0.0/24}"}]
  back:
    internal: true
  watch:
"#;

    fn found(from: &str, to: &str) -> Vec<String> {
        assert!(SOUND.contains(from), "{from}");
        let text = SOUND.replacen(from, to, 1);
        problems(&Checkout::of(vec![TextFile::new(FILE, &text)]))
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn a_file_that_keeps_to_it_is_fine() {
        assert_eq!(found("x", "x"), Vec::<String>::new());
    }

    #[test]
    fn nobody_but_the_door_is_published_beyond_this_machine() {
        assert_eq!(
            found("127.0.0.1:3000:3000", "3000:3000"),
            ["grafana is published to the world: 3000:3000"]
        );
        assert_eq!(
            found(
                "[front, back, watch]\n",
                "[front, back, watch]\n    ports: [\"8000:8000\"]\n"
            ),
            ["notalone is published to the world: 8000:8000"]
        );
    }

    #[test]
    fn every_service_is_hardened_and_takes_nothing_of_it_back() {
        assert_eq!(
            found("caddy:\n    <<: *hardened\n", "caddy:\n"),
            ["caddy without `<<: *hardened`"]
        );
        assert_eq!(
            found("  cap_drop: [ALL]\n", ""),
            ["`x-hardened` without `cap_drop: [ALL]`"]
        );
        assert_eq!(
            found(
                "    cap_add: [NET_BIND_SERVICE]",
                "    cap_add: [SYS_ADMIN]"
            ),
            ["caddy has no need of SYS_ADMIN"]
        );
        assert_eq!(
            found("    cap_add: [NET_BIND_SERVICE]", "    read_only: false"),
            ["caddy replaces read_only of `x-hardened`"]
        );
        assert_eq!(
            found("    cap_add: [NET_BIND_SERVICE]", "    privileged: true"),
            ["`privileged:` opens the machine"]
        );
    }

    #[test]
    fn nobody_is_let_in_by_a_name_and_a_password_that_everybody_knows() {
        assert_eq!(found("${GRAFANA_USER:?set it}", "admin").len(), 1);
        assert_eq!(
            found("${GRAFANA_PASSWORD:?set it}", "${GRAFANA_PASSWORD}").len(),
            1
        );
    }

    #[test]
    fn the_data_is_apart_and_only_the_proxys_network_is_believed() {
        assert_eq!(
            found("    internal: true", "    driver: bridge"),
            ["the network `back` is to be internal"]
        );
        assert_eq!(
            found("      - watch\n", "      - watch\n      - back\n").len(),
            1
        );
        assert_eq!(
            found("    networks: [front]\n", "").len(),
            1,
            "it would be in the common one"
        );
        assert_eq!(
            found(
                "PROXIES: ${FRONT_NETWORK:-10.0.0.0/24}",
                "PROXIES: 10.0.0.0/8"
            )
            .len(),
            1
        );
    }
}
