//! The numbers that the search for a matching works with.

use std::ops::{Index, IndexMut};

/// How much each couple of a group is worth; members are numbered from 0. Groups are far smaller than the 2^15 members who would have,
/// with their blossoms, numbers of more than 16 bits.
#[derive(Clone, Debug)]
pub(in crate::matching::selection) struct Worth {
    members: usize,
    /// A square, 0 where two cannot be paired.
    values: Vec<i64>,
}

impl Worth {
    /// Nobody can be paired yet.
    pub(in crate::matching::selection) fn nothing(members: usize) -> Self {
        Self {
            members,
            values: vec![0; members * members],
        }
    }

    /// Says what a couple is worth; it must be more than nothing.
    pub(in crate::matching::selection) fn set(&mut self, one: usize, other: usize, worth: i64) {
        self.values[one * self.members + other] = worth;
        self.values[other * self.members + one] = worth;
    }

    pub(super) const fn members(&self) -> usize {
        self.members
    }

    pub(super) fn of(&self, one: Node, other: Node) -> i64 {
        self.values[one.vertex() * self.members + other.vertex()]
    }
}

/// A vertex (from 1 on, a member each) or a blossom (numbers after those); 0 is nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Node(u16);

impl Node {
    pub(super) const NOBODY: Self = Self(0);

    /// The node of this number; numbers that are too large cannot come up, see [`Worth`].
    pub(super) fn numbered(number: usize) -> Self {
        Self(u16::try_from(number).unwrap_or(0))
    }

    pub(super) fn number(self) -> usize {
        self.0.into()
    }

    /// The member's place when this is a vertex.
    pub(super) fn vertex(self) -> usize {
        self.number() - 1
    }

    pub(super) fn is_somebody(self) -> bool {
        self != Self::NOBODY
    }
}

/// An edge between a vertex of one node and a vertex of another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Link {
    pub(super) from: Node,
    pub(super) to: Node,
}

impl Link {
    pub(super) fn exists(self) -> bool {
        self.from.is_somebody()
    }

    pub(super) fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
        }
    }
}

/// A value for each node.
#[derive(Clone, Debug)]
pub(super) struct PerNode<T>(Vec<T>);

impl<T: Clone> PerNode<T> {
    pub(super) fn new(nodes: usize, value: T) -> Self {
        Self(vec![value; nodes])
    }
}

impl<T> Index<Node> for PerNode<T> {
    type Output = T;

    fn index(&self, node: Node) -> &T {
        &self.0[node.number()]
    }
}

impl<T> IndexMut<Node> for PerNode<T> {
    fn index_mut(&mut self, node: Node) -> &mut T {
        &mut self.0[node.number()]
    }
}

/// A value for each ordered couple of nodes.
#[derive(Clone, Debug)]
pub(super) struct PerCouple<T> {
    columns: usize,
    values: Vec<T>,
}

impl<T: Clone> PerCouple<T> {
    pub(super) fn new(rows: usize, columns: usize, value: T) -> Self {
        Self {
            columns,
            values: vec![value; rows * columns],
        }
    }
}

impl<T> Index<(Node, Node)> for PerCouple<T> {
    type Output = T;

    fn index(&self, (row, column): (Node, Node)) -> &T {
        &self.values[row.number() * self.columns + column.number()]
    }
}

impl<T> IndexMut<(Node, Node)> for PerCouple<T> {
    fn index_mut(&mut self, (row, column): (Node, Node)) -> &mut T {
        &mut self.values[row.number() * self.columns + column.number()]
    }
}
