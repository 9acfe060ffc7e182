//! Laws, results and honours of the real documents: the source says, at the span, what the record quotes.

use std::fs;

use anpu::lexicon::Lexicon;
use anpu::model::{Document, MediaType, Record, Source, Span, squeeze};
use anpu::pipeline;

use crate::support;

#[test]
fn the_text_at_an_evidence_span_is_the_surface_or_the_quote() {
    let Some(shared) = support::shared() else { return };
    let lexicon = Lexicon::builtin().unwrap();
    let mut facts = 0;
    for entry in fs::read_dir(shared.join("corpus")).unwrap() {
        let path = entry.unwrap().path();
        let source = Source { file: path.display().to_string(), sha256: String::new(), media_type: MediaType::Text };
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let document = Document { id, source, text: fs::read_to_string(&path).unwrap() };
        for record in pipeline::records(&document, &lexicon) {
            facts += quoted(&record)
                .iter()
                .map(|&(words, spans)| {
                    assert!(!spans.is_empty(), "{}: {words} has no evidence", record.id);
                    for &span in spans {
                        assert_eq!(squeeze(document.at(span)), words, "{}", record.id);
                    }
                })
                .count();
        }
    }
    assert!(facts > 400, "{facts} facts");
}

/// The words and evidence of each fact that quotes the text.
fn quoted(record: &Record) -> Vec<(&str, &[Span])> {
    let laws = record.laws.iter().map(|law| (law.surface.as_str(), law.evidence.as_slice()));
    let outcomes = record.outcomes.iter().map(|outcome| (outcome.quote.as_str(), outcome.evidence.as_slice()));
    let honours = record.honours.iter().map(|honour| (honour.quote.as_str(), honour.evidence.as_slice()));
    laws.chain(outcomes).chain(honours).collect()
}
