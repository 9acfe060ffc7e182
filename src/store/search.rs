//! Searching case texts and labels by words, in Chinese and other languages.
//!
//! Chinese is written without spaces, so the index keeps every pair of neighbouring characters (bigrams) with the texts it
//! stands in; a hit is checked against the text and ranked by BM25 over the pairs. A search library (tantivy was weighed)
//! would bring segments, writers and a tokenizer of its own for what is one map here, made once per state of the graph.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term, Variable};
use spareval::{QueryEvaluationError, QuerySolutionIter, ServiceHandler};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use crate::rdf::vocab::{anpu, dcterms, nif, rdf, skos};

use super::engine::meter;
use super::{Graph, Store};

/// The name of the service for `SERVICE` in a query.
pub const SEARCH_SERVICE: &str = "https://w3id.org/anpu/search";
/// Characters of a snippet before and after the hit.
const AROUND: usize = 30;
/// To index a text takes so many times what a look at it takes.
const INDEXING: usize = 8;
/// Hits of a `SERVICE` that says no limit.
const LIMIT: usize = 100;
/// The usual parameters of BM25: how soon repetition stops to count, and how much length matters.
const K: f64 = 1.2;
const B: f64 = 0.75;

/// A text in which a word was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The case, or the thing that has the label.
    pub thing: Term,
    /// How well it fits; comparable within one search only.
    pub score: f64,
    /// The text around the first place found.
    pub snippet: String,
}

struct Text {
    thing: Term,
    content: Box<str>,
    /// Number of pairs.
    length: u32,
}

/// All texts, and where each pair of characters stands.
pub struct TextIndex {
    texts: Vec<Text>,
    /// For each pair the texts and how often it stands there, in order.
    pairs: HashMap<[char; 2], Vec<(u32, u32)>, foldhash::fast::RandomState>,
    mean_length: f64,
}

/// Whether a character stands between words: white space, quotation marks, brackets, and what ends a clause.
fn parts_words(c: char) -> bool {
    c.is_whitespace() || "，。；：、！？,;:!?“”‘’\"'《》〈〉（）()【】〔〕[]「」『』…—".contains(c)
}

impl std::fmt::Debug for TextIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextIndex({} texts)", self.texts.len())
    }
}

impl TextIndex {
    /// Indexes the text of every case and all titles and labels.
    pub(super) fn new(graph: &Graph) -> Self {
        let mut index = Self { texts: Vec::new(), pairs: HashMap::default(), mean_length: 1.0 };
        case_texts(graph, |case, text| index.add(case, text));
        for property in [dcterms::TITLE, skos::PREF_LABEL, skos::ALT_LABEL] {
            for [thing, _, label] in graph.triples(None, Some(property), None) {
                if let Term::Literal(label) = label {
                    index.add(thing, label.value());
                }
            }
        }
        for (unit, name) in short_names(graph) {
            index.add(unit, name);
        }
        let total: f64 = index.texts.iter().map(|text| f64::from(text.length)).sum();
        #[allow(clippy::cast_precision_loss, reason = "a count of texts")]
        let count = index.texts.len().max(1) as f64;
        index.mean_length = (total / count).max(1.0);
        index
    }

    fn add(&mut self, thing: &Term, text: &str) {
        let Ok(number) = u32::try_from(self.texts.len()) else { return };
        // Who asks first waits for the index, and no longer than for an answer.
        meter::text(text.len() * INDEXING);
        let mut length = 0;
        for pair in pairs(text) {
            length += 1;
            let places = self.pairs.entry(pair).or_default();
            match places.last_mut() {
                Some((last, count)) if *last == number => *count += 1,
                _ => places.push((number, 1)),
            }
        }
        self.texts.push(Text { thing: thing.clone(), content: text.into(), length });
    }

    /// The best `limit` things whose texts contain every word of `query` (words are parted by spaces and marks), the best first,
    /// and how many there are in all.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize, offset: usize) -> (Vec<Hit>, usize) {
        let query = fold(query);
        let words: Vec<&str> = query.split(parts_words).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return (Vec::new(), 0);
        }
        let mut best: HashMap<&Term, (f64, u32)> = HashMap::new();
        for (number, score) in self.candidates(&words) {
            let Some(text) = self.texts.get(number as usize) else { continue };
            meter::text(text.content.len());
            let folded = fold(&text.content);
            if words.iter().all(|word| folded.contains(word)) {
                let entry = best.entry(&text.thing).or_insert((score, number));
                *entry = if score > entry.0 { (score, number) } else { *entry };
            }
        }
        let count = best.len();
        let mut found: Vec<(f64, u32)> = best.into_values().collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let hits = found.into_iter().skip(offset).take(limit);
        (hits.filter_map(|(score, number)| self.hit(score, number, &words)).collect(), count)
    }

    /// Texts that have every pair of every word, with their scores. A word of one character is looked for everywhere.
    fn candidates(&self, words: &[&str]) -> Vec<(u32, f64)> {
        let wanted: Vec<[char; 2]> = words.iter().flat_map(|word| pairs(word)).collect();
        let mut scores: HashMap<u32, (usize, f64)> = HashMap::new();
        if wanted.is_empty() {
            return (0..)
                .zip(&self.texts)
                .map(|(number, text)| (number, 1.0 / f64::from(text.length.max(1))))
                .collect();
        }
        for pair in &wanted {
            let places = self.pairs.get(pair).map(Vec::as_slice).unwrap_or_default();
            let weight = self.weight(places.len());
            for &(number, count) in places {
                meter::step();
                let length = self.texts.get(number as usize).map_or(1.0, |text| f64::from(text.length));
                let often = f64::from(count);
                let score = weight * often * (K + 1.0) / (often + K * (1.0 - B + B * length / self.mean_length));
                let entry = scores.entry(number).or_default();
                *entry = (entry.0 + 1, entry.1 + score);
            }
        }
        let complete = scores.into_iter().filter(|(_, (found, _))| *found == wanted.len());
        complete.map(|(number, (_, score))| (number, score)).collect()
    }

    /// How much a pair tells that stands in so many texts.
    #[allow(clippy::cast_precision_loss, reason = "counts of texts")]
    fn weight(&self, texts: usize) -> f64 {
        let (all, with) = (self.texts.len() as f64, texts as f64);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    fn hit(&self, score: f64, number: u32, words: &[&str]) -> Option<Hit> {
        let Text { thing, content, .. } = self.texts.get(number as usize)?;
        Some(Hit { thing: thing.clone(), score, snippet: snippet(content, words.first()?) })
    }
}

/// The pairs of neighbouring letters and digits, across nothing else.
fn pairs(text: &str) -> impl Iterator<Item = [char; 2]> {
    let folded: Vec<char> = text.chars().map(fold_char).collect();
    (1..folded.len()).filter_map(move |second| {
        let pair = [*folded.get(second - 1)?, *folded.get(second)?];
        pair.iter().all(|c| c.is_alphanumeric()).then_some(pair)
    })
}

/// One character for one, so that places stay.
fn fold_char(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn snippet(text: &str, word: &str) -> String {
    let folded = fold(text);
    let at = folded.find(word).map_or(0, |byte| folded.get(..byte).unwrap_or_default().chars().count());
    let begin = at.saturating_sub(AROUND);
    let length = at - begin + word.chars().count() + AROUND;
    let middle: String =
        text.chars().skip(begin).take(length).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let before = if begin > 0 { "…" } else { "" };
    let after = if text.chars().count() > begin + length { "…" } else { "" };
    format!("{before}{middle}{after}")
}

/// Hands over each case with its part of the document's text.
fn case_texts(graph: &Graph, mut take: impl FnMut(&Term, &str)) {
    let case = Term::from(anpu::CASE);
    let mut documents: HashMap<&Term, Vec<usize>> = HashMap::new();
    for [case, ..] in graph.triples(None, Some(rdf::TYPE), Some(&case)) {
        let Some(context) = graph.object(case, nif::REFERENCE_CONTEXT) else { continue };
        let Some(Term::Literal(text)) = graph.object(context, nif::IS_STRING) else { continue };
        let place = |property| match graph.object(case, property) {
            Some(Term::Literal(number)) => number.value().parse::<usize>().ok(),
            _ => None,
        };
        let (Some(begin), Some(end)) = (place(nif::BEGIN_INDEX), place(nif::END_INDEX)) else { continue };
        let bytes =
            documents.entry(context).or_insert_with(|| text.value().char_indices().map(|(byte, _)| byte).collect());
        let byte = |scalar: usize| bytes.get(scalar).copied().unwrap_or(text.value().len());
        take(case, text.value().get(byte(begin)..byte(end)).unwrap_or_default());
    }
}

/// Units with each of the forms under which a text names them, once, in order.
fn short_names(graph: &Graph) -> Vec<(&Term, &str)> {
    let mut names = BTreeMap::new();
    for [participation, _, unit] in graph.triples(None, Some(anpu::UNIT_OF), None) {
        for [_, _, name] in graph.triples(Some(participation), Some(anpu::SURFACE), None) {
            if let Term::Literal(name) = name {
                names.insert((unit.to_string(), name.value()), unit);
            }
        }
    }
    names.into_iter().map(|((_, name), unit)| (unit, name)).collect()
}

/// The service: `?thing search:query "…" ; search:score ?score ; search:snippet ?snippet ; search:limit 20`.
pub(super) struct Service(pub(super) Store);

impl ServiceHandler for Service {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        pattern: &GraphPattern,
        _: Option<&oxiri::Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        let GraphPattern::Bgp { patterns } = pattern else {
            return Err(unexpected("a search is made of triples only"));
        };
        let mut request = Request::default();
        patterns.iter().try_for_each(|triple| request.take(triple))?;
        let query = request.query.ok_or_else(|| unexpected("search:query is missing, or no text"))?;
        let index = self.0.search().map_err(|error| QueryEvaluationError::Service(Box::new(error)))?;
        let (hits, _) = index.search(&query, request.limit.unwrap_or(LIMIT), 0);
        let variables: Arc<[Variable]> = request.columns.iter().map(|(variable, _)| variable.clone()).collect();
        let rows: Vec<_> =
            hits.iter().map(|hit| Ok(request.columns.iter().map(|(_, column)| Some(column(hit))).collect())).collect();
        Ok(QuerySolutionIter::from_tuples(variables, rows))
    }
}

type Column = fn(&Hit) -> Term;

#[derive(Default)]
struct Request {
    query: Option<String>,
    limit: Option<usize>,
    columns: Vec<(Variable, Column)>,
}

impl Request {
    fn take(&mut self, triple: &TriplePattern) -> Result<(), QueryEvaluationError> {
        let NamedNodePattern::NamedNode(property) = &triple.predicate else {
            return Err(unexpected("a property is open"));
        };
        let TermPattern::Variable(thing) = &triple.subject else {
            return Err(unexpected("the thing found must be a variable"));
        };
        self.column(thing, |hit| hit.thing.clone());
        let name = property.as_str().strip_prefix(SEARCH_SERVICE).and_then(|rest| rest.strip_prefix('#'));
        match (name, &triple.object) {
            (Some("query"), TermPattern::Literal(text)) => self.query = Some(text.value().to_owned()),
            (Some("limit"), TermPattern::Literal(limit)) => self.limit = limit.value().parse().ok(),
            (Some("score"), TermPattern::Variable(score)) => {
                self.column(score, |hit| Literal::new_typed_literal(format!("{:.4}", hit.score), xsd::DECIMAL).into());
            }
            (Some("snippet"), TermPattern::Variable(snippet)) => {
                self.column(snippet, |hit| Literal::new_language_tagged_literal_unchecked(&hit.snippet, "zh").into());
            }
            _ => {
                return Err(unexpected(
                    "it is search:query TEXT, search:limit NUMBER, search:score ?v or search:snippet ?v",
                ));
            }
        }
        Ok(())
    }

    fn column(&mut self, variable: &Variable, column: Column) {
        if self.columns.iter().all(|(known, _)| known != variable) {
            self.columns.push((variable.clone(), column));
        }
    }
}

fn unexpected(message: &str) -> QueryEvaluationError {
    QueryEvaluationError::Unexpected(format!("search: {message}").into())
}
