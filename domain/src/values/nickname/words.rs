//! The words that suggested names are made of.

use crate::values::Language;

/// An adjective and a noun that agree with each other.
pub(super) struct Words {
    /// Adjectives as (masculine, feminine); languages without genders write both alike.
    adjectives: [(&'static str, &'static str); 20],
    masculine: [&'static str; 16],
    feminine: [&'static str; 16],
}

impl Words {
    /// How many names there are.
    pub(super) const fn count(&self) -> usize {
        self.adjectives.len() * (self.masculine.len() + self.feminine.len())
    }

    /// The name at a place below [`Self::count`].
    pub(super) fn name(&self, place: usize) -> String {
        let nouns = self.masculine.len() + self.feminine.len();
        let (masculine, feminine) = self.adjectives[place / nouns % self.adjectives.len()];
        let noun = place % nouns;
        match self.masculine.get(noun) {
            Some(masculine_noun) => format!("{masculine} {masculine_noun}"),
            None => format!("{feminine} {}", self.feminine[noun - self.masculine.len()]),
        }
    }
}

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::Russian => &RUSSIAN,
        Language::English => &ENGLISH,
        Language::Ukrainian => &UKRAINIAN,
    }
}

static RUSSIAN: Words = Words {
    adjectives: [
        ("Тихий", "Тихая"),
        ("Тёплый", "Тёплая"),
        ("Светлый", "Светлая"),
        ("Добрый", "Добрая"),
        ("Спокойный", "Спокойная"),
        ("Ясный", "Ясная"),
        ("Мягкий", "Мягкая"),
        ("Лесной", "Лесная"),
        ("Утренний", "Утренняя"),
        ("Вечерний", "Вечерняя"),
        ("Северный", "Северная"),
        ("Солнечный", "Солнечная"),
        ("Янтарный", "Янтарная"),
        ("Весенний", "Весенняя"),
        ("Осенний", "Осенняя"),
        ("Лунный", "Лунная"),
        ("Морской", "Морская"),
        ("Небесный", "Небесная"),
        ("Чуткий", "Чуткая"),
        ("Внимательный", "Внимательная"),
    ],
    masculine: [
        "Клён",
        "Ветер",
        "Огонёк",
        "Дождь",
        "Маяк",
        "Берег",
        "Ручей",
        "Рассвет",
        "Кит",
        "Ёжик",
        "Фонарик",
        "Остров",
        "Снегирь",
        "Вереск",
        "Кедр",
        "Олень",
    ],
    feminine: [
        "Река",
        "Сова",
        "Гавань",
        "Звезда",
        "Весна",
        "Птица",
        "Берёза",
        "Роща",
        "Тропинка",
        "Ласточка",
        "Радуга",
        "Луна",
        "Ива",
        "Волна",
        "Рябина",
        "Синица",
    ],
};

static ENGLISH: Words = Words {
    adjectives: [
        ("Quiet", "Quiet"),
        ("Warm", "Warm"),
        ("Bright", "Bright"),
        ("Kind", "Kind"),
        ("Calm", "Calm"),
        ("Clear", "Clear"),
        ("Gentle", "Gentle"),
        ("Forest", "Forest"),
        ("Morning", "Morning"),
        ("Evening", "Evening"),
        ("Northern", "Northern"),
        ("Sunny", "Sunny"),
        ("Amber", "Amber"),
        ("Spring", "Spring"),
        ("Autumn", "Autumn"),
        ("Moonlit", "Moonlit"),
        ("Coastal", "Coastal"),
        ("Starry", "Starry"),
        ("Tender", "Tender"),
        ("Patient", "Patient"),
    ],
    masculine: [
        "Maple",
        "Breeze",
        "Ember",
        "Rain",
        "Lighthouse",
        "Shore",
        "Brook",
        "Dawn",
        "Whale",
        "Hedgehog",
        "Lantern",
        "Island",
        "Robin",
        "Heather",
        "Cedar",
        "Deer",
    ],
    feminine: [
        "River", "Owl", "Harbour", "Star", "Meadow", "Bird", "Birch", "Grove", "Path", "Swallow",
        "Rainbow", "Moon", "Willow", "Wave", "Rowan", "Finch",
    ],
};

static UKRAINIAN: Words = Words {
    adjectives: [
        ("Тихий", "Тиха"),
        ("Теплий", "Тепла"),
        ("Світлий", "Світла"),
        ("Добрий", "Добра"),
        ("Спокійний", "Спокійна"),
        ("Ясний", "Ясна"),
        ("М’який", "М’яка"),
        ("Лісовий", "Лісова"),
        ("Ранковий", "Ранкова"),
        ("Вечірній", "Вечірня"),
        ("Північний", "Північна"),
        ("Сонячний", "Сонячна"),
        ("Бурштиновий", "Бурштинова"),
        ("Весняний", "Весняна"),
        ("Осінній", "Осіння"),
        ("Місячний", "Місячна"),
        ("Морський", "Морська"),
        ("Небесний", "Небесна"),
        ("Чуйний", "Чуйна"),
        ("Уважний", "Уважна"),
    ],
    masculine: [
        "Клен",
        "Вітер",
        "Вогник",
        "Дощ",
        "Маяк",
        "Берег",
        "Струмок",
        "Світанок",
        "Кит",
        "Їжачок",
        "Ліхтарик",
        "Острів",
        "Снігур",
        "Верес",
        "Кедр",
        "Олень",
    ],
    feminine: [
        "Річка",
        "Сова",
        "Гавань",
        "Зірка",
        "Весна",
        "Пташка",
        "Береза",
        "Діброва",
        "Стежка",
        "Ластівка",
        "Веселка",
        "Луна",
        "Верба",
        "Хвиля",
        "Горобина",
        "Синиця",
    ],
};
