//! A small dataset of our own writing: two documents, three cases, every group of facts.

use std::collections::BTreeMap;

use anpu::model::{
    CaseKind, Change, Document, Honour, HonourKind, Law, LawKind, Mechanism, MechanismKind, MechanismRole, MediaType,
    Outcome, PlaceAuthority, Qualifier, Record, RecordSection, SectionRole, Source, Span, Unit, UnitAuthority,
    UnitRole,
};
use anpu::rdf::{self, Authorities, Entities, Iris, Provenance};
use oxigraph::model::{Quad, QuadRef};

const RIVER: &str = "沿河县\r\n县司法局会同县法院首创“渡口说事”，依据《人民调解法》第八条办理，\n一年化解纠纷320件，同比下降15%，入选全省典型案例。";
const HILL: &str = "青山区\n区司法局推行“渡口说事”和“联合巡查”，按照《人民调解法》化解纠纷 98 余件。\n\
                    云溪区\n区司法局提到“联合巡查”，区法院推行“渡口说事”，调解用时从30天缩短到12天。";

/// The documents with their records.
pub(crate) fn documents() -> Vec<(Document, Vec<Record>)> {
    let river = document("2023-river", RIVER);
    let hill = document("2024-hills", HILL);
    let records = [river_case(&river), hill_case(&hill), creek_case(&hill)];
    let [one, two, three] = records;
    vec![(river, vec![one]), (hill, vec![two, three])]
}

/// All quads of the sample, those of authorities, ontology and description included.
pub(crate) fn quads() -> Vec<Quad> {
    let (iris, made) = (Iris::default(), provenance());
    let mut quads = rdf::ontology::quads(std::iter::empty(), &iris).unwrap();
    let mut sink = |quad: QuadRef<'_>| {
        quads.push(quad.into_owned());
        Ok::<_, std::convert::Infallible>(())
    };
    let mut entities = Entities::default();
    for (document, records) in documents() {
        for record in &records {
            entities.add(record);
        }
        let activity = made.activity(&iris);
        rdf::document(&document, &records, &iris, &Known, activity.as_ref(), &mut sink).unwrap();
    }
    entities.quads(&iris, &Known, |_| false, &mut sink).unwrap();
    let counts = rdf::Counts { documents: 2, triples: 0, classes: entities.counts() };
    rdf::description(&counts, &made, &iris, &mut sink).unwrap();
    quads
}

pub(crate) fn provenance() -> Provenance {
    Provenance { version: "0.0.0".to_owned(), lexicon: "0123456789abcdef0123".to_owned() }
}

/// Three districts of one province, and their courts and offices.
pub(crate) struct Known;

impl Authorities for Known {
    fn place(&self, name: &str) -> Option<PlaceAuthority> {
        let codes = BTreeMap::from([
            ("甲省", "990000"),
            ("甲省沿河县", "990101"),
            ("甲省青山区", "990102"),
            ("甲省云溪区", "990103"),
        ]);
        let parent = (name != "甲省").then(|| "甲省".to_owned());
        Some(PlaceAuthority { name: name.to_owned(), code: (*codes.get(name)?).to_owned(), parent })
    }

    fn unit(&self, name: &str) -> Option<UnitAuthority> {
        let (place, system) = name
            .split_once("司法局")
            .map(|(place, _)| (place, "justice"))
            .or_else(|| name.split_once("人民法院").map(|(place, _)| (place, "court")))?;
        let (system, jurisdiction) = (Some(system.to_owned()), Some(place.to_owned()));
        Some(UnitAuthority { name: name.to_owned(), short_forms: Vec::new(), system, jurisdiction })
    }
}

fn document(id: &str, text: &str) -> Document {
    let source = Source { file: format!("{id}.txt"), sha256: "0".repeat(64), media_type: MediaType::Text };
    Document { id: id.to_owned(), source, text: text.to_owned() }
}

fn river_case(document: &Document) -> Record {
    let at = |words: &str| vec![span(document, words, 0)];
    Record {
        places: vec!["甲省沿河县".to_owned()],
        implemented_by: vec!["甲省沿河县司法局".to_owned()],
        units: vec![
            unit("甲省沿河县司法局", UnitRole::Implementer, "县司法局", at("县司法局")),
            unit("甲省沿河县人民法院", UnitRole::Partner, "县法院", at("县法院")),
        ],
        mechanisms: vec![mechanism("渡口说事", MechanismRole::Originates, at("“渡口说事”"))],
        laws: vec![law(&["第八条"], at("《人民调解法》"))],
        outcomes: vec![
            outcome("化解纠纷", 320.0, "件", at("化解纠纷320件")),
            Outcome { change: Some(Change::Decrease), ..outcome("纠纷", 15.0, "%", at("同比下降15%")) },
        ],
        honours: vec![Honour {
            kind: HonourKind::TypicalCase,
            by: Some("全省".to_owned()),
            quote: "入选全省典型案例".to_owned(),
            evidence: at("入选全省典型案例"),
            confidence: 0.9,
            rule: "hand".to_owned(),
        }],
        ..record(document, 1, "沿河县“渡口说事”", Span::new(0, document.text.chars().count()), 2023)
    }
}

fn hill_case(document: &Document) -> Record {
    let end = span(document, "云溪区", 0).start;
    let at = |words: &str| vec![span(document, words, 0)];
    Record {
        places: vec!["甲省青山区".to_owned()],
        units: vec![unit("甲省青山区司法局", UnitRole::Implementer, "区司法局", at("区司法局"))],
        mechanisms: vec![
            mechanism("渡口说事", MechanismRole::Adopts, at("“渡口说事”")),
            mechanism("联合巡查", MechanismRole::Adopts, at("“联合巡查”")),
        ],
        laws: vec![law(&[], at("《人民调解法》"))],
        outcomes: vec![Outcome {
            qualifier: Qualifier::Over,
            ..outcome("化解纠纷", 98.0, "件", at("化解纠纷 98 余件"))
        }],
        ..record(document, 1, "青山区两项机制", Span::new(0, end), 2024)
    }
}

fn creek_case(document: &Document) -> Record {
    let (start, end) = (span(document, "云溪区", 0).start, document.text.chars().count());
    let at = |words: &str| vec![span(document, words, start)];
    Record {
        places: vec!["甲省云溪区".to_owned()],
        units: vec![unit("甲省云溪区人民法院", UnitRole::Implementer, "区法院", at("区法院"))],
        mechanisms: vec![
            mechanism("联合巡查", MechanismRole::Mentions, at("“联合巡查”")),
            mechanism("渡口说事", MechanismRole::Adopts, at("“渡口说事”")),
        ],
        outcomes: vec![Outcome {
            from: Some(30.0), ..outcome("调解用时", 12.0, "天", at("从30天缩短到12天"))
        }],
        ..record(document, 2, "云溪区法院", Span::new(start, end), 2024)
    }
}

fn record(document: &Document, number: usize, title: &str, span: Span, year: i32) -> Record {
    Record {
        id: format!("{}/{number}", document.id),
        title: title.to_owned(),
        kind: CaseKind::Case,
        source: document.source.clone(),
        span,
        year: Some(year),
        collection: Some("山水案例".to_owned()),
        sections: vec![RecordSection { role: SectionRole::Practice, heading: String::new(), span }],
        places: Vec::new(),
        recommended_by: Vec::new(),
        implemented_by: Vec::new(),
        units: Vec::new(),
        mechanisms: Vec::new(),
        laws: Vec::new(),
        outcomes: Vec::new(),
        honours: Vec::new(),
        diagnostics: Vec::new(),
    }
}

/// Where `words` stand first at or after scalar `from`.
fn span(document: &Document, words: &str, from: usize) -> Span {
    let text: Vec<char> = document.text.chars().collect();
    let words: Vec<char> = words.chars().collect();
    let start = (from..text.len()).find(|&at| text[at..].starts_with(&words)).unwrap();
    Span::new(start, start + words.len())
}

fn unit(name: &str, role: UnitRole, surface: &str, evidence: Vec<Span>) -> Unit {
    let surfaces = vec![surface.to_owned()];
    Unit { name: name.to_owned(), surfaces, role, evidence, confidence: 0.95, rule: "hand".to_owned() }
}

fn mechanism(name: &str, role: MechanismRole, evidence: Vec<Span>) -> Mechanism {
    let family = if name == "渡口说事" { "three-station-linkage" } else { "joint-inspection" };
    let kind = if name == "渡口说事" { MechanismKind::DisputeResolution } else { MechanismKind::Inspection };
    Mechanism {
        name: name.to_owned(),
        surfaces: vec![format!("“{name}”")],
        role,
        kind,
        family: Some(family.to_owned()),
        concept: name.to_owned(),
        evidence,
        confidence: 0.8,
        rule: "hand".to_owned(),
    }
}

fn law(articles: &[&str], evidence: Vec<Span>) -> Law {
    Law {
        title: "中华人民共和国人民调解法".to_owned(),
        surface: "《人民调解法》".to_owned(),
        kind: LawKind::Law,
        articles: articles.iter().map(|&article| article.to_owned()).collect(),
        number: None,
        evidence,
        confidence: 1.0,
        rule: "hand".to_owned(),
    }
}

fn outcome(indicator: &str, value: f64, unit: &str, evidence: Vec<Span>) -> Outcome {
    Outcome {
        indicator: indicator.to_owned(),
        value,
        unit: unit.to_owned(),
        qualifier: Qualifier::Exact,
        change: None,
        from: None,
        period: None,
        quote: String::new(),
        evidence,
        confidence: 0.9,
        rule: "hand".to_owned(),
    }
}
