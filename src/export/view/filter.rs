//! What of a dataset a view shows.

use std::ops::RangeInclusive;

use crate::export::Error;
use crate::model::{Mechanism, MechanismRole, Record, UnitRole};

use super::known::Known;

/// A role by which facts are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Of mechanisms.
    Mechanism(MechanismRole),
    /// Of units.
    Unit(UnitRole),
}

impl Role {
    /// The role with this name (`originates`, `implementer` …).
    ///
    /// # Errors
    /// There is none.
    pub fn parse(word: &str) -> Result<Self, Error> {
        let found = MechanismRole::parse(word).map(Self::Mechanism).or(UnitRole::parse(word).map(Self::Unit));
        found.ok_or_else(|| {
            let mechanisms = MechanismRole::ALL.iter().map(|role| role.as_str());
            let known: Vec<&str> = mechanisms.chain(UnitRole::ALL.iter().map(|role| role.as_str())).collect();
            Error::Unknown { what: "role", name: word.to_owned(), known: known.join(", ") }
        })
    }
}

/// Which cases and facts are shown; by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Cases in this place or in one that it contains, by full name, short name at its end (`虹口区`) or division code.
    pub place: Option<String>,
    /// Cases with a mechanism of this family, by key, and of their mechanisms only these.
    pub family: Option<String>,
    /// Cases of these years.
    pub years: Option<RangeInclusive<i32>>,
    /// Mechanisms, units and laws that at least so many of these cases name.
    pub min_support: usize,
    /// Facts about mechanisms (or units) only with this role.
    pub role: Option<Role>,
}

impl Filters {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        let Self { place, family, years, min_support, role } = self;
        place.is_none() && family.is_none() && years.is_none() && *min_support <= 1 && role.is_none()
    }

    pub(super) fn shows(&self, record: &Record, known: &Known) -> bool {
        let place = |wanted: &String| record.places.iter().any(|place| known.lies_in(place, wanted));
        let family = |wanted: &String| record.mechanisms.iter().any(|found| found.family.as_ref() == Some(wanted));
        let years = |wanted: &RangeInclusive<i32>| record.year.is_some_and(|year| wanted.contains(&year));
        self.place.as_ref().is_none_or(place)
            && self.family.as_ref().is_none_or(family)
            && self.years.as_ref().is_none_or(years)
    }

    pub(super) fn mechanism(&self, fact: &Mechanism) -> bool {
        let role = |role| !matches!(role, Role::Mechanism(wanted) if wanted != fact.role);
        self.family.as_ref().is_none_or(|wanted| fact.family.as_ref() == Some(wanted)) && self.role.is_none_or(role)
    }

    pub(super) fn unit_role(&self, role: UnitRole) -> bool {
        !matches!(self.role, Some(Role::Unit(wanted)) if wanted != role)
    }
}

/// Years as they are typed: `2024`, `2020-2024`, `2020-`, `-2024`.
///
/// # Errors
/// Something else.
pub fn years(text: &str) -> Result<RangeInclusive<i32>, Error> {
    let wrong =
        || Error::Unknown { what: "year", name: text.to_owned(), known: "2024, 2020-2024, 2020-, -2024".to_owned() };
    let year = |text: &str, open| if text.is_empty() { Ok(open) } else { text.parse().map_err(|_| wrong()) };
    match text.split_once('-') {
        Some(("", "")) => Err(wrong()),
        Some((from, to)) => Ok(year(from, i32::MIN)?..=year(to, i32::MAX)?),
        None => text.parse().map(|year| year..=year).map_err(|_| wrong()),
    }
}
