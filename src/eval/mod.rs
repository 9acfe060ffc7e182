//! How good the facts are: records held against gold records, by the measures of the annotation guide's scorer.
//!
//! Pure counting; reading gold files and running extraction is the caller's work. Every measure is that of
//! `score.py`, which a test compares it with where the gold set is at hand.

mod calibration;
mod compare;
mod facts;
pub mod logistic;
mod measure;

pub use calibration::{Band, calibration};
pub use compare::{Movement, compare};
pub use facts::{Facts, GoldError};
pub use measure::{Accuracy, Counts, Group, Scores, score};
