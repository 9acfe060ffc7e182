//! Terms and the numbers that stand for them.

use std::sync::Arc;

use indexmap::IndexSet;
use oxigraph::model::Term;

/// Terms in the order in which they were first seen.
pub(super) type Terms = IndexSet<Term, foldhash::fast::RandomState>;

/// The number that stands for a term; 0 stands for none (the default graph).
pub(super) type Id = u32;

/// All terms of a graph. The numbers of a dictionary stay valid in every later one made from it.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    base: Arc<Terms>,
    /// What updates brought; numbered on from `base`.
    added: Arc<Terms>,
}

impl Dictionary {
    pub(super) fn new(terms: Terms) -> Self {
        Self { base: Arc::new(terms), added: Arc::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.base.len() + self.added.len()
    }

    pub(super) fn id(&self, term: &Term) -> Option<Id> {
        let known = self.base.get_index_of(term);
        let index = known.or_else(|| Some(self.added.get_index_of(term)? + self.base.len()));
        index.and_then(number)
    }

    pub(super) fn term(&self, id: Id) -> Option<&Term> {
        let index = (id as usize).checked_sub(1)?;
        self.base.get_index(index).or_else(|| self.added.get_index(index.checked_sub(self.base.len())?))
    }

    /// The number of `term`, which is taken up if it is new; `None` if there are too many terms.
    pub(super) fn intern(&mut self, term: Term) -> Option<Id> {
        if let Some(id) = self.id(&term) {
            return Some(id);
        }
        let index = Arc::make_mut(&mut self.added).insert_full(term).0;
        number(index + self.base.len())
    }

    /// Joins what updates brought to the rest once it has grown, so that a further update has little to copy.
    pub(super) fn settle(&mut self) {
        if self.added.len() > 4096 + self.base.len() / 8 {
            let base = Arc::make_mut(&mut self.base);
            base.extend(std::mem::take(&mut self.added).iter().cloned());
        }
    }
}

/// The number for a term's place in the order; `None` beyond what 32 bits hold.
pub(super) fn number(index: usize) -> Option<Id> {
    Id::try_from(index + 1).ok()
}
