//! The sample cases of `data/cases`, compiled in, so that the demo needs nothing but the program.

/// A sample document.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its file's name.
    pub name: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

impl Sample {
    /// The document's id: the file's name without its ending.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.name.rsplit_once('.').map_or(self.name, |(stem, _)| stem)
    }
}

macro_rules! samples {
    ($($name:literal,)+) => {
        &[$(Sample { name: $name, bytes: include_bytes!(concat!("../../data/cases/", $name)) },)+]
    };
}

/// All samples in order of their names; a test holds that none is missing.
pub const SAMPLES: &[Sample] = samples! {
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
};
