//! Compressed files: whole ones say what they say uncompressed; damaged ones do not pass for whole.

use std::io::Write;

use flate2::write::GzEncoder;

use crate::readers::{Tagged, tag};

/// The first byte says how the rest is compressed and damaged: bit 0 with zstd instead of gzip, bit
/// 1 cut at, bit 2 changed at the place that the next two bytes give.
pub(crate) fn check(bytes: &[u8]) {
    let [how, place, again, plain @ ..] = bytes else { return };
    let (name, mut packed) = if how & 1 == 0 {
        let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(plain).expect("memory takes it");
        ("jobs.jsonl.gz", gzip.finish().expect("memory takes it"))
    } else {
        ("jobs.jsonl.zst", zstd::encode_all(plain, 1).expect("memory takes it"))
    };
    let place = usize::from(u16::from_le_bytes([*place, *again])) % packed.len();
    if how & 2 != 0 {
        packed.truncate(place);
    }
    if how & 4 != 0 && place < packed.len() {
        packed[place] ^= 0x55;
    }
    let found = tag(name, &packed);
    if how & 6 == 0 {
        let rows =
            |tagged: Option<Tagged>| tagged.map(|Tagged { out, summary }| (out, summary.rejected));
        assert_eq!(rows(found), rows(tag("jobs.jsonl", plain)));
    }
}
