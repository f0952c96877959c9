//! When a member is free: windows of their own local day (product.md, "Finding someone").

use serde::{Deserialize, Serialize};

/// One of the four windows of a local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Window {
    /// 6–12
    Morning,
    /// 12–18
    Day,
    /// 18–24
    Evening,
    /// 0–6
    Night,
}

impl Window {
    /// Every window in display order.
    pub const ALL: [Self; 4] = [Self::Morning, Self::Day, Self::Evening, Self::Night];

    /// The slug used in callback data and text keys.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Day => "day",
            Self::Evening => "evening",
            Self::Night => "night",
        }
    }

    /// The window of a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.slug() == slug)
    }
}

/// The windows a member named; empty means they named none, which counts as all day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Window>", into = "Vec<Window>")]
pub struct FreeWindows(u8);

impl FreeWindows {
    /// Whether the member named no window.
    pub const fn is_unstated(self) -> bool {
        self.0 == 0
    }

    /// Whether the member named this window.
    pub const fn contains(self, window: Window) -> bool {
        self.0 & (1 << (window as u8)) != 0
    }

    /// The set with the window added, or removed when it was in.
    #[must_use]
    pub const fn toggled(self, window: Window) -> Self {
        Self(self.0 ^ (1 << (window as u8)))
    }

    /// The named windows in display order.
    pub fn iter(self) -> impl Iterator<Item = Window> {
        Window::ALL
            .into_iter()
            .filter(move |window| self.contains(*window))
    }

    /// Whether the member is free at this hour (0–23) of their own day. Unstated is always free.
    pub const fn is_free_at(self, local_hour: u32) -> bool {
        if self.is_unstated() {
            return true;
        }
        let window = match local_hour {
            6..12 => Window::Morning,
            12..18 => Window::Day,
            18..24 => Window::Evening,
            _ => Window::Night,
        };
        self.contains(window)
    }
}

impl FromIterator<Window> for FreeWindows {
    fn from_iter<I: IntoIterator<Item = Window>>(windows: I) -> Self {
        Self(
            windows
                .into_iter()
                .fold(0, |mask, window| mask | 1 << (window as u8)),
        )
    }
}

impl From<Vec<Window>> for FreeWindows {
    fn from(windows: Vec<Window>) -> Self {
        windows.into_iter().collect()
    }
}

impl From<FreeWindows> for Vec<Window> {
    fn from(windows: FreeWindows) -> Self {
        windows.iter().collect()
    }
}
