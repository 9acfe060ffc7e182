//! Real files of every kind give their text, and what cannot be read says why.

use std::path::{Path, PathBuf};

use anpu::corpus;
use anpu::model::MediaType;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn read(name: &str) -> anpu::model::Document {
    let bytes = std::fs::read(data(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    corpus::read_bytes(name, "case", &bytes).unwrap_or_else(|error| panic!("{error}"))
}

/// The words of a text: its clean form without white space.
fn words(text: &str) -> String {
    corpus::clean(text).as_str().split_whitespace().collect()
}

#[test]
fn the_same_case_has_the_same_words_in_every_format() {
    let table = [
        ("case.txt", MediaType::Text),
        ("case-gb18030.txt", MediaType::Text),
        ("case-utf16.txt", MediaType::Text),
        ("case.md", MediaType::Markdown),
        ("case.docx", MediaType::Docx),
        ("case.html", MediaType::Html),
        ("case-libreoffice.pdf", MediaType::Pdf),
        ("case-chromium.pdf", MediaType::Pdf),
    ];
    let expected = words(&read("case.txt").text);
    for (name, media_type) in table {
        let document = read(name);
        assert_eq!(document.source.media_type, media_type, "{name}");
        assert_eq!(words(&document.text), expected, "{name}");
    }
}

#[test]
fn headings_numbers_and_cells_of_a_word_document_are_lines_of_the_text() {
    let text = read("case.docx").text;
    let lines: Vec<&str> = text.lines().collect();
    for line in ["一、背景缘由", "（一）统一赋码，来源可查", "部门\t检查事项\t频次"] {
        assert!(lines.contains(&line), "{line}");
    }
    assert_eq!(text, read("case.txt").text.replace("\n\n", "\n").replace("1. ", "1.").replace("2. ", "2."));
}

#[test]
fn lines_of_a_pdf_that_were_broken_for_the_page_are_joined_again() {
    for name in ["case-libreoffice.pdf", "case-chromium.pdf"] {
        let text = read(name).text;
        let clean = corpus::clean(&text);
        let paragraphs: Vec<&str> = clean.as_str().lines().collect();
        let expected = corpus::clean(&read("case.txt").text);
        for line in expected.as_str().lines().filter(|line| !line.is_empty()) {
            assert!(paragraphs.contains(&line), "{name}: {line} is not among\n{text}");
        }
    }
}

#[test]
fn the_samples_in_the_program_are_those_of_the_folder_and_all_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cases");
    let read: Vec<_> = corpus::documents(&[folder]).collect();
    let inside: Vec<_> = corpus::samples().map(|raw| raw.document()).collect();
    assert_eq!(read.len(), inside.len());
    for (file, sample) in read.into_iter().zip(inside) {
        let (file, sample) = (file.expect("a sample"), sample.expect("a sample"));
        assert_eq!((&file.id, &file.text, file.source.sha256), (&sample.id, &sample.text, sample.source.sha256));
    }
}

#[test]
fn the_gold_of_the_samples_stands_where_its_borders_say() {
    #[derive(serde::Deserialize)]
    struct Segment {
        id: String,
        file: String,
        span: anpu::model::Span,
    }
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gold");
    let text = |name: &str| std::fs::read_to_string(gold.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let segments: Vec<Segment> = serde_json::from_str(&text("segments.json")).expect("a list of segments");
    let documents: Vec<_> = corpus::samples().map(|raw| raw.document().expect("a sample")).collect();
    for segment in segments {
        let document = documents.iter().find(|document| document.source.file == segment.file).expect("its file");
        assert_eq!(document.at(segment.span), text(&format!("cases/{}.txt", segment.id)).trim_end(), "{}", segment.id);
    }
}
