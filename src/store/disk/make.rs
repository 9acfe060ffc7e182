//! Makes a store on disk of a dataset's snapshot and journal: whole or not at all.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::Path;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use oxigraph::store::Store;

use super::super::files::{Building, SNAPSHOT, lock, remove_folder, sync_folder};
use super::super::update::graph_name;
use super::super::{Changes, Dataset, Error, journal};
use super::{STORE, USED, resource, written};

/// Megabytes of quads that are sorted at once.
const SORTED: usize = 1024;
/// Quads after which is told how many there are.
const TOLD: u64 = 100_000;

/// Makes the store `own` in `folder` of the dataset after so many updates.
pub(super) fn make(
    dataset: &Dataset,
    updates: u64,
    folder: &Path,
    own: &Path,
    told: &dyn Fn(u64),
) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let _lock = lock(folder)?;
    // Another process may just have made it.
    if own.is_dir() {
        return Ok(());
    }
    remove_unused(folder)?;
    let building = Building::create(folder)?;
    fill(&Store::open(building.0.join(STORE))?, dataset, updates, told)?;
    let put_in_place = || {
        File::create(building.0.join(USED))?.sync_all()?;
        sync_folder(&building.0)?;
        fs::rename(&building.0, own)?;
        sync_folder(folder)
    };
    put_in_place().map_err(Error::io(own))
}

/// Removes stores that no process has open.
fn remove_unused(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let store = entry.map_err(Error::io(folder))?.path();
        // Held while the store is removed.
        let used = File::open(store.join(USED));
        let is_used = used.as_ref().is_ok_and(|used| used.try_lock().is_err());
        if store.is_dir() && !is_used {
            remove_folder(&store)?;
        }
    }
    Ok(())
}

fn fill(store: &Store, dataset: &Dataset, updates: u64, told: &dyn Fn(u64)) -> Result<(), Error> {
    // What is cut off is thrown away as a whole, so nothing needs to wait for the end.
    let mut loader = store.bulk_loader().without_atomicity().with_max_memory_size_in_megabytes(SORTED);
    loader.load_ok_quads::<Error, Error>(snapshot(dataset, told)?)?;
    loader.commit()?;
    for (changes, _) in journal::updates(dataset.folder())?.zip(0..updates) {
        changes?.iter().try_for_each(|changes| update(store, changes))?;
    }
    store.optimize()?;
    Ok(store.flush()?)
}

fn snapshot(dataset: &Dataset, told: &dyn Fn(u64)) -> Result<impl Iterator<Item = Result<Quad, Error>>, Error> {
    let (path, count) = (dataset.path(SNAPSHOT), Cell::new(0));
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(dataset.snapshot()?);
    Ok(quads.map(move |quad| {
        count.set(count.get() + 1);
        if count.get() % TOLD == 0 {
            told(count.get());
        }
        quad.map(written::kept_quad).map_err(Error::damaged(&path))
    }))
}

fn update(store: &Store, changes: &Changes) -> Result<(), Error> {
    let mut transaction = store.start_transaction()?;
    for quad in &changes.removed {
        transaction.remove(&written::kept_quad(quad.clone()));
    }
    for name in &changes.dropped {
        // To drop a graph drops its quads too; those that the update did not know of stay.
        let is_empty =
            transaction.quads_for_pattern(None, None, None, Some(graph_name(name).as_ref())).next().is_none();
        if let Some(name) = resource(name).filter(|_| is_empty) {
            transaction.remove_named_graph(name)?;
        }
    }
    for quad in &changes.added {
        transaction.insert(&written::kept_quad(quad.clone()));
    }
    for name in changes.created.iter().filter_map(resource) {
        transaction.insert_named_graph(name);
    }
    Ok(transaction.commit()?)
}
