//! Odd rings: shrunk to one node, opened again, and paired from any of their vertices.

use super::nodes::{Link, Node};
use super::{Place, Search};

impl Search<'_> {
    /// Pairs a node with another that it has an edge to; within a blossom everybody changes partners around the ring.
    pub(super) fn pair(&mut self, node: Node, with: Node) {
        let link = self.links[(node, with)];
        self.mate[node] = link.to;
        if node.number() <= self.vertices {
            return;
        }
        let part = self.part_with[(node, link.from)];
        let steps = self.turn_even(node, part);
        for place in 0..steps {
            let (one, other) = (self.ring[node][place], self.ring[node][place ^ 1]);
            self.pair(one, other);
        }
        self.pair(part, with);
        self.ring[node].rotate_left(steps);
    }

    /// Turns the ring so that a part is an even number of steps after the first; the number.
    fn turn_even(&mut self, blossom: Node, part: Node) -> usize {
        let ring = &mut self.ring[blossom];
        let steps = ring.iter().position(|&one| one == part).unwrap_or(0);
        if steps % 2 == 0 {
            return steps;
        }
        ring[1..].reverse();
        ring.len() - steps
    }

    /// Makes one node of the ring that a tight edge between two even nodes closes.
    pub(super) fn shrink(&mut self, one: Node, meeting: Node, other: Node) {
        let blossom = self.unused_blossom();
        self.price[blossom] = 0;
        self.place[blossom] = Place::Even;
        self.mate[blossom] = self.mate[meeting];
        self.parent[blossom] = self.parent[meeting];
        let mut ring = vec![meeting];
        self.walk(one, meeting, &mut ring);
        ring[1..].reverse();
        self.walk(other, meeting, &mut ring);
        self.ring[blossom] = ring;
        self.set_outermost(blossom, blossom);
        self.link_blossom(blossom);
        self.find_nearest(blossom);
    }

    fn unused_blossom(&mut self) -> Node {
        let unused = self
            .all_blossoms()
            .find(|&blossom| !self.outermost[blossom].is_somebody());
        unused.unwrap_or_else(|| {
            self.nodes += 1;
            Node::numbered(self.nodes)
        })
    }

    /// The nodes from an even one up to where the ways met; odd ones become even.
    fn walk(&mut self, from: Node, meeting: Node, ring: &mut Vec<Node>) {
        let mut even = from;
        while even != meeting {
            let odd = self.outermost[self.mate[even]];
            ring.push(even);
            ring.push(odd);
            self.enqueue(odd);
            even = self.outermost[self.parent[odd]];
        }
    }

    fn set_outermost(&mut self, node: Node, outermost: Node) {
        self.outermost[node] = outermost;
        if node.number() > self.vertices {
            for place in 0..self.ring[node].len() {
                self.set_outermost(self.ring[node][place], outermost);
            }
        }
    }

    /// The best edges of the parts are those of the blossom.
    fn link_blossom(&mut self, blossom: Node) {
        for node in self.all_nodes() {
            self.links[(blossom, node)] = Link::default();
            self.links[(node, blossom)] = Link::default();
        }
        for vertex in self.all_vertices() {
            self.part_with[(blossom, vertex)] = Node::NOBODY;
        }
        for place in 0..self.ring[blossom].len() {
            let part = self.ring[blossom][place];
            for node in self.all_nodes() {
                let (link, best) = (self.links[(part, node)], self.links[(blossom, node)]);
                if link.exists() && (!best.exists() || self.slack(link) < self.slack(best)) {
                    self.links[(blossom, node)] = link;
                    self.links[(node, blossom)] = link.reversed();
                }
            }
            for vertex in self.all_vertices() {
                if self.part_with[(part, vertex)].is_somebody() {
                    self.part_with[(blossom, vertex)] = part;
                }
            }
        }
    }

    /// Puts the parts of an odd blossom without a price in its place: the way through it stays in the tree, the rest leaves it.
    pub(super) fn open(&mut self, blossom: Node) {
        for place in 0..self.ring[blossom].len() {
            let part = self.ring[blossom][place];
            self.set_outermost(part, part);
        }
        let entered = self.links[(blossom, self.parent[blossom])].from;
        let entry = self.part_with[(blossom, entered)];
        let steps = self.turn_even(blossom, entry);
        let ring = std::mem::take(&mut self.ring[blossom]);
        for couple in ring[..steps].chunks_exact(2) {
            let [odd, even] = [couple[0], couple[1]];
            self.parent[odd] = self.links[(even, odd)].from;
            self.place[odd] = Place::Odd;
            self.place[even] = Place::Even;
            self.nearest[odd] = Node::NOBODY;
            self.find_nearest(even);
            self.enqueue(even);
        }
        self.place[entry] = Place::Odd;
        self.parent[entry] = self.parent[blossom];
        for &part in &ring[steps + 1..] {
            self.place[part] = Place::Outside;
            self.find_nearest(part);
        }
        self.outermost[blossom] = Node::NOBODY;
    }
}
