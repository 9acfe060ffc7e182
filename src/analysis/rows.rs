//! Rows of unequal length in one block of memory (compressed sparse rows): what belongs to each case, each place, each
//! practice. Iterating is a walk through an array; a hundred thousand rows cost two allocations.

/// Rows of `T`, numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<T> {
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// No rows yet, with room for so many, and for so many items in all of them.
    #[must_use]
    pub fn with_capacity(rows: usize, items: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), items: Vec::with_capacity(items) }
    }

    /// Appends a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.items.extend(row);
        self.ends.push(self.items.len());
    }

    /// Row `row`; empty where there is none.
    #[must_use]
    pub fn row(&self, row: usize) -> &[T] {
        let end = self.ends.get(row).copied().unwrap_or_default();
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.items.get(start..end).unwrap_or_default()
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All rows in order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[T]> + DoubleEndedIterator {
        (0..self.len()).map(|row| self.row(row))
    }

    /// The items of all rows, one after the other.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items of all rows, to be changed in place.
    pub fn items_mut(&mut self) -> &mut [T] {
        &mut self.items
    }

    /// The rows in another order: row `i` of the result is row `order[i]`.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Self
    where
        T: Clone,
    {
        let mut rows = Self::default();
        for &row in order {
            rows.push(self.row(row as usize).iter().cloned());
        }
        rows
    }

    /// The same relation read the other way: row `c` of the result has, for each item of column `c` (as `column` tells),
    /// what `value` makes of it and the number of its row, in order of rows. `columns` is the number of columns.
    #[must_use]
    pub fn transposed<U>(&self, columns: usize, column: impl Fn(&T) -> u32, value: impl Fn(u32, &T) -> U) -> Rows<U> {
        let mut ends = vec![0_usize; columns];
        self.items.iter().for_each(|item| ends[column(item) as usize] += 1);
        let mut next = vec![0_usize; columns];
        let mut sum = 0;
        for (end, next) in ends.iter_mut().zip(&mut next) {
            *next = sum;
            sum += *end;
            *end = sum;
        }
        let mut order = vec![(0_u32, 0_usize); sum];
        let mut at = 0;
        for (row, cells) in (0_u32..).zip(self.iter()) {
            for item in cells {
                let slot = &mut next[column(item) as usize];
                order[*slot] = (row, at);
                *slot += 1;
                at += 1;
            }
        }
        let items = order.into_iter().map(|(row, at)| value(row, &self.items[at])).collect();
        Rows { ends, items }
    }
}

impl Rows<u32> {
    /// [`Rows::transposed`] of plain numbers.
    #[must_use]
    pub fn inverted(&self, columns: usize) -> Self {
        self.transposed(columns, |&item| item, |row, _| row)
    }
}

impl<T, R: IntoIterator<Item = T>> FromIterator<R> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_items_and_those_that_are_empty() {
        let rows: Rows<u32> = [vec![1, 2], vec![], vec![0]].into_iter().collect();
        assert_eq!(rows.iter().collect::<Vec<_>>(), [&[1, 2][..], &[], &[0]]);
        assert_eq!((rows.row(7), rows.len()), (&[][..], 3));
        assert_eq!(rows.reordered(&[2, 0, 1]).iter().collect::<Vec<_>>(), [&[0][..], &[1, 2], &[]]);
    }

    #[test]
    fn inverting_twice_gives_the_rows_back() {
        let rows: Rows<u32> = [vec![1, 3], vec![], vec![0, 1]].into_iter().collect();
        let columns = rows.inverted(4);
        assert_eq!(columns.iter().collect::<Vec<_>>(), [&[2][..], &[0, 2], &[], &[0]]);
        assert_eq!(columns.inverted(3), rows);
    }
}
