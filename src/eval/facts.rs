//! The part of a record that is scored, read from gold files and made from records.

use serde::Deserialize;

use crate::model::Record;

/// What a case says, as far as it is scored. Gold files and records both have these fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub(super) places: Vec<String>,
    pub(super) recommended_by: Vec<String>,
    pub(super) implemented_by: Vec<String>,
    pub(super) units: Vec<Named>,
    /// None where the annotators left practices out.
    pub(super) mechanisms: Option<Vec<Named>>,
    pub(super) laws: Vec<Titled>,
    pub(super) outcomes: Vec<Measured>,
    pub(super) honours: Vec<Told>,
}

/// A unit or mechanism.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) surfaces: Vec<String>,
    pub(super) role: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) family: Option<String>,
    pub(super) concept: Option<String>,
    pub(super) confidence: f64,
}

/// A law.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Titled {
    pub(super) title: String,
    pub(super) articles: Vec<String>,
    pub(super) confidence: f64,
}

/// An outcome.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Measured {
    pub(super) value: Option<f64>,
    pub(super) unit: Option<String>,
    pub(super) change: Option<String>,
    pub(super) from: Option<f64>,
    pub(super) quote: String,
    pub(super) confidence: f64,
}

/// An honour.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) quote: String,
    pub(super) confidence: f64,
}

/// A gold file that is not a record.
#[derive(Debug, thiserror::Error)]
#[error("not a gold record: {0}")]
pub struct GoldError(#[from] serde_json::Error);

impl Facts {
    /// The practices, none where they were left out.
    pub(super) fn practices(&self) -> &[Named] {
        self.mechanisms.as_deref().unwrap_or_default()
    }

    /// Reads a gold file's content.
    ///
    /// # Errors
    /// Content that is not JSON of a record's shape, with its line and column.
    pub fn from_gold(json: &str) -> Result<Self, GoldError> {
        Ok(serde_json::from_str(json)?)
    }

    /// What several records say together, as when a gold text was cut into more than one case.
    #[must_use]
    pub fn from_records(records: &[Record]) -> Self {
        let mut all = Self::default();
        for record in records {
            all.take(record);
        }
        all
    }

    fn take(&mut self, record: &Record) {
        self.places.extend(record.places.iter().cloned());
        self.recommended_by.extend(record.recommended_by.iter().cloned());
        self.implemented_by.extend(record.implemented_by.iter().cloned());
        self.units.extend(record.units.iter().map(|unit| Named {
            name: unit.name.clone(),
            surfaces: unit.surfaces.clone(),
            role: Some(unit.role.as_str().to_owned()),
            confidence: unit.confidence,
            ..Named::default()
        }));
        self.mechanisms.get_or_insert_default().extend(record.mechanisms.iter().map(|mechanism| Named {
            name: mechanism.name.clone(),
            surfaces: mechanism.surfaces.clone(),
            role: Some(mechanism.role.as_str().to_owned()),
            kind: Some(mechanism.kind.as_str().to_owned()),
            family: mechanism.family.clone(),
            concept: Some(mechanism.concept.clone()),
            confidence: mechanism.confidence,
        }));
        self.laws.extend(record.laws.iter().map(|law| Titled {
            title: law.title.clone(),
            articles: law.articles.clone(),
            confidence: law.confidence,
        }));
        self.outcomes.extend(record.outcomes.iter().map(|outcome| Measured {
            value: Some(outcome.value),
            unit: Some(outcome.unit.clone()),
            change: outcome.change.map(|change| change.as_str().to_owned()),
            from: outcome.from,
            quote: outcome.quote.clone(),
            confidence: outcome.confidence,
        }));
        self.honours.extend(record.honours.iter().map(|honour| Told {
            kind: honour.kind.as_str().to_owned(),
            quote: honour.quote.clone(),
            confidence: honour.confidence,
        }));
    }
}
