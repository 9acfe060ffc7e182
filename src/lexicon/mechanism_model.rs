//! What annotated cases teach about practices (`mechanism-weights.tsv`, written by `anpu train`), and what the words of
//! a name tell of its family.

use std::array::from_fn;
use std::collections::BTreeMap;
use std::path::Path;

use foldhash::HashMap;
use indexmap::IndexMap;

use super::table::{Table, tables};
use super::{ClassWeights, Error, Mechanisms, Weights};
use crate::model::{MechanismKind, MechanismRole};

const FILE: &str = "mechanism-weights.tsv";
/// A learnt name counts as much as two names of the taxonomy.
const LEARNT: f32 = 2.0;

/// The models that find practices and judge them.
#[derive(Debug)]
pub struct MechanismModel {
    /// Tells the words of a name from other words.
    pub span: Weights,
    /// Tells practices that a case names from other things.
    pub practice: Weights,
    /// Tells a practice's family from other families.
    pub family: Weights,
    /// Tells each role from the others.
    pub roles: ClassWeights<MechanismRole>,
    /// Tells each kind from the others.
    pub kinds: ClassWeights<MechanismKind>,
    /// Least probability of a practice that is reported.
    pub threshold: f64,
    /// What the words of a name tell of its family.
    pub names: NameEvidence,
}

impl MechanismModel {
    pub(super) fn load<P: AsRef<Path>>(taxonomy: &Mechanisms, folders: &[P]) -> Result<Self, Error> {
        Self::of(taxonomy, &tables(FILE, include_str!("../../data/mechanism-weights.tsv"), folders)?)
    }

    /// Reads the text of a model file.
    ///
    /// # Errors
    /// A line that is not model, feature and weight.
    pub fn read(taxonomy: &Mechanisms, text: &str) -> Result<Self, Error> {
        Self::of(taxonomy, &[Table::of(FILE, text)])
    }

    fn of(taxonomy: &Mechanisms, tables: &[Table<'_>]) -> Result<Self, Error> {
        let mut models: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
        for row in tables.iter().flat_map(Table::rows) {
            let weight = row.cell(2)?.parse().map_err(|_| row.wrong("the weight is no number"))?;
            models.entry(row.cell(0)?).or_default().push((row.cell(1)?, weight));
        }
        let rows = |model: &str| models.get(model).map_or(&[][..], Vec::as_slice);
        let weights = |model: &str| Weights::new(rows(model).iter().copied());
        let threshold = models.get("threshold").and_then(|rows| rows.first()).map_or(0.5, |&(_, value)| value);
        let learnt = models.iter().filter_map(|(model, rows)| Some((model.strip_prefix("name=")?, rows)));
        let learnt = learnt.flat_map(|(family, rows)| rows.iter().map(move |&(name, weight)| (family, name, weight)));
        Ok(Self {
            span: weights("span"),
            practice: weights("practice"),
            family: weights("family"),
            roles: ClassWeights::new(
                MechanismRole::ALL.iter().map(|&role| (role, rows(&format!("role={}", role.as_str())))),
            ),
            kinds: ClassWeights::new(
                MechanismKind::ALL.iter().map(|&kind| (kind, rows(&format!("kind={}", kind.as_str())))),
            ),
            threshold,
            names: NameEvidence::new(taxonomy, learnt),
        })
    }
}

/// Up to three characters of a name, 21 bits each, its ends marked.
type Gram = u64;

/// For each gram the families in whose names it stands, and how often.
type Counts = IndexMap<Gram, Vec<(u16, f32)>, foldhash::fast::FixedState>;

/// Numbers of eight families beside each other, as processors reckon them.
type Eight = [f32; 8];

/// A multinomial naive Bayes model of the characters of names, one, two and three at a time (Manning, Raghavan and
/// Schütze, Introduction to Information Retrieval, 13.2), each weighted by the root of its inverse
/// family frequency: with the frequency itself, and counts smoothed less, rare characters say too much.
#[derive(Debug)]
pub struct NameEvidence {
    /// What is known of grams.
    grams: HashMap<Gram, Known>,
    /// Families and what grams that few of them have add to them.
    few: Vec<(u16, f32)>,
    /// What grams that many families have add to each of them.
    many: Vec<Eight>,
    /// Log-probability of an unseen gram in each family.
    unseen: Vec<Eight>,
    /// Log-probability of each family; what fills up the last eight has none.
    prior: Vec<Eight>,
    /// Number of families.
    number: usize,
}

/// What is known of a gram.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// How rare it is among families.
    rarity: f32,
    /// Where it stands what it adds to families.
    gains: Gains,
}

/// Where it stands what a gram adds to families.
#[derive(Clone, Copy, Debug)]
enum Gains {
    /// From one place to another in the list of families.
    Few(u32, u32),
    /// From a place on in the table of all families, which is added eight at once.
    Many(u32),
}

impl NameEvidence {
    /// A gram of more than one family in so many has a row of its own.
    const MANY: usize = 6;
    /// Added to every count.
    const SMOOTHING: f32 = 1.0;
    /// Evidence of single grams is not independent; its sum is divided by this.
    const TEMPERATURE: f32 = 6.0;

    fn new<'a>(taxonomy: &'a Mechanisms, learnt: impl Iterator<Item = (&'a str, &'a str, f64)>) -> Self {
        let index: HashMap<&str, u16> =
            (0..).zip(taxonomy.families()).map(|(at, family)| (family.id.as_str(), at)).collect();
        let practices = taxonomy.practices().iter();
        let known = practices.flat_map(|practice| {
            let family = u16::try_from(practice.family).unwrap_or_default();
            let names = practice.names().chain(practice.topics.iter().map(String::as_str));
            names.map(move |name| (family, name, 1.0))
        });
        #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
        let learnt =
            learnt.filter_map(|(family, name, weight)| Some((*index.get(family)?, name, weight as f32 * LEARNT)));
        let mut counts = Counts::default();
        let mut totals = vec![(0.0, 0.0); taxonomy.families().len()];
        for (family, name, weight) in known.chain(learnt) {
            let grams = grams_of(name);
            #[expect(clippy::cast_precision_loss, reason = "a name has few grams")]
            let number = grams.len() as f32;
            let of = &mut totals[usize::from(family)];
            *of = (of.0 + weight * number, of.1 + weight);
            for gram in grams {
                let families = counts.entry(gram).or_default();
                match families.iter_mut().find(|(known, _)| *known == family) {
                    Some((_, sum)) => *sum += weight,
                    None => families.push((family, weight)),
                }
            }
        }
        // Sums of fractions depend on the order of their parts.
        counts.sort_unstable_keys();
        Self::of_counts(counts, &totals)
    }

    /// The model of how often each gram stands in the names of each family.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn of_counts(counts: Counts, totals: &[(f32, f32)]) -> Self {
        let (all, number) = (totals.iter().map(|total| total.1).sum::<f32>(), totals.len() as f32);
        let space = Self::SMOOTHING * counts.len() as f32;
        let unseen = |&(grams, names): &(f32, f32)| {
            (Self::SMOOTHING.ln() - (grams + space).ln(), 0.5 * ((names + 1.0) / (all + number)).ln())
        };
        let (mut few, mut many) = (Vec::new(), Vec::new());
        let entry = |(gram, mut families): (Gram, Vec<(u16, f32)>)| {
            families.sort_by_key(|&(family, _)| family);
            let rarity = ((1.0 + number) / (1.0 + families.len() as f32)).ln().sqrt();
            let gain = |count: f32| rarity * ((count + Self::SMOOTHING) / Self::SMOOTHING).ln();
            let gains = families.iter().map(|&(family, count)| (family, gain(count)));
            if families.len() * Self::MANY <= totals.len() {
                let (from, to) = appended(&mut few, gains);
                return (gram, Known { rarity, gains: Gains::Few(from, to) });
            }
            let mut row = vec![0.0; totals.len()];
            gains.for_each(|(family, gain)| row[usize::from(family)] = gain);
            let (from, _) = appended(&mut many, eights(row.into_iter(), 0.0));
            (gram, Known { rarity, gains: Gains::Many(from) })
        };
        let grams = counts.into_iter().map(entry).collect();
        let (unseen, prior): (Vec<f32>, Vec<f32>) = totals.iter().map(unseen).unzip();
        let (unseen, prior) = (eights(unseen.into_iter(), 0.0), eights(prior.into_iter(), f32::NEG_INFINITY));
        Self { grams, few, many, unseen, prior, number: totals.len() }
    }

    /// The probability of each family, in the taxonomy's order, for a practice of these names.
    #[must_use]
    pub fn families<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<f32> {
        let mut mean = vec![[0.0; 8]; self.prior.len()];
        let (mut known, mut scores) = (Vec::with_capacity(64), Vec::with_capacity(mean.len()));
        let mut number = 0.0_f32;
        for name in names {
            number += 1.0;
            self.of_name(name, &mut known, &mut scores);
            add(&mut mean, &scores);
        }
        for sum in mean.as_flattened_mut() {
            *sum /= number.max(1.0);
        }
        mean.as_flattened()[..self.number].to_vec()
    }

    /// Puts the probability of each family for a name into `scores`; `known` gets its known grams, in order.
    fn of_name(&self, name: &str, known: &mut Vec<(Gram, Known)>, scores: &mut Vec<Eight>) {
        known.clear();
        each_gram(name, |gram| known.extend(self.grams.get(&gram).map(|&of| (gram, of))));
        known.sort_unstable_by_key(|&(gram, _)| gram);
        known.dedup_by_key(|&mut (gram, _)| gram);
        let rarity: f32 = known.iter().map(|(_, of)| of.rarity).sum();
        scores.clear();
        let first = |(unseen, prior): (&Eight, &Eight)| from_fn(|lane| rarity * unseen[lane] + prior[lane]);
        scores.extend(self.unseen.iter().zip(&self.prior).map(first));
        for (_, of) in known {
            match of.gains {
                Gains::Few(from, to) => {
                    let scores = scores.as_flattened_mut();
                    for &(family, gain) in &self.few[from as usize..to as usize] {
                        scores[usize::from(family)] += gain;
                    }
                }
                Gains::Many(from) => add(scores, &self.many[from as usize..]),
            }
        }
        softmax(scores, Self::TEMPERATURE);
    }
}

/// Puts items behind others and tells from where to where they stand.
fn appended<T>(all: &mut Vec<T>, items: impl IntoIterator<Item = T>) -> (u32, u32) {
    let place = |all: &Vec<T>| u32::try_from(all.len()).unwrap_or(u32::MAX);
    let start = place(all);
    all.extend(items);
    (start, place(all))
}

/// Numbers in eights, the last filled up.
fn eights(numbers: impl Iterator<Item = f32>, filling: f32) -> Vec<Eight> {
    let mut all: Vec<Eight> = Vec::new();
    for (at, number) in numbers.enumerate() {
        if at % 8 == 0 {
            all.push([filling; 8]);
        }
        all[at / 8][at % 8] = number;
    }
    all
}

/// Adds numbers to as many others.
fn add(sums: &mut [Eight], numbers: &[Eight]) {
    for (sums, numbers) in sums.iter_mut().zip(numbers) {
        *sums = from_fn(|lane| sums[lane] + numbers[lane]);
    }
}

/// Turns scores into probabilities that sum to 1.
fn softmax(scores: &mut [Eight], temperature: f32) {
    let most = fold(scores, f32::NEG_INFINITY, |a, b| if a > b { a } else { b });
    for score in scores.as_flattened_mut() {
        *score = exp((*score - most) / temperature);
    }
    let share = 1.0 / fold(scores, 0.0, |a, b| a + b);
    for score in scores.as_flattened_mut() {
        *score *= share;
    }
}

/// Joins numbers, eight beside each other.
fn fold(numbers: &[Eight], start: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [start; 8];
    for eight in numbers {
        for (lane, &number) in lanes.iter_mut().zip(eight) {
            *lane = join(*lane, number);
        }
    }
    lanes.iter().fold(start, |all, &number| join(all, number))
}

/// The exponential of a number that is not positive, to some millionths: the same on every machine, and without branches,
/// so that several are reckoned at once.
fn exp(number: f32) -> f32 {
    /// Added to a number of this type, it leaves no place for fractions.
    const WHOLE: f32 = 12_582_912.0;
    /// The Taylor series of 2^x.
    const SERIES: [f32; 6] = [1.333_356e-3, 9.618_129e-3, 5.550_411e-2, 0.240_226_5, std::f32::consts::LN_2, 1.0];
    let power = (number * std::f32::consts::LOG2_E).clamp(-126.0, 0.0);
    let whole = power + WHOLE;
    let fraction = power - (whole - WHOLE);
    let series = SERIES.iter().fold(0.0, |sum, factor| sum * fraction + factor);
    series * f32::from_bits((whole.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

/// Each gram of a name once, in order.
fn grams_of(name: &str) -> Vec<Gram> {
    let mut grams = Vec::new();
    each_gram(name, |gram| grams.push(gram));
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Takes the grams of a name without marks and numbers: a formula (1+3+N) tells nothing of what it counts.
fn each_gram(name: &str, mut take: impl FnMut(Gram)) {
    let mark = |c: char| matches!(c, '“' | '”' | '‘' | '’' | '《' | '》' | '+' | '—' | '-');
    let inside = name.chars().filter(|&c| !mark(c) && !c.is_ascii_digit() && !c.is_whitespace());
    let mut last = (0, 0);
    for c in std::iter::once('^').chain(inside).chain(['$']).map(u64::from) {
        take(c);
        if last.1 > 0 {
            take(last.1 << 21 | c);
        }
        if last.0 > 0 {
            take(last.0 << 42 | last.1 << 21 | c);
        }
        last = (last.1, c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn scores_become_probabilities() {
        let scores: Vec<f32> = (0..71_u8).map(|score| f32::from(score) * 1.7 - 60.0).collect();
        let exponentials: Vec<f32> = scores.iter().map(|score| ((score - 59.0) / 6.0).exp()).collect();
        let mut probabilities = eights(scores.into_iter(), f32::NEG_INFINITY);
        softmax(&mut probabilities, 6.0);
        let sum: f32 = exponentials.iter().sum();
        for (probability, exponential) in probabilities.as_flattened().iter().zip(exponentials) {
            assert!((probability - exponential / sum).abs() <= 1e-5 * probability, "{probability}");
        }
    }

    #[test]
    fn the_words_of_an_unknown_name_tell_its_family() {
        let lexicon = Lexicon::builtin().unwrap();
        for (name, family) in [
            ("桥头村人民调解工作室", "mediation-organisations"),
            ("茶企知识产权质押贷", "ip-finance"),
            ("边境河湖无人机巡查", "drone-patrol"),
            ("养老服务预付费法律监督模型", "big-data-legal-supervision"),
        ] {
            let families = lexicon.mechanism_model.names.families([name].into_iter());
            let best = families.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
            assert_eq!(lexicon.mechanisms.families()[best].id, family, "{name}");
        }
    }

    #[test]
    fn a_model_file_is_read_by_model_and_feature() {
        let lexicon = Lexicon::builtin().unwrap();
        let text =
            "span\tbias\t-1.5\nrole=adopts\tbias\t0.5\nthreshold\tpractice\t0.3\nname=one-thing\t桥头一次办\t1\n";
        let model = MechanismModel::read(&lexicon.mechanisms, text).unwrap();
        assert_eq!(model.span.bias(), -1500);
        assert!((model.threshold - 0.3).abs() < 1e-9);
        assert!(MechanismModel::read(&lexicon.mechanisms, "span\tbias\n").is_err());
    }
}
