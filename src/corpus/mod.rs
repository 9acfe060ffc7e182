//! From files to text: recognises what a file is by its content, decodes it, and cleans its text up for reading.
//!
//! Each reader yields the text that all spans count in. Clean-up never changes that text; it makes a second one
//! beside it with the way back. Cutting a text into cases is the next room's work. A document that cannot be read is an
//! [`Error`] with its name and reason, and never ends a run; no input makes a reader panic or go on without bound
//! ([`limits`]).

mod clean;
mod decode;
mod docx;
mod error;
mod files;
mod html;
pub mod limits;
mod lines;
mod ndjson;
mod pdf;
mod read;
mod samples;
mod signature;

pub use clean::clean;
pub use error::{Error, Reason};
pub use files::{Input, beside, documents, files};
pub use ndjson::documents_from_ndjson;
pub use read::{Raw, read, read_bytes};
pub use samples::{SAMPLES, samples};
