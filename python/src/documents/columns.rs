//! Arrow columns as strings: all layouts of strings, and for ids and fields whole numbers, dates and
//! times as well.

use crate::errors::InputError;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTemporalType, Date32Type, Date64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use pyo3::prelude::*;

type At<'a> = Box<dyn Fn(usize) -> Option<String> + Send + Sync + 'a>;

/// The values of a column, by row; nothing for null.
pub(super) struct Column<'a>(At<'a>);

impl<'a> Column<'a> {
    /// A column that holds strings.
    pub(super) fn text(array: &'a ArrayRef, name: &str) -> PyResult<Self> {
        strings(array).map(Self).ok_or_else(|| {
            let found = array.data_type();
            InputError::new_err(format!("`{name}` holds {found}, not strings"))
        })
    }

    /// A column that holds strings, or what can be told as such.
    pub(super) fn value(array: &'a ArrayRef, name: &str) -> PyResult<Self> {
        strings(array).or_else(|| numbers(array)).or_else(|| times(array)).map(Self).ok_or_else(
            || {
                let found = array.data_type();
                InputError::new_err(format!(
                    "`{name}` holds {found}, not strings, whole numbers, dates or times"
                ))
            },
        )
    }

    pub(super) fn at(&self, row: usize) -> Option<String> {
        self.0(row)
    }
}

fn strings(array: &ArrayRef) -> Option<At<'_>> {
    if let Some(coded) = array.as_any_dictionary_opt() {
        let values = strings(coded.values())?;
        // Without values there are no keys but null.
        let keys = if coded.values().is_empty() { Vec::new() } else { coded.normalized_keys() };
        let is_null = move |row| coded.keys().is_null(row);
        return Some(Box::new(
            move |row| {
                if is_null(row) { None } else { values(*keys.get(row)?) }
            },
        ));
    }
    match array.data_type() {
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            Some(Box::new(|row| array.is_valid(row).then(|| array.value(row).to_owned())))
        }
        DataType::LargeUtf8 => {
            let array = array.as_string::<i64>();
            Some(Box::new(|row| array.is_valid(row).then(|| array.value(row).to_owned())))
        }
        DataType::Utf8View => {
            let array = array.as_string_view();
            Some(Box::new(|row| array.is_valid(row).then(|| array.value(row).to_owned())))
        }
        // A column of nothing but null has no other type.
        DataType::Null => Some(Box::new(|_| None)),
        _ => None,
    }
}

fn numbers(array: &ArrayRef) -> Option<At<'_>> {
    match array.data_type() {
        DataType::Int8 => Some(number::<Int8Type>(array)),
        DataType::Int16 => Some(number::<Int16Type>(array)),
        DataType::Int32 => Some(number::<Int32Type>(array)),
        DataType::Int64 => Some(number::<Int64Type>(array)),
        DataType::UInt8 => Some(number::<UInt8Type>(array)),
        DataType::UInt16 => Some(number::<UInt16Type>(array)),
        DataType::UInt32 => Some(number::<UInt32Type>(array)),
        DataType::UInt64 => Some(number::<UInt64Type>(array)),
        _ => None,
    }
}

fn number<T: ArrowPrimitiveType<Native: std::fmt::Display>>(array: &ArrayRef) -> At<'_> {
    let array = array.as_primitive::<T>();
    Box::new(|row| array.is_valid(row).then(|| array.value(row).to_string()))
}

fn times(array: &ArrayRef) -> Option<At<'_>> {
    match array.data_type() {
        DataType::Date32 => {
            let array = array.as_primitive::<Date32Type>();
            Some(Box::new(|row| {
                array.is_valid(row).then(|| array.value_as_date(row))?.map(|date| date.to_string())
            }))
        }
        DataType::Date64 => Some(time::<Date64Type>(array)),
        DataType::Timestamp(TimeUnit::Second, _) => Some(time::<TimestampSecondType>(array)),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            Some(time::<TimestampMillisecondType>(array))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Some(time::<TimestampMicrosecondType>(array))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(time::<TimestampNanosecondType>(array))
        }
        _ => None,
    }
}

/// Times are those of UTC, whatever the zone they are shown in.
fn time<T: ArrowTemporalType>(array: &ArrayRef) -> At<'_>
where
    i64: From<T::Native>,
{
    let array = array.as_primitive::<T>();
    Box::new(|row| {
        array.is_valid(row).then(|| array.value_as_datetime(row))?.map(|time| time.to_string())
    })
}
