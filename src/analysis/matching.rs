//! Independent occurrences: in how many places a practice stands if each case may vouch for one place only.
//!
//! A case that nine cities carried out together is one piece of evidence, not nine adoptions; two such cases are two. So
//! the number is that of the greatest matching between cases and their places: the most places for each of which a case of
//! its own can be named.

/// The greatest number of cases that can be given a group each, all of them different, where `groups` of each case are
/// those it stands in (augmenting paths: Kuhn, The Hungarian method, 1955). A search that fails leaves its groups
/// visited, since no later search can use them either.
#[must_use]
pub fn independent<'a>(cases: impl Iterator<Item = &'a [u32]>) -> usize {
    let cases: Vec<&[u32]> = cases.collect();
    let mut matching = Matching::new(&cases);
    (0..cases.len()).filter(|&case| matching.augment(case)).count()
}

struct Matching<'a> {
    cases: &'a [&'a [u32]],
    /// The groups that occur, ascending; the rest goes by their places here.
    groups: Vec<u32>,
    /// The case that vouches for each group.
    voucher: Vec<Option<usize>>,
    /// The search that last visited each group.
    visited: Vec<usize>,
    search: usize,
}

impl<'a> Matching<'a> {
    fn new(cases: &'a [&'a [u32]]) -> Self {
        let mut groups: Vec<u32> = cases.iter().copied().flatten().copied().collect();
        groups.sort_unstable();
        groups.dedup();
        Self { cases, voucher: vec![None; groups.len()], visited: vec![0; groups.len()], groups, search: 1 }
    }

    /// Finds a group for a case, moving others to another of their groups where that helps.
    fn augment(&mut self, case: usize) -> bool {
        // The groups looked at, each with the case for which it was: a stack of what is to be tried, and how it was reached.
        let mut reached: Vec<(usize, usize, Option<usize>)> = Vec::new();
        let mut open = vec![(case, None)];
        while let Some((case, by)) = open.pop() {
            for group in self.cases[case] {
                let Ok(group) = self.groups.binary_search(group) else { continue };
                if std::mem::replace(&mut self.visited[group], self.search) == self.search {
                    continue;
                }
                reached.push((group, case, by));
                let Some(other) = self.voucher[group] else {
                    self.take(&reached);
                    return true;
                };
                open.push((other, Some(reached.len() - 1)));
            }
        }
        false
    }

    /// Gives each group on the way to the last one reached to the case that asked for it.
    fn take(&mut self, reached: &[(usize, usize, Option<usize>)]) {
        let mut next = reached.len().checked_sub(1);
        while let Some(&(group, case, by)) = next.and_then(|at| reached.get(at)) {
            self.voucher[group] = Some(case);
            next = by;
        }
        self.search += 1;
    }
}

#[cfg(test)]
mod tests {
    use petgraph::algo::maximum_matching;
    use petgraph::graph::UnGraph;
    use proptest::prelude::*;

    use super::*;

    fn count(cases: &[Vec<u32>]) -> usize {
        independent(cases.iter().map(Vec::as_slice))
    }

    #[test]
    fn a_joint_case_of_nine_cities_is_one_independent_adoption() {
        let nine: Vec<u32> = (0..9).collect();
        assert_eq!(count(std::slice::from_ref(&nine)), 1);
        assert_eq!(count(&[nine.clone(), nine.clone()]), 2);
        assert_eq!(count(&[nine, vec![0], vec![0], vec![0], vec![0]]), 2);
        assert_eq!(count(&[vec![0, 1], vec![0], vec![2]]), 3);
        assert_eq!(count(&[vec![], vec![]]), 0);
    }

    proptest! {
        #[test]
        fn independent_adoptions_are_as_many_as_petgraph_matches(
            cases in prop::collection::vec(prop::collection::btree_set(0_u32..12, 0..5), 0..20)
        ) {
            let cases: Vec<Vec<u32>> = cases.into_iter().map(|groups| groups.into_iter().collect()).collect();
            let mut graph = UnGraph::<(), ()>::default();
            let nodes: Vec<_> = (0..12 + cases.len()).map(|_| graph.add_node(())).collect();
            for (at, groups) in cases.iter().enumerate() {
                for &group in groups {
                    graph.add_edge(nodes[group as usize], nodes[12 + at], ());
                }
            }
            prop_assert_eq!(count(&cases), maximum_matching(&graph).len());
        }
    }
}
