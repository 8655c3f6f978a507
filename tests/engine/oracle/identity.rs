//! Alignments by full dynamic programming.

/// Whether some alignment of all of both sequences has at least this identity: matches by columns,
/// where a column is a match, a substitution, or a token of one side alone.
///
/// So it is if matches less `identity` for each column can be brought to zero.
pub(crate) fn reaches(a: &[u32], b: &[u32], identity: f64) -> bool {
    let mut row: Vec<f64> = (0..=b.len()).map(|j| -identity * j as f64).collect();
    for (i, x) in (1..).zip(a) {
        let mut corner = row[0];
        row[0] = -identity * f64::from(i);
        for (j, y) in (1..).zip(b) {
            let here = corner + f64::from(u8::from(x == y)) - identity;
            corner = row[j];
            row[j] = here.max(row[j - 1] - identity).max(row[j] - identity);
        }
    }
    row[b.len()] >= -1e-9 * (a.len() + b.len()) as f64
}

/// The highest identity of an alignment of all of both sequences, to nine digits.
pub(crate) fn identity(a: &[u32], b: &[u32]) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > 1e-9 {
        let middle = (low + high) / 2.0;
        if reaches(a, b, middle) { low = middle } else { high = middle }
    }
    high
}
