//! The sample cases of `data/cases`, kept in the program so that it can show itself off wherever it is installed.

use super::files;
use super::read::Raw;

/// The sample files, in byte order of their names.
macro_rules! samples {
    ($($name:literal,)+) => {
        &[$(($name, include_bytes!(concat!("../../data/cases/", $name)).as_slice()),)+]
    };
}

/// Each sample's file name and bytes.
pub const SAMPLES: &[(&str, &[u8])] = samples![
    "2022-business-environment-cases.docx",
    "2023-credit-repair-changning.md",
    "2023-prosecutor-article.txt",
    "2023-three-stations-minhang.txt",
    "2024-inspection-rules-fengxian.html",
    "2024-public-interest-litigation-suzhou.pdf",
    "2024-rule-of-law-cases.txt",
    "2025-inspection-code-hangzhou.html",
    "2025-inspection-songjiang.docx",
    "2025-lenient-list-chengdu.pdf",
    "2025-newspaper-page.txt",
];

/// The samples as files to be read.
pub fn samples() -> impl Iterator<Item = Raw> {
    SAMPLES.iter().map(|(name, bytes)| Raw::new(name, &files::stem(name), bytes.to_vec()))
}
