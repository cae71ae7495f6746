//! Small cells are withheld, and so are others where the small ones could be worked out from them.
//!
//! A cell is *small* if it has some events but fewer than `k`, or fewer than `k` queries. A cell without events says nothing about
//! anybody and stays. All rows of a table add up to a total that is printed, so a single withheld row would be the total less the
//! others; hence, while less than two rows or fewer than `k` events or queries are hidden together, the next smallest row is
//! withheld too (complementary suppression: L. H. Cox, *Journal of the American Statistical Association* 75, 1980). A row is withheld
//! as a whole, in both periods.

use crate::statistics::Tally;

/// Whether a cell may not be printed.
pub fn is_small(cell: Tally, k: u64) -> bool {
    cell.queries < k && cell.queries > 0 || cell.events < k && cell.events > 0
}

/// Which rows of a table are withheld. Each row has one cell for each column; each column adds up to a total that is printed.
/// `shares_queries` says whether the queries of a column are those of its rows too (a table of locales has all queries in each row).
pub fn withheld(rows: &[Vec<Tally>], k: u64, shares_queries: bool) -> Vec<bool> {
    let mut withheld: Vec<bool> = rows.iter().map(|row| row.iter().any(|cell| is_small(*cell, k))).collect();
    while gives_away(rows, &withheld, k, shares_queries) {
        let next = (0..rows.len()).filter(|&i| !withheld[i] && weight(&rows[i]).0 > 0).min_by_key(|&i| weight(&rows[i]));
        match next {
            Some(next) => withheld[next] = true,
            None => break,
        }
    }
    withheld
}

fn weight(row: &[Tally]) -> (u64, u64) {
    (row.iter().map(|c| c.events).sum(), row.iter().map(|c| c.queries).sum())
}

/// Whether the total of a column less its printed rows says too much about a withheld one.
fn gives_away(rows: &[Vec<Tally>], withheld: &[bool], k: u64, shares_queries: bool) -> bool {
    let hidden: Vec<&Vec<Tally>> = rows.iter().zip(withheld).filter(|(_, w)| **w).map(|(row, _)| row).collect();
    let columns = hidden.first().map_or(0, |row| row.len());
    (0..columns).any(|column| {
        let mut sum = Tally::default();
        hidden.iter().for_each(|row| sum.add(row[column]));
        let few_queries = !shares_queries && sum.queries > 0 && sum.queries < k;
        hidden.len() == 1 || sum.events > 0 && sum.events < k || few_queries
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(events: &[u64]) -> Vec<Vec<Tally>> {
        events.iter().map(|&events| vec![Tally { queries: 1_000_000, events }]).collect()
    }

    fn hidden(events: &[u64]) -> Vec<bool> {
        withheld(&rows(events), 10, true)
    }

    #[test]
    fn large_cells_and_empty_cells_stay() {
        assert_eq!(hidden(&[10, 0, 500]), [false, false, false]);
    }

    #[test]
    fn a_single_small_cell_takes_the_next_smallest_with_it() {
        assert_eq!(hidden(&[3, 40, 500, 0]), [true, true, false, false]);
    }

    #[test]
    fn small_cells_that_are_few_together_take_another() {
        assert_eq!(hidden(&[3, 4, 40, 500]), [true, true, true, false]);
        assert_eq!(hidden(&[6, 7, 40, 500]), [true, true, false, false]);
    }

    #[test]
    fn nothing_left_to_hide_behind() {
        assert_eq!(hidden(&[3]), [true]);
        assert_eq!(hidden(&[3, 0]), [true, false]);
    }

    #[test]
    fn few_queries_are_small_without_events() {
        let rows = [5, 1_000, 2_000].map(|queries| vec![Tally { queries, events: queries / 100 }]);
        assert_eq!(withheld(&rows, 10, false), [true, true, false]);
    }

    #[test]
    fn a_row_is_withheld_in_both_periods_and_each_period_is_covered() {
        let cell = |events| Tally { queries: 1_000_000, events };
        let rows = [vec![cell(3), cell(30)], vec![cell(50), cell(50)], vec![cell(400), cell(400)]];
        assert_eq!(withheld(&rows, 10, true), [true, true, false]);
    }

    /// Whatever is printed, what is left over in a column is nothing, or no single row and at least k.
    #[test]
    fn what_is_left_over_says_nothing_of_one_row() {
        use rand::{Rng, SeedableRng};
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(3);
        for _ in 0..2_000 {
            let rows: Vec<Vec<Tally>> = (0..rng.random_range(1..8))
                .map(|_| (0..2).map(|_| Tally { queries: 1_000, events: rng.random_range(0..25) }).collect())
                .collect();
            let withheld = withheld(&rows, 10, true);
            for column in 0..2 {
                let left: Vec<u64> = rows.iter().zip(&withheld).filter(|(_, w)| **w).map(|(r, _)| r[column].events).collect();
                let sum: u64 = left.iter().sum();
                let all_hidden = rows.iter().zip(&withheld).all(|(r, w)| *w || weight(r).0 == 0);
                assert!(left.is_empty() || all_hidden || left.len() > 1 && (sum == 0 || sum >= 10), "{rows:?} {withheld:?}");
            }
            assert!(rows.iter().zip(&withheld).all(|(r, w)| *w || r.iter().all(|c| !is_small(*c, 10))));
        }
    }
}
