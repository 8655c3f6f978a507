//! Recurring reports: results, rates, weather and court lists tell other news in the same phrases,
//! and their numbers tell them apart.

/// Numbers that each span holds at least: fewer show nothing.
const LEAST: usize = 6;

/// Whether two spans, given by the hashes of their numbers, each as often as it stands there, look
/// like two reports of a series: both hold six and more, and they share fewer than two thirds of
/// those of the span that has fewer.
///
/// Cost: a sort of both.
pub(crate) fn is_recurring(mut a: Vec<u64>, mut b: Vec<u64>) -> bool {
    let fewer = a.len().min(b.len());
    if fewer < LEAST {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    let (mut shared, mut at) = (0, 0);
    for number in a {
        at += b[at..].iter().take_while(|other| **other < number).count();
        if b.get(at) == Some(&number) {
            shared += 1;
            at += 1;
        }
    }
    3 * shared < 2 * fewer
}

#[cfg(test)]
mod tests {
    use super::is_recurring;

    #[test]
    fn six_numbers_and_more_of_which_few_are_shared_recur() {
        let count = |numbers: std::ops::Range<u64>| numbers.collect::<Vec<u64>>();
        assert!(is_recurring(count(0..6), count(6..12)));
        assert!(is_recurring(count(0..6), count(3..20)), "three of six");
        assert!(!is_recurring(count(0..6), count(2..20)), "four of six");
        assert!(!is_recurring(count(0..5), count(10..40)), "five show nothing");
        assert!(!is_recurring(vec![7; 6], vec![7; 9]));
        assert!(
            is_recurring(vec![7; 6], vec![7, 7, 7, 1, 2, 3]),
            "each as often as it stands there"
        );
    }
}
