//! Pelita as functions of SQL: `screen(query)`, `shown(query, country)`, and two helpers that read a time and a country.
//!
//! None of them gives text of a query back, in a result or in an error.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringBuilder, StructArray, TimestampMicrosecondArray};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::compute::kernels::cast_utils::string_to_datetime;
use datafusion::arrow::datatypes::{DataType, Field, Fields, Int64Type, TimeUnit};
use datafusion::common::{Result, ScalarValue, internal_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};
use datafusion::prelude::SessionContext;
use pelita::{Country, Interceptor, Searcher};

/// The type of an instant: microseconds, without a zone.
pub const MOMENT: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

/// The fields of `screen(query)`.
const FIELDS: [&str; 4] = ["topic", "intent", "urgency", "locale"];

/// What the functions share.
#[derive(Clone)]
pub struct Functions {
    interceptor: Arc<Interceptor>,
    screened: Arc<AtomicU64>,
}

impl Functions {
    pub fn new(interceptor: Interceptor) -> Functions {
        Functions { interceptor: Arc::new(interceptor), screened: Arc::default() }
    }

    /// How many queries `screen` has seen so far.
    pub fn screened(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.screened)
    }

    /// Makes the functions known to SQL.
    pub fn register(&self, context: &SessionContext) {
        for task in [Task::Screen, Task::Shown, Task::CountryCode, Task::Moment] {
            let function = Function { task, shared: self.clone(), signature: Signature::user_defined(Volatility::Immutable) };
            context.register_udf(ScalarUDF::new_from_impl(function));
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
    Screen,
    Shown,
    CountryCode,
    Moment,
}

struct Function {
    task: Task,
    shared: Functions,
    signature: Signature,
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.task == other.task && Arc::ptr_eq(&self.shared.interceptor, &other.shared.interceptor)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.task.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        match self.task {
            Task::Screen => "screen",
            Task::Shown => "shown",
            Task::CountryCode => "country_code",
            Task::Moment => "moment",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let count = match self.task {
            Task::Shown => 1..=2,
            _ => 1..=1,
        };
        if !count.contains(&given.len()) {
            return match self.task {
                Task::Shown => plan_err!("shown takes a query and, if it is known, a country: shown(query, country)"),
                _ => plan_err!("{} takes one argument", self.name()),
            };
        }
        given.iter().map(|kind| self.coerce(kind)).collect()
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.task {
            Task::Screen => DataType::Struct(screen_fields()),
            Task::Shown => DataType::Boolean,
            Task::CountryCode => DataType::Utf8,
            Task::Moment => MOMENT,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let all_constant = args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let out: ArrayRef = match (self.task, arrays.as_slice()) {
            (Task::Screen, [queries]) => self.screen(queries)?,
            (Task::Shown, [queries]) => self.shown(queries, None)?,
            (Task::Shown, [queries, countries]) => self.shown(queries, Some(countries))?,
            (Task::CountryCode, [names]) => country_codes(names)?,
            (Task::Moment, [times]) => moments(times)?,
            _ => return internal_err!("{} was called with {} arguments", self.name(), arrays.len()),
        };
        Ok(if all_constant { ColumnarValue::Scalar(ScalarValue::try_from_array(&out, 0)?) } else { ColumnarValue::Array(out) })
    }
}

impl Function {
    fn coerce(&self, kind: &DataType) -> Result<DataType> {
        use DataType::*;
        match kind {
            Utf8 | LargeUtf8 | Utf8View => Ok(kind.clone()),
            Null => Ok(Utf8),
            Dictionary(_, value) => self.coerce(value),
            Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 | Float32 | Float64 if self.task == Task::Moment => Ok(Int64),
            other => plan_err!("{} takes text, not {other}", self.name()),
        }
    }

    fn screen(&self, queries: &ArrayRef) -> Result<ArrayRef> {
        self.shared.screened.fetch_add(queries.len() as u64, Ordering::Relaxed);
        let mut columns: [StringBuilder; 4] = std::array::from_fn(|_| StringBuilder::new());
        let mut heard = Vec::with_capacity(queries.len());
        each_text(queries, |query| {
            let screening = query.map(|q| self.shared.interceptor.screen(q));
            let top = screening.as_ref().and_then(|s| s.top());
            heard.push(top.is_some());
            match top {
                Some(t) => {
                    let words = [t.topic.as_str(), t.intent.as_str(), t.urgency.as_str(), &*t.locale];
                    columns.iter_mut().zip(words).for_each(|(c, w)| c.append_value(w));
                }
                None => columns.iter_mut().for_each(StringBuilder::append_null),
            }
        })?;
        let columns = columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect();
        Ok(Arc::new(StructArray::try_new(screen_fields(), columns, Some(NullBuffer::from(heard)))?))
    }

    fn shown(&self, queries: &ArrayRef, countries: Option<&ArrayRef>) -> Result<ArrayRef> {
        let mut searchers = Vec::with_capacity(queries.len());
        if let Some(countries) = countries {
            each_text(countries, |name| searchers.push(name.and_then(|n| n.parse::<Country>().ok())))?;
        }
        let mut shown = Vec::with_capacity(queries.len());
        each_text(queries, |query| {
            let country = searchers.get(shown.len()).copied().flatten();
            let searcher = country.map_or_else(Searcher::unknown, Searcher::from_country);
            shown.push(query.is_some_and(|q| self.shared.interceptor.intercept(q, &searcher).is_some()));
        })?;
        Ok(Arc::new(BooleanArray::from(shown)))
    }
}

fn screen_fields() -> Fields {
    FIELDS.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect()
}

/// The ISO 3166-1 alpha-2 codes of what stands in a country column; null where it is no country.
fn country_codes(names: &ArrayRef) -> Result<ArrayRef> {
    let mut out = StringBuilder::new();
    each_text(names, |name| out.append_option(name.and_then(|n| n.parse::<Country>().ok()).map(Country::as_str)))?;
    Ok(Arc::new(out.finish()))
}

/// Instants: ISO 8601 text (UTC if it names no zone), or a number of seconds, milliseconds, microseconds or nanoseconds since
/// 1970, told apart by its size. Null where it is neither.
fn moments(times: &ArrayRef) -> Result<ArrayRef> {
    let mut out = Vec::with_capacity(times.len());
    match times.data_type() {
        DataType::Int64 => out.extend(times.as_primitive::<Int64Type>().iter().map(|n| n.and_then(epoch))),
        _ => each_text(times, |text| out.push(text.and_then(moment)))?,
    }
    Ok(Arc::new(TimestampMicrosecondArray::from(out)))
}

fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) => epoch(number as i64),
        Err(_) => string_to_datetime(&chrono::Utc, text).ok().map(|t| t.timestamp_micros()),
    }
}

/// Microseconds since 1970, from a number of any usual unit. Seconds reach to the year 5138, the other units from 1973 on.
fn epoch(number: i64) -> Option<i64> {
    match number.unsigned_abs() {
        0..100_000_000_000 => number.checked_mul(1_000_000),
        100_000_000_000..100_000_000_000_000 => number.checked_mul(1_000),
        100_000_000_000_000..100_000_000_000_000_000 => Some(number),
        _ => Some(number / 1_000),
    }
}

/// Calls `f` with each text of an array, in order.
fn each_text(array: &ArrayRef, mut f: impl FnMut(Option<&str>)) -> Result<()> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().for_each(&mut f),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().for_each(&mut f),
        DataType::Utf8View => array.as_string_view().iter().for_each(&mut f),
        other => return internal_err!("expected text, got {other}"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_every_usual_form() {
        let expected = Some(1_704_164_645_000_000);
        for text in [
            "2024-01-02T03:04:05Z",
            "2024-01-02 03:04:05",
            "2024-01-02T10:04:05+07:00",
            "1704164645",
            " 1704164645000 ",
            "1704164645000000",
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
        assert_eq!(epoch(1_704_164_645_000_000_000), expected);
        assert_eq!(moment("2024-01-02"), Some(1_704_153_600_000_000));
        assert_eq!(moment("yesterday"), None);
        assert_eq!(moment(""), None);
    }
}
