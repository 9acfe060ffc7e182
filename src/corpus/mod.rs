//! From files to text: recognises what a file is by its content, decodes it, and cleans its text up for reading.
//!
//! Each reader yields the text that all spans count in. Clean-up never changes that text; it makes a second one
//! beside it with the way back. Cutting a text into cases is the next room's work.

mod clean;

pub use clean::clean;
