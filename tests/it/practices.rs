//! Practices from text to record: the forms under which a text names one. The sentences are the tests' own.

use anpu::lexicon::Lexicon;
use anpu::model::{Document, MediaType, Source};
use anpu::pipeline;

/// The practices of a text: each with its name and its forms.
fn practices(text: &str) -> Vec<(String, Vec<String>)> {
    let source = Source { file: "t.txt".into(), sha256: String::new(), media_type: MediaType::Text };
    let document = Document { id: "t".into(), source, text: text.into() };
    let lexicon = Lexicon::builtin().unwrap();
    let records = pipeline::records(&document, &lexicon);
    records.into_iter().flat_map(|record| record.mechanisms).map(|found| (found.name, found.surfaces)).collect()
}

#[test]
fn the_words_before_a_quotation_that_belong_to_it_are_part_of_a_form_and_verbs_are_not() {
    let found = practices("虹口区开通涉外公证“直通车”。区司法局开通涉外公证“直通车”，办理时间缩短一半。");
    let forms: Vec<&String> = found.iter().flat_map(|(_, forms)| forms).collect();
    assert!(forms.iter().any(|form| *form == "涉外公证“直通车”"), "{found:?}");
    assert!(!forms.iter().any(|form| form.contains("开通")), "{found:?}");
}

#[test]
fn a_form_goes_on_to_the_mark_behind_it_but_not_into_the_rest_of_the_sentence() {
    let found = practices("虹口区建立“楼下议事”微信群，居民随时留言。“楼下议事”在各楼推开。");
    let forms: Vec<&String> = found.iter().flat_map(|(_, forms)| forms).collect();
    assert!(forms.iter().any(|form| *form == "“楼下议事”微信群"), "{found:?}");
    assert!(!forms.iter().any(|form| form.contains('在')), "{found:?}");
}

#[test]
fn a_practice_of_the_taxonomy_bears_the_name_that_is_known_everywhere() {
    let found = practices("虹口区司法局指导当事人线上申请司法确认。全年申请司法确认120件。");
    assert!(found.iter().any(|(name, forms)| name == "司法确认" && forms.iter().any(|form| form == "申请司法确认")));
}
