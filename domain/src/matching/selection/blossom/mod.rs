//! The pairing with the greatest total worth, exactly: Edmonds' blossoms with prices, in the form that takes time in the cube of the
//! members (Z. Galil, "Efficient algorithms for finding maximum matching in graphs", ACM Computing Surveys 18, 1986).
//!
//! Every vertex has a price, and an edge is *tight* when both prices together are just its worth. Trees of tight edges grow from those
//! who are alone until two of them meet, which makes a path along which everybody can change partners so that two more are paired.
//! An odd ring of tight edges is shrunk to a *blossom* and treated as one node until its price is used up. When no tree can grow, prices
//! move by the least step that makes another edge tight. It ends when being alone costs nothing any more.

mod flower;
mod nodes;

use std::collections::VecDeque;

pub(super) use nodes::Worth;
use nodes::{Link, Node, PerCouple, PerNode};

/// The mate of each member, if they get one.
pub(super) fn best_pairing(worth: &Worth) -> Vec<Option<usize>> {
    let mut search = Search::new(worth);
    while search.pair_two_more() {}
    search.mates()
}

/// Where an outermost node stands in the trees that grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In no tree.
    Outside,
    /// At an even distance from the root: from here trees grow on.
    Even,
    /// At an odd distance.
    Odd,
}

struct Search<'a> {
    worth: &'a Worth,
    vertices: usize,
    /// The highest number of a node so far.
    nodes: usize,
    /// Doubled, so that all stays whole.
    price: PerNode<i64>,
    /// The best edge between two nodes.
    links: PerCouple<Link>,
    /// The vertex that a node is paired with.
    mate: PerNode<Node>,
    /// The outermost node that a node lies in; nobody for blossoms that are gone.
    outermost: PerNode<Node>,
    /// The vertex from which an odd node was reached.
    parent: PerNode<Node>,
    place: PerNode<Place>,
    /// The even vertex with the least slack to a node.
    nearest: PerNode<Node>,
    /// What a blossom is made of, in the order of its ring; the first is where it is paired.
    ring: PerNode<Vec<Node>>,
    /// In which part of a blossom a vertex lies.
    part_with: PerCouple<Node>,
    /// Even vertices whose edges are to be looked at.
    queue: VecDeque<Node>,
    /// When a node was passed last on the way to the roots.
    passed: PerNode<u32>,
    walks: u32,
}

impl<'a> Search<'a> {
    fn new(worth: &'a Worth) -> Self {
        let vertices = worth.members();
        // Blossoms have at least three parts, so fewer than half as many as vertices exist at a time; and nobody.
        let numbers = vertices + vertices / 2 + 2;
        let mut search = Self {
            worth,
            vertices,
            nodes: vertices,
            price: PerNode::new(numbers, 0),
            links: PerCouple::new(numbers, numbers, Link::default()),
            mate: PerNode::new(numbers, Node::NOBODY),
            outermost: PerNode::new(numbers, Node::NOBODY),
            parent: PerNode::new(numbers, Node::NOBODY),
            place: PerNode::new(numbers, Place::Outside),
            nearest: PerNode::new(numbers, Node::NOBODY),
            ring: PerNode::new(numbers, Vec::new()),
            part_with: PerCouple::new(numbers, vertices + 1, Node::NOBODY),
            queue: VecDeque::new(),
            passed: PerNode::new(numbers, 0),
            walks: 0,
        };
        search.link_vertices();
        search
    }

    fn link_vertices(&mut self) {
        let mut greatest = 0;
        for one in self.all_vertices() {
            self.outermost[one] = one;
            self.part_with[(one, one)] = one;
            for other in self.all_vertices() {
                let worth = self.worth.of(one, other);
                if worth > 0 {
                    let (from, to) = (one, other);
                    self.links[(one, other)] = Link { from, to };
                    greatest = greatest.max(worth);
                }
            }
        }
        for vertex in self.all_vertices() {
            self.price[vertex] = greatest;
        }
    }

    fn all_vertices(&self) -> impl Iterator<Item = Node> + use<> {
        (1..=self.vertices).map(Node::numbered)
    }

    fn all_nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (1..=self.nodes).map(Node::numbered)
    }

    fn all_blossoms(&self) -> impl Iterator<Item = Node> + use<> {
        (self.vertices + 1..=self.nodes).map(Node::numbered)
    }

    fn is_outermost(&self, node: Node) -> bool {
        self.outermost[node] == node
    }

    /// How far an edge is from being tight, doubled.
    fn slack(&self, link: Link) -> i64 {
        self.price[link.from] + self.price[link.to] - 2 * self.worth.of(link.from, link.to)
    }

    fn mates(&self) -> Vec<Option<usize>> {
        self.all_vertices()
            .map(|vertex| self.mate[vertex])
            .map(|mate| mate.is_somebody().then(|| mate.vertex()))
            .collect()
    }

    /// Grows trees from all who are alone until two more are paired; false when nobody would gain any more.
    fn pair_two_more(&mut self) -> bool {
        self.queue.clear();
        for node in self.all_nodes() {
            self.place[node] = Place::Outside;
            self.nearest[node] = Node::NOBODY;
        }
        for node in self.all_nodes() {
            if self.is_outermost(node) && !self.mate[node].is_somebody() {
                self.parent[node] = Node::NOBODY;
                self.place[node] = Place::Even;
                self.enqueue(node);
            }
        }
        if self.queue.is_empty() {
            return false;
        }
        loop {
            if self.grow() {
                return true;
            }
            if !self.move_prices() {
                return false;
            }
            if self.follow_tight_edges() {
                return true;
            }
            self.open_spent_blossoms();
        }
    }

    /// Looks at the edges of all even vertices; true when two more are paired.
    fn grow(&mut self) -> bool {
        while let Some(vertex) = self.queue.pop_front() {
            if self.place[self.outermost[vertex]] == Place::Odd {
                continue;
            }
            for other in self.all_vertices() {
                let link = self.links[(vertex, other)];
                if !link.exists() || self.outermost[vertex] == self.outermost[other] {
                    continue;
                }
                if self.slack(link) > 0 {
                    self.note_nearest(vertex, self.outermost[other]);
                } else if self.follow(link) {
                    return true;
                }
            }
        }
        false
    }

    /// Moves prices by the least step that changes anything; false when somebody's price is used up: then nobody gains any more.
    fn move_prices(&mut self) -> bool {
        let step = self.least_step();
        let is_even = |vertex: &Node| self.place[self.outermost[*vertex]] == Place::Even;
        let mut even = self.all_vertices().filter(is_even);
        if even.any(|vertex| self.price[vertex] <= step) {
            return false;
        }
        for vertex in self.all_vertices() {
            match self.place[self.outermost[vertex]] {
                Place::Even => self.price[vertex] -= step,
                Place::Odd => self.price[vertex] += step,
                Place::Outside => {}
            }
        }
        for blossom in self.all_blossoms() {
            if self.is_outermost(blossom) {
                match self.place[blossom] {
                    Place::Even => self.price[blossom] += step * 2,
                    Place::Odd => self.price[blossom] -= step * 2,
                    Place::Outside => {}
                }
            }
        }
        self.queue.clear();
        true
    }

    fn least_step(&self) -> i64 {
        let spent = self
            .all_blossoms()
            .filter(|&blossom| self.is_outermost(blossom) && self.place[blossom] == Place::Odd)
            .map(|blossom| self.price[blossom] / 2);
        let tight = self.all_nodes().filter_map(|node| {
            let nearest = self.nearest[node];
            if !self.is_outermost(node) || !nearest.is_somebody() {
                return None;
            }
            let slack = self.slack(self.links[(nearest, node)]);
            match self.place[node] {
                Place::Outside => Some(slack),
                Place::Even => Some(slack / 2),
                Place::Odd => None,
            }
        });
        // Without either, prices fall until being alone costs nothing.
        spent.chain(tight).min().unwrap_or(i64::MAX)
    }

    fn follow_tight_edges(&mut self) -> bool {
        for node in self.all_nodes() {
            let nearest = self.nearest[node];
            if self.is_outermost(node)
                && nearest.is_somebody()
                && self.outermost[nearest] != node
                && self.slack(self.links[(nearest, node)]) == 0
                && self.follow(self.links[(nearest, node)])
            {
                return true;
            }
        }
        false
    }

    fn open_spent_blossoms(&mut self) {
        for blossom in self.all_blossoms() {
            if self.is_outermost(blossom)
                && self.place[blossom] == Place::Odd
                && self.price[blossom] == 0
            {
                self.open(blossom);
            }
        }
    }

    /// Follows a tight edge from an even node; true when two more are paired.
    fn follow(&mut self, link: Link) -> bool {
        let (here, there) = (self.outermost[link.from], self.outermost[link.to]);
        match self.place[there] {
            Place::Outside => {
                self.parent[there] = link.from;
                self.place[there] = Place::Odd;
                let next = self.outermost[self.mate[there]];
                self.nearest[there] = Node::NOBODY;
                self.nearest[next] = Node::NOBODY;
                self.place[next] = Place::Even;
                self.enqueue(next);
                false
            }
            Place::Even => {
                let meeting = self.meeting(here, there);
                if meeting.is_somebody() {
                    self.shrink(here, meeting, there);
                    return false;
                }
                self.change_partners(here, there);
                self.change_partners(there, here);
                true
            }
            Place::Odd => false,
        }
    }

    /// Where the ways of two even nodes to their roots meet; nobody when they are in different trees.
    fn meeting(&mut self, one: Node, other: Node) -> Node {
        self.walks += 1;
        let (mut here, mut there) = (one, other);
        while here.is_somebody() || there.is_somebody() {
            if here.is_somebody() {
                if self.passed[here] == self.walks {
                    return here;
                }
                self.passed[here] = self.walks;
                here = self.outermost[self.mate[here]];
                if here.is_somebody() {
                    here = self.outermost[self.parent[here]];
                }
            }
            std::mem::swap(&mut here, &mut there);
        }
        Node::NOBODY
    }

    /// From an even node to its root, everybody changes partners; the node gets the one that was met.
    fn change_partners(&mut self, mut node: Node, mut met: Node) {
        loop {
            let left = self.outermost[self.mate[node]];
            self.pair(node, met);
            if !left.is_somebody() {
                return;
            }
            let next = self.outermost[self.parent[left]];
            self.pair(left, next);
            (node, met) = (next, left);
        }
    }

    fn note_nearest(&mut self, vertex: Node, node: Node) {
        let known = self.nearest[node];
        if !known.is_somebody()
            || self.slack(self.links[(vertex, node)]) < self.slack(self.links[(known, node)])
        {
            self.nearest[node] = vertex;
        }
    }

    fn find_nearest(&mut self, node: Node) {
        self.nearest[node] = Node::NOBODY;
        for vertex in self.all_vertices() {
            let around = self.outermost[vertex];
            if around != node
                && self.place[around] == Place::Even
                && self.links[(vertex, node)].exists()
            {
                self.note_nearest(vertex, node);
            }
        }
    }

    fn enqueue(&mut self, node: Node) {
        if node.number() <= self.vertices {
            self.queue.push_back(node);
            return;
        }
        for place in 0..self.ring[node].len() {
            self.enqueue(self.ring[node][place]);
        }
    }
}
