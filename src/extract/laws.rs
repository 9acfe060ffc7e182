//! Legal documents: titles in 《》, known names and local titles without them, articles and document numbers.

mod articles;

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use self::articles::articles;
use crate::lexicon::{Ending, Found, LawCue, LawTitle, Laws, is_draft, law_key, without_brackets};
use crate::model::{LawKind, LawMention, squeeze};

/// Longest title looked for, in bytes.
const LONGEST_TITLE: usize = 400;
/// Documents named last among which the one is that a text refers to.
const RECALL: usize = 200;
/// A clause ends at one of these.
const CLAUSE_ENDS: [char; 14] = ['，', '。', '；', '、', '：', '“', '”', '！', '？', '\n', '（', '）', '》', '《'];
/// What an amendment is called behind the title of its statute.
const AMENDMENT: &str = "修正案";
/// Before the year of a document number.
const BRACKETS: [char; 5] = ['〔', '[', '【', '（', '('];
/// What may stand between a verb and the title that it governs.
const BEFORE_TITLE: [char; 7] = ['了', '好', '的', '后', '新', '：', ' '];
/// Before an article by which something is done, at the beginning of a clause.
const BY_ARTICLE: [&str; 8] = ["依据", "依照", "按照", "根据", "对照", "适用", "违反", "依"];
/// What else may stand before an article there.
const IN_ARTICLE: [&str; 3] = ["并在", "在", "其"];
/// What an article does or where something is written: behind it.
const ARTICLE_SAYS: [&str; 7] = ["规定", "明确", "要求", "指出", "提出", "专门", "中"];
/// Words that make a title without marks a common noun (相关实施办法).
const VAGUE: [&str; 14] =
    ["相关", "有关", "本", "该", "这", "各", "上述", "一系列", "具体", "详细", "配套", "个性化", "其", "以下"];

/// The legal documents that a text names, in order.
pub(super) fn laws(text: &str, words: &Found, laws: &Laws) -> Vec<LawMention> {
    let mut finder = Finder { text, words, laws, aliases: HashMap::new(), found: Vec::new(), done: 0 };
    for (at, cue) in laws.scan(words) {
        if at.start >= finder.done {
            finder.go_on(at.start);
            finder.take(at, cue);
        }
    }
    finder.go_on(text.len());
    finder.found
}

struct Finder<'a> {
    text: &'a str,
    words: &'a Found,
    laws: &'a Laws,
    /// Short titles that the text defines (以下简称《…》), by key, with the full title's place in `found`.
    aliases: HashMap<String, usize>,
    found: Vec<LawMention>,
    /// Everything before this byte has been read.
    done: usize,
}

/// What a title was recognised as.
struct Verdict {
    title: String,
    kind: LawKind,
    confidence: f64,
    rule: &'static str,
}

impl Finder<'_> {
    fn take(&mut self, at: Range<usize>, cue: LawCue<'_>) {
        match cue {
            LawCue::Mark => self.marked(at.start),
            LawCue::Quote => self.quoted(at.start),
            LawCue::Name(title) => self.named(at, title),
            LawCue::Same => self.same(&at),
            LawCue::Bare => self.bare(&at),
            LawCue::Ending => self.unmarked(at.end),
            LawCue::Organ => self.organ(&at),
        }
    }

    fn marked(&mut self, start: usize) {
        let Some(close) = matching_mark(&self.text[start..]) else { return };
        let inside = &self.text[start + "《".len()..start + close];
        let end = start + close + "》".len();
        self.done = end + title_bracket(&self.text[end..]);
        let title = squeeze(inside).into_owned() + &self.text[end..self.done];
        if self.laws.is_work(&self.text[..start], &self.text[self.done..]) {
            return;
        }
        if let Some(full) = self.alias(&title) {
            return self.cite_again(full, start..self.done);
        }
        let behind = bracket(&self.text[end..]).map(|length| &self.text[end..end + length - "）".len()]);
        let numbered = ends_with_standard(&self.text[..start]) || behind.is_some_and(ends_with_standard);
        let foreign = |ours: &Verdict| self.foreign(start, &ours.title).filter(|_| may_be_foreign(ours.kind));
        let verdict = self.judge(title, numbered).map(|ours| foreign(&ours).unwrap_or(ours));
        self.push(start..self.done, verdict);
    }

    /// Whether what stands in marks is a legal document, and which; `numbered`: beside the number of a standard.
    fn judge(&self, title: String, numbered: bool) -> Option<Verdict> {
        if let Some(known) = self.laws.known(&title) {
            return Some(Verdict { title, kind: known.kind, confidence: 1.0, rule: "law-known" });
        }
        let change = title.find(AMENDMENT).or_else(|| is_draft(&title).then(|| without_brackets(&title).len()));
        if let Some((known, at)) = change.and_then(|at| Some((self.laws.known(&title[..at])?, at))) {
            return Some(changing(known, &title[at..]));
        }
        match self.laws.ending(&title) {
            _ if numbered => {
                Some(Verdict { title, kind: LawKind::Standard, confidence: 0.97, rule: "law-standard-number" })
            }
            // A film, 《第二十条》.
            _ if articles(&title, false).1 == title.len() => None,
            Some(Ending::Kind(kind)) if !self.laws.is_generic(&title) => {
                let kind = self.laws.kind(&title, kind);
                Some(Verdict { title, kind, confidence: 0.97, rule: "law-marked" })
            }
            None if points(&title).is_some_and(|about| self.laws.ending(about) != Some(Ending::NoLaw)) => {
                Some(Verdict { title, kind: LawKind::Normative, confidence: 0.9, rule: "law-so-many-points" })
            }
            _ => None,
        }
    }

    /// The document that a title stands for where the text has defined it, or where it is a mere 《实施意见》.
    fn alias(&self, title: &str) -> Option<usize> {
        let key = (!self.aliases.is_empty()).then(|| law_key(title));
        let defined = key.and_then(|key| self.aliases.get(&key)).copied();
        let ends = |law: &LawMention| without_brackets(&law.title).ends_with(title);
        defined.or_else(|| if self.laws.is_generic(title) { self.last(ends) } else { None })
    }

    /// One more mention of a document found before.
    fn cite_again(&mut self, full: usize, at: Range<usize>) {
        let Some(law) = self.found.get(full) else { return };
        let verdict = Verdict { title: law.title.clone(), kind: law.kind, confidence: law.confidence, rule: law.rule };
        self.push(at, Some(verdict));
    }

    fn quoted(&mut self, start: usize) {
        let before = self.text[..start].trim_end_matches('了');
        // Most quotation marks are told from titles by this already.
        if !self.laws.ends_with_cue(before) || !self.laws.ends_with_cue(clause_before(before)) {
            return;
        }
        let rest = head(&self.text[start..]);
        let Some(close) = rest.find('”') else { return };
        let title = &rest["“".len()..close];
        if title.contains(['。', '，', '“', '\n']) {
            return;
        }
        let verdict = match self.laws.ending(title) {
            Some(Ending::Kind(kind)) if title.chars().count() > 7 && self.laws.may_go_unmarked(title) => Verdict {
                title: title.to_owned(),
                kind: self.laws.kind(title, kind),
                confidence: 0.9,
                rule: "law-quoted",
            },
            _ if title.chars().count() <= 6 && points(title).is_some() => Verdict {
                title: title.to_owned(),
                kind: LawKind::Normative,
                confidence: 0.8,
                rule: "law-so-many-points",
            },
            _ => return,
        };
        self.done = start + close + "”".len();
        self.push(start..self.done, Some(verdict));
    }

    fn named(&mut self, at: Range<usize>, known: &LawTitle) {
        let rest = &self.text[at.end..];
        if let Some(change) = change(rest) {
            return self.push(at.start..at.end + change, Some(changing(known, &rest[..change])));
        }
        if self.laws.is_cut_short(rest) {
            return;
        }
        // Statutes are national.
        if known.kind != LawKind::Law
            && let Some(start) = self.division_before(at.start)
        {
            return self.plain(start..at.end, LawKind::Regulation);
        }
        let ours = || Verdict { title: known.title.clone(), kind: known.kind, confidence: 0.97, rule: "law-named" };
        let verdict = self.foreign(at.start, &self.text[at.clone()]).unwrap_or_else(ours);
        self.push(at, Some(verdict));
    }

    /// A title that stands right behind the name of a country, which tells it from ours of this title: 德国民法典.
    fn foreign(&self, start: usize, title: &str) -> Option<Verdict> {
        let country = self.laws.country_before(&self.text[..start])?;
        let country = self.laws.known(title).map_or("", |_| country);
        let title = format!("{country}{title}");
        Some(Verdict { title, kind: LawKind::Foreign, confidence: 0.9, rule: "law-foreign" })
    }

    /// Where the division begins that stands right before a title, and makes it a local one: 依据|北京市物业管理条例.
    fn division_before(&self, end: usize) -> Option<usize> {
        let before = self.text.get(self.done..end)?;
        let (start, _) = self.title_start(end, end).unwrap_or((end, false));
        let named = self.text[start..end].trim_start_matches(BEFORE_TITLE);
        let division = Some(named).filter(|named| self.laws.is_division(named));
        division.or_else(|| self.laws.province_before(before)).map(|division| end - division.len())
    }

    /// Keeps a title without marks.
    fn plain(&mut self, at: Range<usize>, by_ending: LawKind) {
        let title = self.text[at.clone()].to_owned();
        let kind = self.laws.kind(&title, by_ending);
        self.push(at, Some(Verdict { title, kind, confidence: 0.8, rule: "law-unmarked" }));
    }

    /// Where a title without marks begins that ends at a byte: behind the last verb of its clause that governs documents
    /// and ends before another byte, or behind what joins the title to the document named right before (依据甲条例、乙条例);
    /// and whether the verb only governs documents in force.
    fn title_start(&self, end: usize, verb_before: usize) -> Option<(usize, bool)> {
        let from = self.done.min(end);
        let clause = end - clause_before(&self.text[from..end]).len();
        let joined = || {
            let title = self.text[from..end].trim_start_matches(['、', '和', '及', '与', '以']);
            let joined = !self.found.is_empty() && title.len() < end - from && end - title.len() >= clause;
            // 解读住宅区物业管理条例、电动自行车通行管理条例.
            let in_force = self.text[from..].starts_with('、') && title.ends_with("条例");
            joined.then_some((end - title.len(), in_force))
        };
        self.laws.last_cue(self.words, clause..verb_before).or_else(joined)
    }

    /// A local or dated title without marks, governed by a verb: 优化X区Y实施方案.
    fn unmarked(&mut self, end: usize) {
        let end = end + title_bracket(&self.text[end..]);
        let Some((start, strong)) = self.title_start(end, end.saturating_sub(12)) else { return };
        let title = self.text[start..end].trim_start_matches(BEFORE_TITLE);
        let vague = VAGUE.iter().any(|word| title.starts_with(word));
        let placed = self.laws.begins_with_region(title);
        let dated = title.contains('版') && title.contains(|c: char| c.is_ascii_digit());
        let in_force = strong && !title.contains('的') && !title.ends_with("方案") && !title.ends_with("计划");
        if vague || title.chars().count() < 7 || !(placed || dated || in_force) {
            return;
        }
        if let Some(Ending::Kind(kind)) = self.laws.ending(title) {
            self.plain(end - title.len()..end, kind);
        }
    }

    /// 同法第X条, 该条例第X条: more articles of the document named last whose title ends so, or else of the last.
    fn same(&mut self, at: &Range<usize>) {
        let noun = self.text[at.clone()].trim_start_matches(['同', '该', '本']);
        if let Some(index) = self.last_of(noun).or(self.found.len().checked_sub(1)) {
            self.add_articles(index, at.end);
        }
    }

    /// 违反条例第二十六条, 依据家促法第四十九条: articles of the document for which the title before them stands.
    fn bare(&mut self, at: &Range<usize>) {
        let end = at.end - "第".len();
        let clause = || clause_before(&self.text[self.done.min(end)..end]).len();
        let start = self.title_start(end, at.start).map_or_else(|| end - clause(), |(start, _)| start);
        let title = self.text[start..end].trim_start_matches(BEFORE_TITLE);
        if let Some(index) = self.alias(title).or_else(|| self.pointed_at(title)) {
            self.add_articles(index, end);
        } else if let Some(known) = self.laws.known(title) {
            self.named(end - title.len()..end, known);
        } else if !title.ends_with('法') {
            self.unmarked(end);
        }
    }

    /// 前述渡口条例, 上述办法: the document named last whose title ends so.
    fn pointed_at(&self, words: &str) -> Option<usize> {
        let title = ["前述", "上述", "该"].iter().find_map(|pointer| words.strip_prefix(pointer))?;
        self.last(|law| without_brackets(&law.title).ends_with(title))
    }

    /// 根据最高人民法院、最高人民检察院关于…的解释: a title without marks that begins with who speaks about what.
    fn organ(&mut self, at: &Range<usize>) {
        let clause = head(&self.text[at.end..]).split(['，', '。', '；', '：', '《', '\n']).next().unwrap_or_default();
        let Some((title, kind)) = self.laws.about(clause) else { return };
        let end = at.end + title + title_bracket(&self.text[at.end + title..]);
        self.plain(self.first_organ(at.start)..end, kind);
    }

    /// The start of a list of organs of which the last begins at a byte.
    fn first_organ(&self, mut start: usize) -> usize {
        let before = |start: usize| self.text.get(self.done..start).map(|text| text.trim_end_matches(['、', ' ']));
        while let Some(before) = before(start)
            && let Some(organ) = self.laws.organ_before(before)
        {
            start = self.done + before.len() - organ.len();
        }
        start
    }

    /// The document named last for which a noun stands: 法, 条例.
    fn last_of(&self, noun: &str) -> Option<usize> {
        let is_meant = |law: &LawMention| match noun {
            "法" => law.kind == LawKind::Law,
            _ => without_brackets(&law.title).ends_with(noun),
        };
        self.last(is_meant)
    }

    /// The last document that fits among those named last.
    fn last(&self, fits: impl Fn(&LawMention) -> bool) -> Option<usize> {
        self.found.iter().enumerate().rev().take(RECALL).find(|(_, law)| fits(law)).map(|(index, _)| index)
    }

    /// Reads articles of a document found before, from a byte on.
    fn add_articles(&mut self, index: usize, from: usize) {
        let (articles, read) = articles(&self.text[from..], true);
        if let Some(law) = self.found.get_mut(index) {
            law.articles.extend(articles);
            self.done = from + read;
        }
    }

    /// 《条例》第二条明确…，第十条规定…: articles at the beginning of later clauses, up to a byte, are of the document named
    /// last: in the sentence that names articles of it, or where the words around say so (依据第九条, 第九条明确).
    fn go_on(&mut self, end: usize) {
        let from = self.done;
        let rest = head(self.text.get(from..end).unwrap_or_default());
        let rest = rest.split('\n').next().unwrap_or_default();
        let Some(law) = self.found.last_mut() else { return };
        let mut of_sentence = !law.articles.is_empty();
        for (mark_at, mark) in rest.match_indices(['，', '；', '。', '！', '？']) {
            let start = mark_at + mark.len();
            of_sentence &= matches!(mark, "，" | "；");
            let clause = &rest[start..];
            let by = begun_with(clause, &BY_ARTICLE);
            let at = by + begun_with(clause, &IN_ARTICLE);
            let (articles, read) = articles(&clause[at..], false);
            let behind = &clause[at + read..];
            if read > 0 && (of_sentence || by > 0 || begun_with(behind, &ARTICLE_SAYS) > 0) {
                law.articles.extend(articles);
                self.done = from + start + at + read;
            }
        }
    }

    /// Reads what follows a title (number, alias, articles) and keeps the mention.
    fn push(&mut self, at: Range<usize>, verdict: Option<Verdict>) {
        let Some(Verdict { title, kind, confidence, rule }) = verdict else { return };
        self.done = self.done.max(at.end);
        let mut number = number_before(&self.text[..at.start]).map(|number| self.without_verb(number));
        let mut end = at.end;
        // 《中华人民共和国种子法》（以下简称《种子法》）（2015年修订）第七十八条.
        while let Some(bracket) = bracket(&self.text[end..]) {
            let inside = end + "（".len()..end + bracket - "）".len();
            number = number.or_else(|| {
                number_in(&self.text[inside.clone()]).map(|n| n.start + inside.start..n.end + inside.start)
            });
            if let Some(alias) = alias_in(&self.text[inside]) {
                self.aliases.insert(law_key(alias), self.found.len());
            }
            end += bracket;
        }
        let (articles, read) = articles(&self.text[end..], kind == LawKind::Law);
        self.done = if read > 0 || number.is_some() { end + read } else { self.done };
        let carried_out = self.carried_out_by(&title, end + read);
        self.found.push(LawMention { at, title, kind, articles, number, confidence, rule });
        if let Some((at, verdict)) = carried_out {
            self.push(at, Some(verdict));
        }
    }

    /// 《…法》及其实施条例: the document that carries out the one before, whose title it goes on from.
    fn carried_out_by(&self, title: &str, end: usize) -> Option<(Range<usize>, Verdict)> {
        let rest = &self.text[end..];
        let noun = ["及其", "和其", "与其", "以及其"].iter().find_map(|joint| rest.strip_prefix(joint))?;
        let length = noun.char_indices().nth("实施条例".chars().count()).map_or(noun.len(), |(byte, _)| byte);
        let word = noun[..length].starts_with("实施").then_some(&noun[..length])?;
        let Some(Ending::Kind(kind)) = self.laws.ending(word) else { return None };
        let title = self.laws.known(title).map_or(title, |law| &law.title).to_owned() + word;
        let kind = self.laws.kind(&title, kind);
        let start = self.text.len() - noun.len();
        Some((start..start + length, Verdict { title, kind, confidence: 0.9, rule: "law-carried-out" }))
    }

    /// A document number without the verb before its organ: 印发了苏政发〔2020〕15号.
    fn without_verb(&self, number: Range<usize>) -> Range<usize> {
        let open = self.text[number.clone()].find(BRACKETS).unwrap_or_default();
        let verb = self.laws.last_cue(self.words, number.start..number.start + open);
        let organ = &self.text[verb.map_or(number.start, |(end, _)| end)..number.start + open];
        let organ = organ.trim_start_matches(['了', '的']);
        if organ.is_empty() { number } else { number.start + open - organ.len()..number.end }
    }
}

/// Length of the first of some words with which a text begins; 0 where it begins with none.
fn begun_with(text: &str, words: &[&str]) -> usize {
    words.iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len())
}

/// Whether a country may have made a document alone; its plans and standards are seldom meant.
fn may_be_foreign(kind: LawKind) -> bool {
    matches!(kind, LawKind::Law | LawKind::Regulation | LawKind::Rule)
}

/// The byte at which the mark stands that closes the one a text begins with, inner pairs skipped.
fn matching_mark(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST_TITLE) {
        depth = match c {
            '《' => depth + 1,
            '》' => depth - 1,
            _ => depth,
        };
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Length of the bracket at the beginning of a text.
fn bracket(text: &str) -> Option<usize> {
    let close = text.starts_with('（').then(|| head(text).find('）')).flatten()?;
    Some(close + "）".len())
}

/// As much of a text as a title may take.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TITLE)]
}

/// Length of a bracket that belongs to the title before it: （试行）, （2024年版）, （美国篇）.
fn title_bracket(text: &str) -> usize {
    let ends = ["试行", "暂行", "篇", "版", "稿", "草案", "年", "部分", "一", "二", "三", "四", "五"];
    let belongs = |length: &usize| {
        let inside = &text["（".len()..length - "）".len()];
        inside.chars().count() <= 14 && ends.iter().any(|end| inside.ends_with(end)) && !inside.contains("简称")
    };
    bracket(text).filter(belongs).unwrap_or(0)
}

/// The last clause of a text, or as much of it as a title with the words before it may take.
fn clause_before(text: &str) -> &str {
    let text = &text[text.ceil_char_boundary(text.len().saturating_sub(2 * LONGEST_TITLE))..];
    let start = text.char_indices().rev().find(|(_, c)| CLAUSE_ENDS.contains(c)).map_or(0, |(at, c)| at + c.len_utf8());
    &text[start..]
}

/// What stands before the number of its points in the title of a policy: the 沪 of 沪九条; 第九条 is none.
fn points(title: &str) -> Option<&str> {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let title = title.trim_end_matches('”').strip_suffix('条')?;
    let about = title.trim_end_matches(number);
    (about.len() < title.len() && !about.is_empty() && !about.ends_with('第')).then_some(about)
}

/// Length of 修正案（十一） or （修订草案） at the beginning of a text.
fn change(text: &str) -> Option<usize> {
    let amendment = text.strip_prefix(AMENDMENT).map(|rest| AMENDMENT.len() + bracket(rest).unwrap_or(0));
    amendment.or_else(|| bracket(text).filter(|&length| is_draft(&text[..length])))
}

/// The amendment or draft of a statute, named by its words behind the statute's title.
fn changing(statute: &LawTitle, words: &str) -> Verdict {
    let title = format!("{}{words}", statute.title);
    let rule = if is_draft(words) { "law-draft" } else { "law-amendment" };
    Verdict { title, kind: statute.kind, confidence: 0.97, rule }
}

/// The short title that a bracket defines: 以下简称《…》.
fn alias_in(bracket: &str) -> Option<&str> {
    let at = ["简称为", "简称", "下称"].iter().find_map(|word| bracket.find(word).map(|at| at + word.len()))?;
    let alias = bracket[at..].trim_matches(['：', '《', '》', '“', '”', '〈', '〉', ' ']);
    (!alias.is_empty()).then_some(alias)
}

/// A document number (国发〔2016〕33号) in a text: organ, year in brackets, number.
fn number_in(text: &str) -> Option<Range<usize>> {
    let open = text.find(BRACKETS)?;
    let year = text[open..].chars().skip(1).take(4).filter(char::is_ascii_digit).count();
    let end = open + text[open..].find('号').filter(|&length| length < 40)? + "号".len();
    let before = text[..open].trim_end();
    let organ = clause_before(before);
    (year == 4 && !organ.is_empty() && organ.chars().count() <= 12).then_some(before.len() - organ.len()..end)
}

/// A document number that ends a text, with or without brackets and 文件, right before a title.
fn number_before(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(['\n', ' ', '）', '文', '件']);
    let start = text.char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let number = number_in(text.get(start..)?)?;
    (start + number.end == text.len()).then_some(start + number.start..text.len())
}

/// Whether a text ends with the number of a standard: GB 42295-2022, GA/T 1-2020, DB31/T 1234—2021,
/// T/CAS 1-2020 (national, of a ministry, local, of associations: letters, number and year; 国家标准管理办法).
fn ends_with_standard(text: &str) -> bool {
    let text = text.trim_end();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '/' | '-' | '—' | '–' | '.');
    let number = text[text.trim_end_matches(part).len()..].trim_start();
    let Some((code, year)) = number.rsplit_once(['-', '—', '–']) else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    year.len() == 4
        && digits(year)
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::lexicon::Lexicon;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::builtin().unwrap());

    fn found(text: &str) -> Vec<(String, Vec<String>)> {
        laws(text, &LEXICON.find(text), &LEXICON.laws).into_iter().map(|law| (law.title, law.articles)).collect()
    }

    #[test]
    fn titles_are_told_from_other_things_in_marks() {
        let table: [(&str, &[&str]); 28] = [
            ("学习《妇女权益保障法（修订草案）》", &["中华人民共和国妇女权益保障法（修订草案）"]),
            ("就兵役法（草案）座谈", &["中华人民共和国兵役法（草案）"]),
            ("推出《渡口营商30条》《船员新政“十六条”》", &["渡口营商30条", "船员新政“十六条”"]),
            ("议定《居民公约十条》，观看《第三十条》", &[]),
            ("援引《1989年国际救助公约》和《国际街区文明公约》", &["1989年国际救助公约"]),
            ("以《海门区物业服务管理办法》为依据", &["海门区物业服务管理办法"]),
            ("居民议定《梧桐里弄停车公约》，船东援引《国际防污染公约》", &["国际防污染公约"]),
            ("国家宪法日前后，宪法宣传教育馆开馆", &[]),
            ("适用《关于两地法院相互委托送达的安排》", &["关于两地法院相互委托送达的安排"]),
            (
                "解读民法典、住宅区物业管理条例、电动自行车通行管理条例等法规。",
                &["中华人民共和国民法典", "住宅区物业管理条例", "电动自行车通行管理条例"],
            ),
            ("依据《江宁区电梯安全管理办法（试行）》开展检查。", &["江宁区电梯安全管理办法（试行）"]),
            ("两院会签《涉企案件协作备忘录》，《南方日报》作了报道。", &[]),
            ("企业凭《营业执照》和《食品经营许可证》申请。", &[]),
            ("市检察院发布《数据合规指引》。", &["数据合规指引"]),
            ("《关于落实〈行政处罚法〉的通知》下发。", &["关于落实〈行政处罚法〉的通知"]),
            (
                "《最高人民法院关于适用《中华人民共和国民法典》时间效力的若干规定》施行",
                &["最高人民法院关于适用《中华人民共和国民法典》时间效力的若干规定"],
            ),
            ("出台《出口商品指南》（越南篇）。", &["出口商品指南（越南篇）"]),
            ("组织新公司法培训，公司法务和公司法定代表人参加。", &["中华人民共和国公司法"]),
            ("破产法庭审理企业破产法律问题", &[]),
            ("触犯刑法修正案（十一）新增罪名", &["中华人民共和国刑法修正案（十一）"]),
            ("参考德国商标法与我国商标法", &["德国商标法", "中华人民共和国商标法"]),
            ("推出“苏八条”扶持中小企业", &["苏八条"]),
            ("优化天河区行政检查工作方案，制定个性化矫正方案", &["天河区行政检查工作方案"]),
            ("论文《论行政处罚裁量的办法》获奖", &[]),
            ("《渡口条例》第三条及其实施细则施行", &["渡口条例", "渡口条例实施细则"]),
            ("执行外商投资法及其实施条例", &["中华人民共和国外商投资法", "中华人民共和国外商投资法实施条例"]),
            ("《渡口条例》及其实施情况", &["渡口条例"]),
            ("《刑法修正案（十二）》施行", &["中华人民共和国刑法修正案（十二）"]),
        ];
        for (text, titles) in table {
            assert_eq!(found(text).into_iter().map(|(title, _)| title).collect::<Vec<_>>(), titles, "{text}");
        }
    }

    #[test]
    fn articles_follow_their_document() {
        let table: [(&str, &[&str]); 24] = [
            ("印发《灶具安全检查清单》134条", &[]),
            ("依照《行政处罚法》第二十条第一款的规定", &["第二十条第一款"]),
            ("民法典第一千零四十三条、第一千零七十九条", &["第一千零四十三条", "第一千零七十九条"]),
            ("依照兵役法第九条，依据水法第六条", &["第九条", "第六条"]),
            ("《渡口条例》（以下简称渡条例）出台，依据渡条例第六条", &["第六条"]),
            ("《海岛防汛法》（以下简称“岛汛法”）出台，应岛汛法第六条", &[]),
            ("《渡口条例》（简称渡条例）出台，依据老渡条例第六条", &[]),
            ("《渡口管理条例》《水法》施行，依据前述管理条例第六条", &["第六条"]),
            ("修订《渡口管理条例》，执行修订后的条例第六条", &["第六条"]),
            ("依法第一时间处理，落实办法第一步", &[]),
            ("《民事诉讼法》第五十八条规定甲，同法第五十九条规定乙", &["第五十八条", "第五十九条"]),
            ("《民法典》第三编", &[]),
            ("适用《民法典》侵权责任编第九条、第十条", &["第九条", "第十条"]),
            ("劳动争议调解仲裁法规定调解，依据社区矫正法实施办法第九条", &["第九条"]),
            ("《某省信访条例》（以下简称《条例》）公布，《条例》第九条要求", &["第九条"]),
            ("《种子法》第二条明确“范围”，第七条规定“责任”。第九条另说", &["第二条", "第七条"]),
            ("落实《渡口管理条例》，凡违反条例第六条的", &["第六条"]),
            ("依据《种子法》（以下简称种法）（2015年修订）第七条第一款", &["第七条第一款"]),
            ("《渡口管理条例》第六条，同条例第八条", &["第六条", "第八条"]),
            ("《渡口管理条例》施行，茶山管理条例第八条", &[]),
            ("《种子法》施行，第七条明确责任。第九条另说", &["第七条"]),
            ("执行《种子法》。依据第七条，分类管理，第一条路走不通", &["第七条"]),
            ("《种子法》修订后，在第七条中写明", &["第七条"]),
            ("《种子法》施行，在第一条战线上，第一条对外通道开通", &[]),
        ];
        for (text, articles) in table {
            assert_eq!(
                found(text).into_iter().flat_map(|(_, articles)| articles).collect::<Vec<_>>(),
                articles,
                "{text}"
            );
        }
    }

    #[test]
    fn a_division_right_before_a_regulation_makes_it_a_local_one() {
        let table: [(&str, &[&str]); 9] = [
            ("依据北京市物业管理条例第三条", &["北京市物业管理条例"]),
            ("浙江省信访工作条例施行后", &["浙江省信访工作条例"]),
            ("执行泰州市信访工作条例和泰州市渡口条例", &["泰州市信访工作条例", "泰州市渡口条例"]),
            (
                "落实福建省消防条例、福建省渡口安全条例以及江西省物业管理条例",
                &["福建省消防条例", "福建省渡口安全条例", "江西省物业管理条例"],
            ),
            ("北京市贯彻物业管理条例", &["物业管理条例"]),
            ("浙江省在优化营商环境条例实施后", &["优化营商环境条例"]),
            ("山东省全面贯彻安全生产法、信访工作条例", &["中华人民共和国安全生产法", "信访工作条例"]),
            ("山东省安全生产法宣传", &["中华人民共和国安全生产法"]),
            ("全市信访工作条例宣传", &["信访工作条例"]),
        ];
        for (text, titles) in table {
            assert_eq!(found(text).into_iter().map(|(title, _)| title).collect::<Vec<_>>(), titles, "{text}");
        }
    }

    #[test]
    fn a_country_right_before_a_title_has_made_it() {
        let table: [(&str, &[&str]); 5] = [
            ("适用德国《民法典》第3条与我国《民法典》", &["德国民法典", "民法典"]),
            ("在德国期间研读《民法典》", &["民法典"]),
            ("澳门《民法典》、英国《渡船法》", &["澳门民法典", "渡船法"]),
            ("越南《渡船公司法》", &["渡船公司法"]),
            ("签署对越南《渡船工作方案》", &["渡船工作方案"]),
        ];
        for (text, titles) in table {
            assert_eq!(found(text).into_iter().map(|(title, _)| title).collect::<Vec<_>>(), titles, "{text}");
        }
    }

    #[test]
    fn a_title_without_marks_may_begin_with_the_organs_that_speak() {
        let table: [(&str, &[&str]); 3] = [
            ("依据最高人民法院关于审理渡船案件的解释（一）第四条", &["最高人民法院关于审理渡船案件的解释（一）"]),
            (
                "落实最高人民检察院、公安部关于办理渡口案件的指导意见要求",
                &["最高人民检察院、公安部关于办理渡口案件的指导意见"],
            ),
            ("按照国务院关于渡口的部署，提出渡船的意见", &[]),
        ];
        for (text, titles) in table {
            assert_eq!(found(text).into_iter().map(|(title, _)| title).collect::<Vec<_>>(), titles, "{text}");
        }
    }

    #[test]
    fn only_what_was_named_near_is_referred_to() {
        let far = "甲，".repeat(100);
        let articles = |text: &str| found(text).into_iter().map(|(_, articles)| articles.len()).collect::<Vec<_>>();
        assert_eq!(articles(&format!("《种子法》第二条{far}第七条")), [1]);
        let others = "《种子法》".repeat(RECALL);
        assert_eq!(articles(&format!("《渡口管理条例》{others}，该条例第七条"))[0], 0);
        assert_eq!(articles(&format!("《渡口管理条例》{}，该条例第七条", &others["《种子法》".len()..]))[0], 1);
    }

    #[test]
    fn a_title_beside_the_number_of_a_standard_is_one_whatever_its_ending() {
        for text in [
            "执行GB 1234-2022《渡船安全要求》",
            "按GA/T 12-2019《渡船安全要求》",
            "《渡船安全要求》（DB31/T 1234—2021）",
        ] {
            assert_eq!(found(text), [("渡船安全要求".to_owned(), vec![])], "{text}");
        }
        assert_eq!(found("《渡船安全要求》（GB 1-2022）《渡船须知》").len(), 1);
        for text in ["电话021-2022《渡船安全要求》", "《渡船安全要求》", "观看电影《第二十条》"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_law_referred_to_is_the_last_one_of_its_kind() {
        let text = "根据《水法》和《山东省节约用水条例》，依该法第九条处罚，按该条例第三条公示。";
        let expected = [("水法", "第九条"), ("山东省节约用水条例", "第三条")];
        let expected = expected.map(|(title, article)| (title.to_owned(), vec![article.to_owned()]));
        assert_eq!(found(text), expected);
    }

    #[test]
    fn a_document_number_beside_the_title_is_its_own() {
        for (text, number) in [
            ("根据《关于深化改革的意见》（国办发〔2021〕7号）要求", "国办发〔2021〕7号"),
            ("印发了苏政发[2020]15号《关于稳企业的意见》", "苏政发[2020]15号"),
            ("某区印发苏政发〔2020〕15号文件《关于稳企业的意见》", "苏政发〔2020〕15号"),
            ("根据《关于深化改革的意见》（国办发 〔2021〕7号）要求", "国办发 〔2021〕7号"),
        ] {
            let law = laws(text, &LEXICON.find(text), &LEXICON.laws).remove(0);
            assert_eq!(&text[law.number.unwrap()], number, "{text}");
        }
    }
}
