//! Dates as dumps write them, and lengths of time such as `30d`.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The seconds since 1970 that a date stands for: ISO 8601 dates and times (UTC where no zone is
/// given), RFC 2822 as feeds write it, or seconds or milliseconds since 1970.
pub(crate) fn timestamp(date: &str) -> Option<i64> {
    let date = date.trim();
    if let Ok(number) = date.parse::<i64>() {
        // Five digits are no year; 12 or more are milliseconds from 1973 on.
        let is_seconds = (100_000_000..100_000_000_000).contains(&number);
        let is_millis = (100_000_000_000..100_000_000_000_000).contains(&number);
        return is_seconds.then_some(number).or(is_millis.then_some(number / 1000));
    }
    let utc = |local: DateTime| local.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp());
    let moment = date
        .parse::<Timestamp>()
        .ok()
        .or_else(|| date.parse::<Zoned>().ok().map(|zoned| zoned.timestamp()))
        .or_else(|| utc(date.parse::<DateTime>().ok()?))
        .or_else(|| utc(date.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))
        .or_else(|| jiff::fmt::rfc2822::parse(date).ok().map(|zoned| zoned.timestamp()))?;
    Some(moment.as_second())
}

/// The seconds of a length of time such as `30d`.
pub(crate) fn length_seconds(length: &str) -> Option<i64> {
    let unit = length.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let count: u32 = length[..length.len() - unit.len_utf8()].parse().ok()?;
    Some(i64::from(count) * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_scrapes_write_them() {
        let noon = Some(1_709_294_400);
        for date in [
            "2024-03-01T12:00:00Z",
            "2024-03-01T17:30:00+05:30",
            "2024-03-01 12:00:00",
            "Fri, 1 Mar 2024 12:00:00 +0000",
            "1709294400",
            "1709294400000",
        ] {
            assert_eq!(timestamp(date), noon, "{date}");
        }
        assert_eq!(timestamp("2024-03-01"), Some(1_709_251_200));
        for date in ["", "yesterday", "2024", "2024-13-01"] {
            assert_eq!(timestamp(date), None, "{date}");
        }
    }
}
