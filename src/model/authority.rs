//! What is known of an entity beyond the cases that name it.

/// An administrative division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceAuthority {
    /// Full name from province level down, e.g. `上海市虹口区`.
    pub name: String,
    /// GB/T 2260 code, six digits.
    pub code: String,
    /// Full name of the division that contains it.
    pub parent: Option<String>,
}

/// A public body or other organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitAuthority {
    /// Full official name.
    pub name: String,
    /// Short forms met in the texts.
    pub short_forms: Vec<String>,
    /// Key of the unit's system (`court`, `procuratorate`, …), where known.
    pub system: Option<String>,
    /// Full name of the place it has jurisdiction over, where known.
    pub jurisdiction: Option<String>,
}
