//! Moments in a named time zone, as JSON. `arrow` would do it too, with a table of all zones that
//! takes ten times the room.

use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::as_datetime;
use arrow_array::timezone::Tz;
use arrow_array::types::{
    ArrowTimestampType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, PrimitiveArray};
use arrow_json::writer::{Encoder, NullableEncoder};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// For an array of moments in a zone that has a name, as `+01:00` has none.
pub(crate) fn encoder(array: &dyn Array) -> Result<Option<NullableEncoder<'_>>, ArrowError> {
    let DataType::Timestamp(unit, Some(name)) = array.data_type() else {
        return Ok(None);
    };
    if name.parse::<Tz>().is_ok() {
        return Ok(None);
    }
    let zone = TimeZone::get(name).map_err(|error| ArrowError::ParseError(error.to_string()))?;
    Ok(Some(match unit {
        TimeUnit::Second => of::<TimestampSecondType>(array, zone),
        TimeUnit::Millisecond => of::<TimestampMillisecondType>(array, zone),
        TimeUnit::Microsecond => of::<TimestampMicrosecondType>(array, zone),
        TimeUnit::Nanosecond => of::<TimestampNanosecondType>(array, zone),
    }))
}

fn of<T: ArrowTimestampType>(array: &dyn Array, zone: TimeZone) -> NullableEncoder<'_> {
    let moments = Moments { array: array.as_primitive::<T>(), zone };
    NullableEncoder::new(Box::new(moments), array.nulls().cloned())
}

struct Moments<'a, T: ArrowTimestampType> {
    array: &'a PrimitiveArray<T>,
    zone: TimeZone,
}

impl<T: ArrowTimestampType> Encoder for Moments<'_, T> {
    fn encode(&mut self, i: usize, out: &mut Vec<u8>) {
        let value = self.array.value(i);
        let second = match T::UNIT {
            TimeUnit::Second => 1,
            TimeUnit::Millisecond => 1_000,
            TimeUnit::Microsecond => 1_000_000,
            TimeUnit::Nanosecond => 1_000_000_000,
        };
        let far = if value < 0 { Timestamp::MIN } else { Timestamp::MAX };
        let moment = Timestamp::from_second(value.div_euclid(second)).unwrap_or(far);
        let ahead = self.zone.to_offset(moment).seconds();
        let local = value.checked_add(i64::from(ahead) * second).and_then(as_datetime::<T>);
        // A vector takes all that is written to it.
        let _ = match local {
            Some(local) if ahead == 0 => write!(out, "\"{local:?}Z\""),
            Some(local) => {
                let sign = if ahead < 0 { '-' } else { '+' };
                // Before there was a standard time, zones were ahead by odd seconds.
                let minutes = (ahead.abs() + 30) / 60;
                write!(out, "\"{local:?}{sign}{:02}:{:02}\"", minutes / 60, minutes % 60)
            }
            // As `arrow` puts it for those without a zone.
            None => write!(
                out,
                "\"ERROR: Cast error: Failed to convert {value} to datetime for {}\"",
                T::DATA_TYPE
            ),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, TimestampMillisecondArray, TimestampSecondArray};

    use crate::parquet_json::json_lines;

    fn json(array: impl Into<ArrayRef>) -> String {
        let batch = RecordBatch::try_from_iter([("t", array.into())]).unwrap();
        let lines = String::from_utf8(json_lines(&batch).unwrap()).unwrap();
        lines.replace("{\"t\":", "").replace("}\n", " ").trim_end().to_owned()
    }

    fn seconds(values: Vec<i64>, zone: &str) -> String {
        json(Arc::new(TimestampSecondArray::from(values).with_timezone(zone)) as ArrayRef)
    }

    #[test]
    fn clocks_of_zones_are_read() {
        let year = vec![1_769_854_830, 1_785_493_230];
        let berlin = r#""2026-01-31T11:20:30+01:00" "2026-07-31T12:20:30+02:00""#;
        assert_eq!(seconds(year.clone(), "Europe/Berlin"), berlin);
        let utc = r#""2026-01-31T10:20:30Z" "2026-07-31T10:20:30Z""#;
        assert_eq!(seconds(year.clone(), "UTC"), utc);
        let fixed = r#""2026-01-31T06:50:30-03:30" "2026-07-31T06:50:30-03:30""#;
        assert_eq!(seconds(year.clone(), "-03:30"), fixed);
        let newfoundland = r#""2026-01-31T06:50:30-03:30" "2026-07-31T07:50:30-02:30""#;
        assert_eq!(seconds(year, "America/St_Johns"), newfoundland);
    }

    #[test]
    fn moments_may_be_null_early_or_out_of_reach() {
        let values = vec![Some(-3_786_825_600_001), None];
        let array = TimestampMillisecondArray::from(values).with_timezone("Europe/Berlin");
        let early = r#""1850-01-01T00:53:27.999+00:53" null"#;
        assert_eq!(json(Arc::new(array) as ArrayRef), early);
        let far = seconds(vec![i64::MAX, i64::MIN, 253_402_300_800], "Europe/Berlin");
        assert!(far.starts_with("\"ERROR: Cast error: Failed to convert 9223372036854775807 to"));
        assert!(far.ends_with(r#""+10000-01-01T01:00:00+01:00""#), "{far}");
    }

    #[test]
    fn an_unknown_zone_is_an_error() {
        let array = TimestampSecondArray::from(vec![1]).with_timezone("Mars/Base");
        let batch = RecordBatch::try_from_iter([("t", Arc::new(array) as ArrayRef)]).unwrap();
        assert!(json_lines(&batch).is_err());
    }
}
