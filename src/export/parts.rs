//! Work on a dataset in parts: runs of documents of about the same size, worked on by all cores and taken in order, a few
//! of them in memory at a time. So an export is as fast as the cores allow, its memory does not grow with its length, and
//! its bytes do not depend on the number of cores.

use std::io::Write;
use std::ops::Range;
use std::sync::{Mutex, mpsc};

use rayon::prelude::*;

use super::Error;
use crate::store::Entry;

/// Quads of a run, or a little more: work enough for a core, and few enough to hold several.
const QUADS: usize = 1 << 14;

/// The documents of an index in runs.
pub(super) fn runs(index: &[Entry]) -> Vec<Range<usize>> {
    let (mut runs, mut begin, mut quads) = (Vec::new(), 0, 0);
    for (end, entry) in (1..).zip(index) {
        quads += entry.quads;
        if quads >= QUADS || end == index.len() {
            runs.push(begin..end);
            (begin, quads) = (end, 0);
        }
    }
    runs
}

/// Makes parts on all cores, while those made before are taken, in order. On a thread of the pool that makes them they
/// are made and taken by turns: if every such thread waited for parts, none would be left to make them.
pub(super) fn in_order<T: Send>(
    count: usize,
    make: impl Fn(usize) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let at_once = rayon::current_num_threads() * 2;
    let batch = |from: usize| (from..count.min(from + at_once)).into_par_iter().map(&make).collect::<Vec<_>>();
    if count <= 1 || rayon::current_thread_index().is_some() {
        let mut batches = (0..count).step_by(at_once).map(batch);
        return batches.try_for_each(|batch| batch.into_iter().try_for_each(|part| take(part?)));
    }
    std::thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(1);
        // Ends when all is made, or when nobody takes any more.
        scope.spawn(move || (0..count).step_by(at_once).try_for_each(|from| sender.send(batch(from))));
        batches.into_iter().flatten().try_for_each(|part| take(part?))
    })
}

/// Writes what is made part by part; `between` stands before each item, of which the very first loses it.
pub(super) fn write(
    count: usize,
    between: &str,
    make: impl Fn(usize, &mut Vec<u8>) -> Result<(), Error> + Sync,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let (mut cut, used) = (between.len(), Mutex::new(Vec::<Vec<u8>>::new()));
    // Buffers that were written are filled again: new ones would cost as much as what is put into them.
    let emptied = || used.lock().ok().and_then(|mut used| used.pop()).unwrap_or_default();
    let filled = |part| {
        let mut bytes = emptied();
        make(part, &mut bytes).map(|()| bytes)
    };
    in_order(count, filled, |mut bytes| {
        let here = cut.min(bytes.len());
        cut -= here;
        out.write_all(&bytes[here..])?;
        bytes.clear();
        used.lock().iter_mut().for_each(|used| used.push(std::mem::take(&mut bytes)));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_in_order_until_one_fails() {
        let mut taken = Vec::new();
        in_order(100, Ok, |part| {
            taken.push(part);
            Ok(())
        })
        .unwrap();
        assert_eq!(taken, (0..100).collect::<Vec<_>>());
        taken.clear();
        let seventy_fails = |part| if part == 70 { Err(Error::Unfit(String::new())) } else { Ok(part) };
        in_order(1000, seventy_fails, |part| {
            taken.push(part);
            Ok(())
        })
        .unwrap_err();
        assert_eq!(taken, (0..70).collect::<Vec<_>>());
        in_order(1000, Ok, |part| if part == 5 { Err(Error::Unfit(String::new())) } else { Ok(()) }).unwrap_err();
    }

    #[test]
    fn many_may_work_in_parts_on_all_threads_of_the_pool_at_once() {
        let taken = (0..64).into_par_iter().map(|_| {
            let mut sum = 0;
            in_order(100, Ok, |part| {
                sum += part;
                Ok(())
            })
            .map(|()| sum)
        });
        assert!(taken.collect::<Result<Vec<_>, _>>().unwrap().iter().all(|&sum| sum == 4950));
    }

    #[test]
    fn what_stands_between_items_does_not_stand_before_the_first() {
        let mut out = Vec::new();
        let make = |part, bytes: &mut Vec<u8>| Ok((0..part).try_for_each(|n| write!(bytes, ", {part}{n}"))?);
        write(4, ", ", make, &mut out).unwrap();
        assert_eq!(out, b"10, 20, 21, 30, 31, 32");
    }

    #[test]
    fn every_document_is_in_one_run() {
        let entry = |quads| {
            Entry { quads, ..serde_json::from_str(r#"{"id":"","file":"","sha256":"","cases":1,"quads":0,"frames":{"document":[0,0],"records":[0,0],"quads":[0,0]}}"#).unwrap() }
        };
        let index: Vec<Entry> = [1, QUADS, 3, QUADS - 3, 7, 0].map(entry).into();
        assert_eq!(runs(&index), [0..2, 2..4, 4..6]);
        assert!(runs(&[]).is_empty());
    }
}
