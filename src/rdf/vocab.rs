//! The IRIs of every class and property the graph uses, by namespace.
//!
//! Terms of our own are declared in `ontology/anpu.ttl`; a test holds that every constant of [`anpu`] is declared
//! there and that no term is declared which nothing uses.

/// One module per namespace: its IRI, its usual prefix and its terms.
macro_rules! namespace {
    ($(#[$meta:meta])* $module:ident = $iri:literal { $($(#[$doc:meta])* $name:ident $local:literal,)+ }) => {
        $(#[$meta])*
        pub mod $module {
            use oxigraph::model::NamedNodeRef;

            /// The namespace.
            pub const NAMESPACE: &str = $iri;
            /// The prefix by which people know it.
            pub const PREFIX: &str = stringify!($module);
            $($(#[$doc])* #[doc = concat!("`", stringify!($module), ":", $local, "`")]
            pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($iri, $local));)+
            /// All terms used of this namespace.
            pub const ALL: &[NamedNodeRef<'static>] = &[$($name),+];
        }
    };
}

namespace! {
    /// Terms of our own.
    anpu = "https://w3id.org/anpu/ontology#" {
        CASE "Case",
        COLLECTION "Collection",
        SOURCE_DOCUMENT "SourceDocument",
        SECTION "Section",
        PLACE "Place",
        UNIT "Unit",
        MECHANISM "Mechanism",
        FAMILY "Family",
        LEGAL_DOCUMENT "LegalDocument",
        PROVISION "Provision",
        PARTICIPATION "Participation",
        ADOPTION "Adoption",
        CITATION "Citation",
        OUTCOME "Outcome",
        RECOGNITION "Recognition",
        DECISION "Decision",
        CASE_KIND "caseKind",
        SHA256 "sha256",
        HAS_SECTION "hasSection",
        SECTION_ROLE "sectionRole",
        TEXT "text",
        PLACE_OF "place",
        DIVISION_CODE "divisionCode",
        SYSTEM "system",
        JURISDICTION "jurisdiction",
        RECOMMENDED_BY "recommendedBy",
        IMPLEMENTED_BY "implementedBy",
        PARTNERED_BY "partneredBy",
        MENTIONS_UNIT "mentionsUnit",
        ORIGINATES "originates",
        ADOPTS "adopts",
        PRACTISES "practises",
        MENTIONS_MECHANISM "mentionsMechanism",
        CITES "cites",
        HAS_OUTCOME "hasOutcome",
        HAS_RECOGNITION "hasRecognition",
        CASE_OF "case",
        UNIT_OF "unit",
        UNIT_ROLE "unitRole",
        MECHANISM_OF "mechanism",
        MECHANISM_ROLE "mechanismRole",
        MECHANISM_KIND "kind",
        FAMILY_OF "family",
        YEAR "year",
        LAW "law",
        PROVISION_OF "provision",
        LAW_KIND "lawKind",
        NUMBER "number",
        SURFACE "surface",
        EVIDENCE "evidence",
        CONFIDENCE "confidence",
        RULE "rule",
        INDICATOR "indicator",
        VALUE "value",
        FROM "from",
        MEASURE_WORD "measureWord",
        QUALIFIER "qualifier",
        CHANGE "change",
        PERIOD "period",
        HONOUR_KIND "honourKind",
        BY "by",
        LEXICON_DIGEST "lexiconDigest",
        ACTION "action",
        STANDING "standing",
        SUPPORT "support",
        PLACE_COUNT "placeCount",
        SPREAD "spread",
        INDEPENDENT_COUNT "independentCount",
        EXPECTED_COUNT "expectedCount",
        WIDE_SIGNIFICANCE "wideSignificance",
        LOCAL_SIGNIFICANCE "localSignificance",
        COMPARABLE_INDICATORS "comparableIndicators",
        PASSED_ON "passedOn",
        RECEIVED "received",
        MEAN_LAG "meanLag",
        MOST_SIMILAR "mostSimilar",
        LACKS "lacks",
        PAGE_RANK "pageRank",
        BETWEENNESS "betweenness",
        CORE_NUMBER "coreNumber",
        BRIDGING "bridging",
        COMMUNITY "community",
    }
}

namespace! {
    /// RDF.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        TYPE "type",
    }
}

namespace! {
    /// RDF Schema.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL "label",
    }
}

namespace! {
    /// XML Schema datatypes.
    xsd = "http://www.w3.org/2001/XMLSchema#" {
        DECIMAL "decimal",
        INTEGER "integer",
        NON_NEGATIVE_INTEGER "nonNegativeInteger",
        G_YEAR "gYear",
    }
}

namespace! {
    /// Dublin Core terms.
    dcterms = "http://purl.org/dc/terms/" {
        TITLE "title",
        IDENTIFIER "identifier",
        ISSUED "issued",
        IS_PART_OF "isPartOf",
        FORMAT "format",
        SOURCE "source",
        SUBJECT "subject",
        DESCRIPTION "description",
        DATE "date",
        LICENSE "license",
        LANGUAGE "language",
    }
}

namespace! {
    /// SKOS.
    skos = "http://www.w3.org/2004/02/skos/core#" {
        CONCEPT "Concept",
        CONCEPT_SCHEME "ConceptScheme",
        PREF_LABEL "prefLabel",
        ALT_LABEL "altLabel",
        BROADER "broader",
        IN_SCHEME "inScheme",
        NOTATION "notation",
    }
}

namespace! {
    /// Schema.org.
    schema = "https://schema.org/" {
        CONTAINED_IN_PLACE "containedInPlace",
    }
}

namespace! {
    /// PROV-O.
    prov = "http://www.w3.org/ns/prov#" {
        ACTIVITY "Activity",
        ENTITY "Entity",
        AGENT "Agent",
        SOFTWARE_AGENT "SoftwareAgent",
        WAS_DERIVED_FROM "wasDerivedFrom",
        WAS_GENERATED_BY "wasGeneratedBy",
        WAS_ASSOCIATED_WITH "wasAssociatedWith",
        WAS_ATTRIBUTED_TO "wasAttributedTo",
        WAS_INFLUENCED_BY "wasInfluencedBy",
        VALUE "value",
        USED "used",
    }
}

namespace! {
    /// European Legislation Identifier.
    eli = "http://data.europa.eu/eli/ontology#" {
        IS_PART_OF "is_part_of",
        TITLE "title",
    }
}

namespace! {
    /// NLP Interchange Format 2.0 core.
    nif = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#" {
        CONTEXT "Context",
        STRING "String",
        PHRASE "Phrase",
        SENTENCE "Sentence",
        SUPER_STRING "superString",
        RFC5147_STRING "RFC5147String",
        BEGIN_INDEX "beginIndex",
        END_INDEX "endIndex",
        ANCHOR_OF "anchorOf",
        IS_STRING "isString",
        REFERENCE_CONTEXT "referenceContext",
    }
}

namespace! {
    /// QUDT.
    qudt = "http://qudt.org/schema/qudt/" {
        HAS_UNIT "hasUnit",
    }
}

namespace! {
    /// Vocabulary of Interlinked Datasets.
    void = "http://rdfs.org/ns/void#" {
        DATASET "Dataset",
        TRIPLES "triples",
        ENTITIES "entities",
        DOCUMENTS "documents",
        URI_SPACE "uriSpace",
        VOCABULARY "vocabulary",
        CLASS "class",
        CLASS_PARTITION "classPartition",
    }
}

namespace! {
    /// Data Catalog Vocabulary.
    dcat = "http://www.w3.org/ns/dcat#" {
        DATASET "Dataset",
        VERSION "version",
    }
}

/// Every term used, of all namespaces.
pub fn all() -> impl Iterator<Item = oxigraph::model::NamedNodeRef<'static>> {
    let ours = [anpu::ALL, rdf::ALL, rdfs::ALL, xsd::ALL, dcterms::ALL, skos::ALL, schema::ALL];
    let others = [prov::ALL, eli::ALL, nif::ALL, qudt::ALL, void::ALL, dcat::ALL];
    ours.into_iter().chain(others).flatten().copied()
}

/// Prefix and namespace of every vocabulary the graph uses, for serializers and query headers.
pub const PREFIXES: &[(&str, &str)] = &[
    (anpu::PREFIX, anpu::NAMESPACE),
    (dcat::PREFIX, dcat::NAMESPACE),
    (dcterms::PREFIX, dcterms::NAMESPACE),
    (eli::PREFIX, eli::NAMESPACE),
    (nif::PREFIX, nif::NAMESPACE),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    (prov::PREFIX, prov::NAMESPACE),
    (qudt::PREFIX, qudt::NAMESPACE),
    (rdf::PREFIX, rdf::NAMESPACE),
    (rdfs::PREFIX, rdfs::NAMESPACE),
    (schema::PREFIX, schema::NAMESPACE),
    ("sh", "http://www.w3.org/ns/shacl#"),
    (skos::PREFIX, skos::NAMESPACE),
    ("unit", "http://qudt.org/vocab/unit/"),
    (void::PREFIX, void::NAMESPACE),
    (xsd::PREFIX, xsd::NAMESPACE),
];

/// The QUDT unit that a measure word stands for; measure words that only count things (件, 家, 人次) have none.
#[must_use]
pub fn qudt_unit(measure_word: &str) -> Option<oxigraph::model::NamedNodeRef<'static>> {
    let iri = match measure_word {
        "%" | "百分点" => "http://qudt.org/vocab/unit/PERCENT",
        "元" => "http://qudt.org/vocab/unit/CCY_CNY",
        "美元" => "http://qudt.org/vocab/unit/CCY_USD",
        "秒" => "http://qudt.org/vocab/unit/SEC",
        "分钟" => "http://qudt.org/vocab/unit/MIN",
        "小时" => "http://qudt.org/vocab/unit/HR",
        "天" | "日" => "http://qudt.org/vocab/unit/DAY",
        "周" => "http://qudt.org/vocab/unit/WK",
        "月" | "个月" => "http://qudt.org/vocab/unit/MO",
        "年" => "http://qudt.org/vocab/unit/YR",
        "米" => "http://qudt.org/vocab/unit/M",
        "公里" | "千米" => "http://qudt.org/vocab/unit/KiloM",
        "平方米" => "http://qudt.org/vocab/unit/M2",
        "平方公里" => "http://qudt.org/vocab/unit/KiloM2",
        "立方米" => "http://qudt.org/vocab/unit/M3",
        "公斤" | "千克" => "http://qudt.org/vocab/unit/KiloGM",
        "吨" => "http://qudt.org/vocab/unit/TONNE",
        "千瓦时" | "度" => "http://qudt.org/vocab/unit/KiloW-HR",
        _ => return None,
    };
    Some(oxigraph::model::NamedNodeRef::new_unchecked(iri))
}
