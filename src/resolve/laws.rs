//! Mentions of legal documents to documents: each once, under its official title, with all articles cited.

use foldhash::{HashMap, HashMapExt};

use super::evidence::Evidence;
use crate::lexicon::{Laws, is_draft, law_key, without_brackets};
use crate::model::{Law, LawMention, squeeze};

/// The legal documents of a case, in order of first mention.
pub(super) fn laws(evidence: &Evidence<'_>, mentions: &[LawMention], laws: &Laws) -> Vec<Law> {
    let mut resolved: Vec<Law> = Vec::new();
    let mut by_subject: HashMap<String, Vec<(String, usize)>> = HashMap::new();
    for mention in mentions {
        let law = law(evidence, mention, laws);
        let key = law_key(&law.title);
        let kin = by_subject.entry(subject(&key).to_owned()).or_default();
        if let Some(&(_, index)) = kin.iter().find(|(known, _)| same(known, &key)) {
            merge(&mut resolved[index], law);
        } else {
            kin.push((key, resolved.len()));
            resolved.push(law);
        }
    }
    resolved
}

/// What two keys have in common at least that name one document: what the title is about, without issuer and bracket.
fn subject(key: &str) -> &str {
    let bare = without_brackets(key);
    &bare[bare.rfind("关于").unwrap_or(0)..]
}

/// Whether two keys name one document: equal, or one leaves out who issued it (关于… for 国务院关于…) or the bracket at
/// its end (…指南 for …指南（试行）); a draft is another document than what became of it.
fn same(a: &str, b: &str) -> bool {
    if is_draft(a) != is_draft(b) {
        return false;
    }
    let (bare_a, bare_b) = (without_brackets(a), without_brackets(b));
    let (a, b) = if bare_a == a || bare_b == b { (bare_a, bare_b) } else { (a, b) };
    let issued = |long: &str, short: &str| short.starts_with("关于") && long.ends_with(short);
    a == b || issued(a, b) || issued(b, a)
}

fn law(evidence: &Evidence<'_>, mention: &LawMention, laws: &Laws) -> Law {
    let known = laws.known(&mention.title);
    let span = evidence.span(&mention.at);
    Law {
        title: known.map_or_else(|| mention.title.clone(), |law| law.title.clone()),
        surface: evidence.quote_of(span).into_owned(),
        kind: known.map_or(mention.kind, |law| law.kind),
        articles: mention.articles.clone(),
        number: mention.number.as_ref().map(|number| normal_number(&evidence.quote(number))),
        evidence: vec![span],
        confidence: mention.confidence,
        rule: mention.rule.to_owned(),
    }
}

fn merge(known: &mut Law, more: Law) {
    if more.title.starts_with(without_brackets(&known.title)) && more.title.len() > known.title.len() {
        known.title = more.title;
    }
    for article in more.articles {
        if !known.articles.contains(&article) {
            known.articles.push(article);
        }
    }
    if more.surface == known.surface {
        known.evidence.extend(more.evidence);
    }
    known.number = known.number.take().or(more.number);
    known.confidence = known.confidence.max(more.confidence);
}

/// A document number with the brackets and digits that the rules for official documents (GB/T 9704) ask for: 国发〔2016〕33号.
fn normal_number(number: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        _ => c,
    };
    let number: String = squeeze(number).chars().map(digit).collect();
    let year = |c: char| matches!(c, '[' | '【' | '（' | '(');
    let end = |c: char| matches!(c, ']' | '】' | '）' | ')');
    number.replace(year, "〔").replace(end, "〕").replace("第", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_another_document_than_what_became_of_it() {
        assert!(same("渡口条例（试行）", "渡口条例"));
        assert!(same("国务院关于渡口的意见", "关于渡口的意见"));
        assert!(!same("渡口条例（草案）", "渡口条例"));
        assert!(!same("渡口条例（征求意见稿）", "渡口条例（试行）"));
    }

    #[test]
    fn brackets_and_digits_of_a_document_number_become_those_of_the_standard() {
        for number in ["国发〔2016〕33号", "国发[2016]33号", "国发（2016）33 号", "国发【２０１６】第３３号"]
        {
            assert_eq!(normal_number(number), "国发〔2016〕33号", "{number}");
        }
    }
}
