//! Hostile input and bad luck: each document gives a right result or a reason, and the rest of the batch is read.

#![allow(clippy::format_collect, reason = "inputs are made once")]

use std::io::Write;
use std::path::{Path, PathBuf};

use anpu::corpus::{self, Reason};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::properties::cleaning;

/// What a reader must make of a document.
#[derive(Clone)]
enum Outcome {
    /// Its text contains this.
    Text(&'static str),
    /// It is refused, and the reason contains this.
    Refused(&'static str),
}
use Outcome::{Refused, Text};

/// A document: what is hostile about it, its name and bytes, and what must come of it.
type Trial = (&'static str, &'static str, Vec<u8>, Outcome);

const SENTENCE: &str = "区司法局推行“检查码”，检查次数下降三成。";

#[test]
fn every_hostile_document_gives_a_right_result_or_a_reason() {
    let trials = [trials(), huge()].concat();
    assert!(trials.len() >= 60, "only {} trials", trials.len());
    let failures: Vec<String> = trials.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What a reader made of a document, if that is not what it must.
fn failure((what, name, bytes, outcome): &Trial) -> Option<String> {
    println!("{what}"); // Names the one that hangs.
    match (corpus::read_bytes(name, "id", bytes), outcome) {
        (Ok(document), Text(expected)) => {
            cleaning(&document.text);
            let found = document.text.contains(expected);
            (!found).then(|| format!("{what}: was read as {:.200}", document.text))
        }
        (Err(error), Refused(expected)) => {
            let message = error.to_string();
            let told = message.starts_with(name) && message.contains(expected) && !message.contains('\n');
            (!told).then(|| format!("{what}: {message}"))
        }
        (Ok(document), Refused(_)) => Some(format!("{what}: was read as {:.200}", document.text)),
        (Err(error), Text(_)) => Some(format!("{what}: {error}")),
    }
}

#[test]
fn a_batch_goes_on_behind_every_refused_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let trials = trials();
    for (at, (_, name, bytes, _)) in trials.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{at:03} {name}")), bytes).expect("a file");
    }
    let read: Vec<_> = corpus::documents(&[folder.path().to_owned()]).collect();
    assert_eq!(read.len(), trials.len());
    let wrong = trials.iter().zip(&read).filter(|(trial, read)| read.is_ok() != matches!(trial.3, Text(_)));
    let wrong: Vec<_> = wrong.map(|(trial, _)| trial.0).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Bytes of address space within which the program builds a folder of hostile documents.
const MEMORY: u64 = 6 << 30;

#[test]
fn the_program_builds_a_folder_of_hostile_documents_in_bounded_memory_and_tells_of_each_that_is_refused() {
    let (folder, dataset) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let odd = ["好.txt", "c\n换行 ..txt", "\u{202e}右.md", "'; rm -rf $(id) \"`.txt"];
    let good = odd.map(|name| ("good", name, text(SENTENCE), Text(SENTENCE)));
    let trials: Vec<Trial> = [good.to_vec(), trials(), long_texts()].concat();
    for (at, (_, name, bytes, _)) in trials.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{at:03} {name}")), bytes).expect("a file");
    }
    let program = env!("CARGO_BIN_EXE_anpu");
    let mut build = if cfg!(target_os = "linux") {
        let mut bounded = std::process::Command::new("sh");
        bounded.args(["-c", &format!("ulimit -v {} && exec \"$0\" \"$@\"", MEMORY >> 10), program]);
        bounded
    } else {
        std::process::Command::new(program)
    };
    build.arg("build").arg("-d").arg(dataset.path()).arg(folder.path()).env("ANPU_LANG", "en");
    let output = build.output().expect("the program runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    let (read, refused): (Vec<_>, Vec<_>) =
        trials.iter().enumerate().partition(|(_, trial)| matches!(trial.3, Text(_)));
    for (at, (what, name, _, _)) in &refused {
        assert!(err.contains(&format!("{at:03} {name}")), "{what}: {name} is not told of in {err}");
    }
    let dataset = anpu::store::Dataset::open(dataset.path()).expect("a dataset");
    assert_eq!(dataset.index().len(), read.len());
    for (entry, (_, (what, _, _, outcome))) in dataset.index().iter().zip(&read) {
        let document = dataset.document_of(entry).expect("a document");
        let is_right = matches!(outcome, Text(expected) if document.text.contains(expected));
        assert!(is_right && dataset.records_of(entry).is_ok(), "{what}: {:.200}", document.text);
    }
    anpu::store::Store::open(&dataset).expect("the graph");
}

/// Texts on which a reading that goes back, looks ahead or calls itself would take for ever or overflow its stack.
fn long_texts() -> Vec<Trial> {
    let long = |piece: &str| text(&(piece.repeat(LONG / piece.len()) + "\n" + SENTENCE));
    let pieces = [
        "百分之",
        "9",
        "万",
        "\u{c}",
        "\u{2028}",
        "“1",
        "《",
        "（",
        "第一条、",
        "区",
        "市",
        "案例1：甲\n",
        "记者 王五\n",
        "1、",
        "报道",
        "办结3件",
        "获评，",
        "检查码",
        "上海市",
    ];
    pieces.into_iter().map(|piece| (piece, "a.txt", long(piece), Text(SENTENCE))).collect()
}

/// Bytes of such a text.
const LONG: usize = 60_000;

#[cfg(unix)]
#[test]
fn folders_with_loops_dead_links_and_pipes_are_walked_once() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("b.txt/inner")).expect("folders");
    std::fs::write(at("a.txt"), SENTENCE).expect("a file");
    std::fs::write(at("b.txt/inner/名 字\n.txt"), SENTENCE).expect("a file");
    std::fs::write(at(".hidden.txt"), SENTENCE).expect("a file");
    std::fs::write(at("~$lock.docx"), "x").expect("a file");
    symlink(folder.path(), at("b.txt/loop")).expect("a link");
    symlink(at("b.txt"), at("b.txt/inner/loop")).expect("a link");
    symlink(at("nowhere"), at("c.txt")).expect("a link");
    let pipe = std::process::Command::new("mkfifo").arg(at("d.txt")).status().is_ok_and(|status| status.success());
    let files = corpus::files(&[folder.path().to_owned(), at("a.txt"), at("missing.txt")]);
    let names = |path: &Path| path.strip_prefix(folder.path()).map(Path::to_owned).unwrap_or_default();
    let found: Vec<PathBuf> = files.iter().flatten().map(|input| names(&input.path)).collect();
    assert_eq!(found, [PathBuf::from("a.txt"), PathBuf::from("b.txt/inner/名 字\n.txt")]);
    let refused: Vec<&str> =
        files.iter().filter_map(|file| file.as_ref().err()).map(|error| error.file.as_str()).collect();
    let expected: &[&str] = if pipe { &["c.txt", "d.txt", "missing.txt"] } else { &["c.txt", "missing.txt"] };
    assert_eq!(refused.len(), expected.len(), "{refused:?}");
    assert!(refused.iter().zip(expected).all(|(file, name)| file.ends_with(name)), "{refused:?}");
}

#[test]
fn a_stream_of_documents_tells_the_line_of_each_that_is_none_and_goes_on() {
    let deep = format!("{{\"id\":\"x\",\"text\":\"x\",\"more\":{}}}", "[".repeat(100_000));
    let long = format!("{{\"id\":\"x\",\"text\":\"{}\"}}", "x".repeat(65 << 20));
    let table: [(&str, Option<&str>); 12] = [
        ("\u{feff}{\"id\":\"bom\",\"text\":\"字\"}", None),
        ("{\"id\":\"windows\",\"text\":\"字\"}\r", None),
        ("{\"id\":\"more\",\"text\":\"字\",\"year\":2024}", None),
        ("{\"id\":\"cut\",\"text\":\"字", Some("EOF")),
        ("{\"id\":\"surrogate\",\"text\":\"\\ud800\"}", Some("escape")),
        ("{\"text\":\"no id\"}", Some("id")),
        ("{\"id\":\"  \",\"text\":\"字\"}", Some("empty")),
        ("{\"id\":7,\"text\":\"字\"}", Some("string")),
        ("{\"id\":\"blank\",\"text\":\" \\n \"}", Some("no text")),
        (&deep, Some("expected value")),
        (&long, Some("too large")),
        ("{\"id\":\"last\",\"text\":\"字\"}", None),
    ];
    let stream = table.iter().map(|(line, _)| *line).collect::<Vec<_>>().join("\n");
    let documents: Vec<_> = corpus::documents_from_ndjson("-", stream.as_bytes()).collect();
    assert_eq!(documents.len(), table.len());
    for (at, (document, (line, reason))) in documents.iter().zip(&table).enumerate() {
        match (document, reason) {
            (Ok(document), None) => assert_eq!(document.text, "字"),
            (Err(error), Some(reason)) => {
                assert_eq!(error.line, Some(at as u64 + 1));
                assert!(error.to_string().contains(reason), "{error}");
            }
            _ => panic!("{line:.80}: {document:?}"),
        }
    }
}

#[test]
fn files_of_one_name_get_ids_from_their_paths() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in
        ["one/report.txt", "two/report.txt", "two/report.md", "two/other.txt", "x/a/b.txt", "x-a/b.txt", "x-a-b.txt"]
    {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, SENTENCE).expect("a file");
    }
    let ids: Vec<String> =
        corpus::files(&[folder.path().to_owned()]).into_iter().flatten().map(|input| input.id).collect();
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    assert!(ids.contains(&"other".to_owned()), "{ids:?}");
    assert!(ids.iter().any(|id| id.ends_with("two-report.md")), "{ids:?}");
}

proptest! {
    #[test]
    fn damaged_documents_never_panic(at in 0.0..1.0_f64, byte in any::<u8>(), which in 0..4_usize) {
        let name = ["case.docx", "case-libreoffice.pdf", "case-chromium.pdf", "case.html"][which];
        let mut bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).expect("a test file");
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        let _ = corpus::read_bytes(name, "a", &bytes);
        bytes.truncate(at);
        let _ = corpus::read_bytes(name, "a", &bytes);
    }
}

fn trials() -> Vec<Trial> {
    [texts(), encodings(), kinds(), archives(), word(), parts(), pages(), pdfs()].into_iter().flatten().collect()
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn texts() -> Vec<Trial> {
    let sparql = format!("PREFIX : <x>\nSELECT * {{ ?s ?p \"\"\"{SENTENCE}\"\"\" }} # <script>");
    let shell = format!("$(rm -rf /); `id` {SENTENCE} | tee \"../../x\" && :(){{ :|:& }};:");
    vec![
        ("nothing", "a.txt", vec![], Refused("is empty")),
        ("white space", "a.txt", text(" \u{3000}\t\r\n\u{a0}"), Refused("no text")),
        ("a million empty lines", "a.txt", text(&"\n".repeat(1_000_000)), Refused("no text")),
        ("carriage returns", "a.txt", text("一\r二\r\n三\n四\u{85}五\u{2028}六"), Text("二")),
        ("some NULs", "a.txt", text(&format!("\0{}\0{SENTENCE}", SENTENCE.repeat(3))), Text(SENTENCE)),
        ("private use", "a.txt", text(&format!("\u{e001}\u{f8ff}\u{10fffd}{SENTENCE}")), Text(SENTENCE)),
        ("marks of direction", "a.txt", text(&format!("\u{202e}\u{2067}{SENTENCE}\u{2069}\u{202c}")), Text(SENTENCE)),
        ("marks without width", "a.txt", text(&format!("{SENTENCE}\u{200b}\u{feff}\u{2060}")), Text(SENTENCE)),
        ("noncharacters", "a.txt", text(&format!("\u{fffe}\u{ffff}\u{10ffff}{SENTENCE}")), Text(SENTENCE)),
        ("stacked marks", "a.txt", text(&format!("检{}查{SENTENCE}", "\u{301}".repeat(10_000))), Text(SENTENCE)),
        ("one long line", "a.txt", text(&SENTENCE.repeat(20_000)), Text(SENTENCE)),
        ("brackets in brackets", "a.txt", text(&format!("{}{SENTENCE}", "（".repeat(100_000))), Text(SENTENCE)),
        ("SPARQL", "a.txt", text(&sparql), Text("SELECT")),
        ("Turtle", "a.txt", text(&format!("@prefix a: <b#> .\na:c a:d \"{SENTENCE}\"@zh .")), Text("@prefix")),
        (
            "quoted HTML",
            "a.txt",
            text(&format!("页面写着 <html><script>alert(1)</script>{SENTENCE}")),
            Text("<script>"),
        ),
        ("shell", "a.txt", text(&shell), Text(SENTENCE)),
        ("Markdown of marks", "a.md", text(&format!("{}{SENTENCE}", "**#> - ".repeat(10_000))), Text(SENTENCE)),
    ]
}

fn encodings() -> Vec<Trial> {
    let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let little = |text: &str| [b"\xFF\xFE".to_vec(), utf16(text, u16::to_le_bytes)].concat();
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let long = SENTENCE.repeat(5);
    let mut cut_gb = gb(&long);
    cut_gb.pop();
    let mut cut_utf8 = text(&long);
    cut_utf8.pop();
    let broken = [text(&long), vec![0xFF, 0xC3, 0x28], text(&long)].concat();
    let big5 = encoding_rs::BIG5
        .encode("檢察機關依法提起公益訴訟，行政機關應當在期限內整改，並書面回覆。這是一個測試的句子。")
        .0
        .into_owned();
    vec![
        ("a mark of UTF-8", "a.txt", [b"\xEF\xBB\xBF".to_vec(), text(SENTENCE)].concat(), Text(SENTENCE)),
        ("only a mark", "a.txt", b"\xEF\xBB\xBF".to_vec(), Refused("no text")),
        ("UTF-16, little end first", "a.txt", little(SENTENCE), Text(SENTENCE)),
        (
            "UTF-16, big end first",
            "a.txt",
            [b"\xFE\xFF".to_vec(), utf16(SENTENCE, u16::to_be_bytes)].concat(),
            Text(SENTENCE),
        ),
        (
            "lone surrogates",
            "a.txt",
            [little(&long), vec![0x00, 0xD8], utf16(SENTENCE, u16::to_le_bytes)].concat(),
            Text(SENTENCE),
        ),
        ("half a unit of UTF-16", "a.txt", [little(&long), vec![0x68]].concat(), Text(SENTENCE)),
        ("UTF-32", "a.txt", b"\xFF\xFE\0\0a\0\0\0".to_vec(), Refused("UTF-32")),
        ("GB18030", "a.txt", gb(SENTENCE), Text(SENTENCE)),
        ("GB18030 with four bytes", "a.txt", gb(&format!("𠮷㐂{long}")), Text("𠮷㐂")),
        ("GB18030 cut in a character", "a.txt", cut_gb, Text(SENTENCE)),
        ("Big5", "a.txt", big5, Text("公益訴訟")),
        ("UTF-8 cut in a character", "a.txt", cut_utf8, Text(SENTENCE)),
        ("UTF-8 with broken bytes", "a.txt", broken, Text(SENTENCE)),
        ("NULs alone", "a.txt", vec![0; 1 << 20], Refused("no text")),
        ("all bytes", "a.txt", (0..=255).collect::<Vec<u8>>().repeat(64), Refused("no text")),
    ]
}

fn kinds() -> Vec<Trial> {
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    vec![
        ("text called PDF", "a.pdf", text(SENTENCE), Text(SENTENCE)),
        ("text called Word", "a.docx", text(SENTENCE), Text(SENTENCE)),
        (
            "a page called text",
            "a.txt",
            text(&format!("<!DOCTYPE html><p>{SENTENCE}<script>x</script>")),
            Text(SENTENCE),
        ),
        ("text that speaks of PDF", "a.txt", text(&format!("文件以 %PDF-1.7 开头。{SENTENCE}")), Text(SENTENCE)),
        ("text that begins like a picture", "a.txt", text(&format!("BM项目：{SENTENCE}")), Text(SENTENCE)),
        ("text that begins like a program", "a.txt", text(&format!("MZ园区：{SENTENCE}")), Text(SENTENCE)),
        ("an old Word document", "a.docx", ole.clone(), Refused(".docx")),
        ("an encrypted Word document", "a.docx", [ole, encrypted].concat(), Refused("encrypted")),
        ("Rich Text", "a.doc", text(r"{\rtf1 x}"), Refused("Rich Text")),
        ("a picture", "a.txt", b"\x89PNG\r\n\x1a\n".to_vec(), Refused("picture")),
        ("a gzip archive", "a.txt", b"\x1F\x8B\x08\0".to_vec(), Refused("unpack")),
        ("a program", "a.txt", b"\x7FELF\x02\x01".to_vec(), Refused("program")),
        ("JSON", "a.txt", text(r#"{"id": "x", "text": "y"}"#), Refused("ndjson")),
        ("XML", "a.txt", text("<?xml version='1.0'?><a>x</a>"), Refused("XML")),
        ("a web archive", "a.html", text("MIME-Version: 1.0\nContent-Type: multipart/related"), Refused("web archive")),
    ]
}

/// A zip archive with these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

fn archives() -> Vec<Trial> {
    let good = document(&paragraph(SENTENCE));
    let mut corrupt = good.clone();
    corrupt.iter_mut().skip(50).take(20).for_each(|byte| *byte ^= 0x55);
    let mut locked = good.clone();
    for signature in [b"PK\x03\x04".as_slice(), b"PK\x01\x02"] {
        let flags = if signature[2] == 3 { 6 } else { 8 };
        let at = locked.windows(4).position(|window| window == signature).expect("a header");
        locked[at + flags] |= 1;
    }
    vec![
        ("a Word document called text", "a.txt", good.clone(), Text(SENTENCE)),
        ("half an archive", "a.docx", good[..good.len() / 2].to_vec(), Refused("damaged")),
        ("a header alone", "a.docx", b"PK\x03\x04".to_vec(), Refused("damaged")),
        ("a corrupt entry", "a.docx", corrupt, Refused("damaged")),
        ("a locked entry", "a.docx", locked, Refused("encrypted")),
        ("an empty archive", "a.docx", archive(&[]), Refused("zip archive")),
        ("any archive", "a.docx", archive(&[("readme.txt", b"x")]), Refused("zip archive")),
        ("a spreadsheet", "a.docx", archive(&[("xl/workbook.xml", b"x")]), Refused("spreadsheet")),
        ("a presentation", "a.docx", archive(&[("ppt/slides/slide1.xml", b"x")]), Refused("presentation")),
        ("an OpenDocument", "a.docx", archive(&[("mimetype", b"x"), ("content.xml", b"x")]), Refused("OpenDocument")),
        ("an OFD", "a.ofd", archive(&[("OFD.xml", b"x")]), Refused("OFD")),
    ]
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn document(body: &str) -> Vec<u8> {
    document_of(&format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"), &[])
}

fn document_of(xml: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    archive(&[&[("word/document.xml", xml.as_bytes())], more].concat())
}

fn word() -> Vec<Trial> {
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let entity = |dtd: &str, used: &str| {
        let body = paragraph(&format!("{SENTENCE}{used}"));
        document_of(&format!("<!DOCTYPE d [<!ENTITY l0 \"笑\">{dtd}]><d xmlns:w=\"w\">{body}</d>"), &[])
    };
    let nested = format!("{}{}{}", "<w:ins>".repeat(100_000), paragraph(SENTENCE), "</w:ins>".repeat(100_000));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    let tracked = format!("<w:p><w:del><w:r><w:t>删去</w:t></w:r></w:del><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>");
    vec![
        ("a billion laughs", "a.docx", entity(&laughs, "&l9;"), Text(SENTENCE)),
        ("an entity from a file", "a.docx", entity("<!ENTITY f SYSTEM \"file:///etc/passwd\">", "&f;"), Text("&f;")),
        ("characters by number", "a.docx", document(&paragraph("&#x68C0;&#26597;&amp;&#0;&#xD800;")), Text("检查&")),
        ("broken XML", "a.docx", document("<w:p></w:r>"), Refused("XML")),
        (
            "XML cut off",
            "a.docx",
            document_of(&format!("<w:document>{}<w:p", paragraph(SENTENCE)), &[]),
            Refused("XML"),
        ),
        ("elements in elements", "a.docx", document(&nested), Text(SENTENCE)),
        (
            "tables in tables",
            "a.docx",
            document(
                &format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(5000), paragraph(SENTENCE))
                    .replace("</w:p>", &format!("</w:p>{}", "</w:tc></w:tr></w:tbl>".repeat(5000))),
            ),
            Text(SENTENCE),
        ),
        (
            "a hundred thousand attributes",
            "a.docx",
            document(&format!("<w:p{attributes}><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>")),
            Text(SENTENCE),
        ),
        ("text taken out", "a.docx", document(&tracked), Text(SENTENCE)),
        ("no paragraphs", "a.docx", document(""), Refused("no text")),
    ]
}

/// Word documents whose other parts are hostile.
fn parts() -> Vec<Trial> {
    let rels = r#"<Relationship Type="http://x/officeDocument" Target="/../../etc/passwd"/>"#;
    let styles = r#"<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="4294967295"><w:start w:val="4294967295"/>
        <w:lvlText w:val="%1%2%9"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let listed = format!(
        r#"<w:p><w:pPr><w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r>
        <w:t>{SENTENCE}</w:t></w:r></w:p>"#
    );
    let with = |name: &str, part: &str| {
        document_of(&format!("<d>{listed}</d>"), &[(name, format!("<d>{part}</d>").as_bytes())])
    };
    vec![
        ("a relation that leads out", "a.docx", with("_rels/.rels", rels), Text(SENTENCE)),
        ("styles in a circle", "a.docx", with("word/styles.xml", styles), Text(SENTENCE)),
        ("a list that counts too far", "a.docx", with("word/numbering.xml", numbering), Text(SENTENCE)),
        ("a broken list", "a.docx", with("word/numbering.xml", "<w:num></w:lvl>"), Refused("XML")),
    ]
}

fn pages() -> Vec<Trial> {
    let page = |body: &str| text(&format!("<!doctype html><body>{body}"));
    let attributes: String = (0..200_000).map(|n| format!(" a{n}")).collect();
    let gb = |name: &str| {
        let page = format!("<html><meta charset={name}><p>{SENTENCE}");
        encoding_rs::GB18030.encode(&page).0.into_owned()
    };
    vec![
        (
            "tags in tags",
            "a.html",
            page(&format!("{}{SENTENCE}{}", "<div>".repeat(10_000), "</div>".repeat(10_000))),
            Text(SENTENCE),
        ),
        ("a million open tags", "a.html", page(&format!("{}{SENTENCE}", "<b><i>".repeat(500_000))), Text(SENTENCE)),
        (
            "tables in tables",
            "a.html",
            page(&format!("{}{SENTENCE}", "<table><tr><td>".repeat(20_000))),
            Text(SENTENCE),
        ),
        ("too many attributes", "a.html", page(&format!("<p{attributes}>{SENTENCE}")), Text(SENTENCE)),
        (
            "scripts",
            "a.html",
            page(&format!("<script>if (a < b) '</p>检查'</script><style>p{{}}</style>{SENTENCE}")),
            Text(SENTENCE),
        ),
        ("a script without an end", "a.html", page(&format!("<p>{SENTENCE}<script>var 检查 = 1;")), Text(SENTENCE)),
        ("navigation without an end", "a.html", page(&format!("<nav><a>首页</a><p>{SENTENCE}")), Text(SENTENCE)),
        ("a comment without an end", "a.html", page(&format!("<!-- {SENTENCE}")), Refused("no text")),
        (
            "odd characters by number",
            "a.html",
            page(&format!("&#0;&#xD800;&#x110000;&nosuch;&ldquo;{SENTENCE}")),
            Text(SENTENCE),
        ),
        ("its encoding named", "a.html", gb("gb2312"), Text(SENTENCE)),
        ("UTF-8 named and not meant", "a.html", gb("utf-8"), Text(SENTENCE)),
        ("a wrong encoding named", "a.html", text(&format!("<html><meta charset=gbk><p>{SENTENCE}")), Text(SENTENCE)),
        (
            "an encoding that is none",
            "a.html",
            text(&format!("<html><meta charset='x-\u{7f}'><p>{SENTENCE}")),
            Text(SENTENCE),
        ),
        ("frames only", "a.html", page("<iframe src=x>内容</iframe><svg><text>图</text></svg>"), Refused("no text")),
        ("broken markup", "a.html", page(&format!("<p <<a href='>x'>{SENTENCE}</p")), Text(SENTENCE)),
    ]
}

/// A PDF of these objects, the first of them the catalogue.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend([format!("{} 0 obj\n", at + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    let table = out.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let count = objects.len() + 1;
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

/// A PDF of one page with this content and these entries in its resources.
fn page(content: &[u8], filter: &str, resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let stream =
        [format!("<</Length {}{filter}>>\nstream\n", content.len()).as_bytes(), content, b"\nendstream"].concat();
    let objects = vec![
        text("<</Type/Catalog/Pages 2 0 R>>"),
        text("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        text(&format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>>>"
        )),
        stream,
        text("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ];
    pdf(&[objects, more.to_vec()].concat())
}

const HELLO: &[u8] = b"BT /F 12 Tf 72 700 Td (Inspection code) Tj ET";

/// Zeros, deflated.
fn zeros(count: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![b' '; 1 << 20];
    (0..count >> 20).for_each(|_| encoder.write_all(&block).expect("memory"));
    encoder.finish().expect("memory")
}

/// A form that draws the next one ten times.
fn form(at: usize, last: bool) -> Vec<u8> {
    let content = if last { "0 0 m 1 1 l S".to_owned() } else { "/X Do ".repeat(10) };
    text(&format!(
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>/Length {}>>\nstream\n{content}\nendstream",
        at + 1,
        content.len()
    ))
}

fn pdfs() -> Vec<Trial> {
    let good = page(HELLO, "", "", &[]);
    let data =
        |name: &str| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).expect(name);
    let catalogue =
        |pages: &str, more: &[Vec<u8>]| pdf(&[&[text("<</Type/Catalog/Pages 2 0 R>>"), text(pages)], more].concat());
    let drawing = "q Q 0 0 m 1 1 l S ".repeat(200);
    vec![
        ("a good one", "a.pdf", good.clone(), Text("Inspection code")),
        ("a PDF called a page", "a.html", good.clone(), Text("Inspection code")),
        (
            "junk before the header",
            "a.pdf",
            [b"\0\xFF\xFE junk ".to_vec(), good.clone()].concat(),
            Text("Inspection code"),
        ),
        ("no table of objects", "a.pdf", good[..good.len() - 60].to_vec(), Text("Inspection code")),
        ("a header alone", "a.pdf", b"%PDF-1.7\n".to_vec(), Refused("damaged")),
        ("cut off before the page", "a.pdf", good[..70].to_vec(), Refused("damaged")),
        ("locked by a password", "a.pdf", data("encrypted.pdf"), Refused("encrypted")),
        ("open to read, locked to change", "a.pdf", data("restricted.pdf"), Text("Inspection code")),
        ("a page without text", "a.pdf", page(drawing.as_bytes(), "", "", &[]), Refused("no text")),
        (
            "arrays in arrays",
            "a.pdf",
            page(&["[".repeat(100_000).as_bytes(), HELLO].concat(), "", "", &[]),
            Refused("no text"),
        ),
        (
            "operators that are none",
            "a.pdf",
            page(&[b"\xFF\0foo bar <<>> ".repeat(100), HELLO.to_vec()].concat(), "", "", &[]),
            Text("Inspection code"),
        ),
        ("a page tree in a circle", "a.pdf", catalogue("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>", &[]), Refused("")),
        (
            "a font without size",
            "a.pdf",
            page(b"BT /F 0 Tf (x) Tj /F 1e38 Tf (y) Tj /F -12 Tf (z) Tj ET", "", "", &[]),
            Refused(""),
        ),
        (
            "pages by the million",
            "a.pdf",
            catalogue(
                &format!("<</Type/Pages/Count 9999/Kids[{}]>>", "<</Type/Page/MediaBox[0 0 9 9]>> ".repeat(9999)),
                &[],
            ),
            Refused("pages in a PDF"),
        ),
    ]
}

/// Documents that are large or would grow without bound.
fn huge() -> Vec<Trial> {
    let forms: Vec<Vec<u8>> = (6..16).map(|at| form(at, at == 15)).collect();
    let bomb = zeros(520 << 20);
    let twice = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&bomb).expect("memory");
        encoder.finish().expect("memory")
    };
    vec![
        ("one line of 100 MB", "a.txt", vec![b'a'; 100 << 20], Refused("too large")),
        ("more bytes than are read", "a.txt", vec![b'a'; (128 << 20) + 1], Refused("bytes in a file")),
        ("a million paragraphs", "a.docx", document(&paragraph("检").repeat(1_000_000)), Text("检\n检")),
        ("a bomb", "a.docx", document_of(&" ".repeat((256 << 20) + 1), &[]), Refused("too large")),
        ("a bomb", "a.pdf", page(&bomb, "/Filter/FlateDecode", "", &[]), Refused("too large")),
        ("a bomb in a bomb", "a.pdf", page(&twice, "/Filter[/FlateDecode/FlateDecode]", "", &[]), Refused("too large")),
        ("forms in forms", "a.pdf", page(b"/X Do", "", "/XObject<</X 6 0 R>>", &forms), Refused("drawing operations")),
    ]
}

#[test]
fn reasons_say_what_is_wrong_and_what_to_do() {
    let table = [
        (Reason::Encrypted, "save it without a password"),
        (Reason::NoText, "character recognition"),
        (Reason::TooLarge { what: "pages in a PDF", limit: 5000 }, "more than 5000 pages"),
    ];
    for (reason, expected) in table {
        assert!(reason.to_string().contains(expected), "{reason}");
    }
}
