//! `anpu eval`: extraction held against a folder of gold records.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;

use super::args::{Eval, ScoreFormat};
use super::{Ended, reading};
use crate::eval::{Band, Facts, Group, Movement, Scores, calibration, compare, score};
use crate::lexicon::Lexicon;
use crate::pipeline::Folds;
use crate::{corpus, pipeline};

/// Runs the command.
pub(super) fn run(args: &Eval) -> anyhow::Result<Ended> {
    let gold = gold(&args.gold)?;
    let cases = match args.folds {
        Some(number) => left_out(args, &gold, usize::from(number))?,
        None => all(&gold.iter().collect::<Vec<_>>(), &reading::lexicon(&args.reading)?)?,
    };
    let scores = score(&cases);
    let mut out = std::io::stdout().lock();
    match args.format {
        ScoreFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&scores)?)?,
        ScoreFormat::Table => print(&mut out, &scores)?,
    }
    if args.calibration {
        print_calibration(&mut out, &calibration(&cases))?;
    }
    if let Some(group) = &args.misses {
        list_misses(&mut out, &scores, group)?;
    }
    if let Some(file) = &args.against {
        let before: Scores = serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?;
        list_movements(&mut out, &compare(&before, &scores))?;
    }
    match &args.floor {
        Some(file) => hold_floor(&scores, file),
        None => Ok(Ended::Done),
    }
}

/// A case's name, its gold facts and what extraction finds in its text.
type Case = (String, Facts, Facts);

fn all(gold: &[&(String, PathBuf)], lexicon: &Lexicon) -> anyhow::Result<Vec<Case>> {
    gold.par_iter().map(|(id, gold)| case(id, gold, lexicon)).collect()
}

/// The cases as models see them that were trained without their fold, fold by fold.
fn left_out(args: &Eval, gold: &[(String, PathBuf)], number: usize) -> anyhow::Result<Vec<Case>> {
    let folds = Folds::new(&args.gold, &args.facts, &reading::lexicon(&args.reading)?, number);
    let folds = folds.with_context(|| args.gold.display().to_string())?;
    let of_fold = |fold| -> anyhow::Result<Vec<Case>> {
        let mut lexicon = reading::lexicon(&args.reading)?;
        folds.leave_out(fold, &mut lexicon)?;
        let own: Vec<_> = gold.iter().filter(|(id, _)| folds.holds(fold, id)).collect();
        all(&own, &lexicon)
    };
    let cases: Vec<Vec<Case>> = folds.all().into_par_iter().map(of_fold).collect::<Result<_, _>>()?;
    Ok(cases.into_iter().flatten().collect())
}

/// The gold files of a folder in order of their names.
fn gold(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        if let Some(stem) = stem.filter(|stem| path.extension().is_some_and(|end| end == "json") && stem != "segments")
        {
            files.insert(stem, path);
        }
    }
    anyhow::ensure!(!files.is_empty(), "{}: no gold record (ID.json) in this folder", folder.display());
    Ok(files.into_iter().collect())
}

fn case(id: &str, gold: &Path, lexicon: &Lexicon) -> anyhow::Result<Case> {
    let facts = Facts::from_gold(&read(gold)?).with_context(|| gold.display().to_string())?;
    let document = corpus::beside(gold).with_context(|| gold.display().to_string())?;
    Ok((id.to_owned(), facts, Facts::from_records(&pipeline::records(&document, lexicon))))
}

fn read(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn print(out: &mut impl Write, scores: &Scores) -> std::io::Result<()> {
    writeln!(out, "{} cases", scores.cases)?;
    for (group, counts) in &scores.groups {
        let (gold, found) = (counts.hits + counts.missed.len(), counts.hits + counts.extra.len());
        let (p, r, f1) = (shown(counts.precision()), shown(counts.recall()), shown(counts.f1()));
        writeln!(out, "{:18} P {p}  R {r}  F1 {f1}  (gold {gold}, found {found})", group.name())?;
    }
    for (field, accuracy) in &scores.accuracy {
        writeln!(out, "{:18} accuracy {}", format!("mechanisms {field}"), shown(accuracy.value()))?;
    }
    Ok(())
}

/// For each group and band of confidence how many facts are right.
fn print_calibration(out: &mut impl Write, groups: &[(Group, Vec<Band>)]) -> std::io::Result<()> {
    for (group, bands) in groups {
        for Band { least, right, found } in bands.iter().filter(|band| band.found > 0) {
            writeln!(out, "{:18} confidence from {least:.1}: {right} of {found} right", group.name())?;
        }
    }
    Ok(())
}

/// Three decimals, rounded as the guide's scorer rounds: to four first.
fn shown(share: f64) -> String {
    let rounded: f64 = format!("{share:.4}").parse().unwrap_or(share);
    format!("{rounded:.3}")
}

fn list_misses(out: &mut impl Write, scores: &Scores, wanted: &str) -> anyhow::Result<()> {
    let known = Group::ALL.map(|(_, name)| name);
    anyhow::ensure!(known.contains(&wanted), "no group {wanted}; there are: {}", known.join(", "));
    for (_, counts) in scores.groups.iter().filter(|(group, _)| group.name() == wanted) {
        for fact in &counts.missed {
            writeln!(out, "- {fact}")?;
        }
        for fact in &counts.extra {
            writeln!(out, "+ {fact}")?;
        }
    }
    Ok(())
}

fn list_movements(out: &mut impl Write, movements: &[Movement]) -> std::io::Result<()> {
    for movement in movements {
        writeln!(out, "{} F1 {:+.4}", movement.group.name(), movement.f1)?;
        let lists = [
            ("gained", &movement.found),
            ("lost", &movement.lost),
            ("wrong", &movement.wrong),
            ("cleared", &movement.cleared),
        ];
        for (word, facts) in lists {
            for fact in facts {
                writeln!(out, "  {word}: {fact}")?;
            }
        }
    }
    Ok(())
}

/// Refuses scores below the floor, naming each.
fn hold_floor(scores: &Scores, file: &Path) -> anyhow::Result<Ended> {
    let floor: BTreeMap<String, f64> =
        serde_json::from_str(&read(file)?).with_context(|| file.display().to_string())?;
    let mut ended = Ended::Done;
    for (name, least) in &floor {
        let value = scores.value(name).with_context(|| format!("{}: no group {name}", file.display()))?;
        if value < *least {
            ended = Ended::Refused;
            writeln!(std::io::stderr(), "{name}: {value:.4} is below the floor {least:.4}")?;
        }
    }
    Ok(ended)
}
