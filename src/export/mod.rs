//! What leaves the program in files: tables for people, spreadsheets and scripts, and the graph in the formats of the
//! tools it is drawn and asked with.
//!
//! All tabular output of the program goes through [`table`], all graph output through [`view`]s, so that a format is
//! written in one place. Nothing here computes; what is worth computing is done in `analysis`.

mod error;
pub mod table;

pub use error::Error;
