//! Bombs: what the streams of a PDF unpack to is counted before the interpreter unpacks them.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Object, Stream};

use crate::corpus::error::Reason;
use crate::corpus::limits::MAX_UNPACKED_BYTES;

/// How many times its size a filter can make a stream at most.
const LZW_RATIO: u64 = 2731;
const RUN_LENGTH_RATIO: u64 = 64;
const FLATE_RATIO: u64 = 1032;

/// What a stream costs at least, so that a million empty ones are no way around the count.
const LEAST: u64 = 4096;

/// Counts what all deflated streams unpack to, wherever bytes that could be one begin.
pub(super) fn check_bytes(bytes: &[u8]) -> Result<(), Reason> {
    let mut left = MAX_UNPACKED_BYTES;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let rest = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let packed = rest.trim_ascii_start();
        if packed.first().is_some_and(|first| first & 0x0F == 8) {
            left = left.checked_sub(LEAST.max(unpacked(packed, left))).ok_or_else(too_large)?;
        }
    }
    Ok(())
}

/// Number of bytes that a stream unpacks to, damaged or not; counted up to one more than `most`.
fn unpacked(packed: &[u8], most: u64) -> u64 {
    let (mut decoder, mut buffer, mut count) = (ZlibDecoder::new(packed), vec![0; 1 << 16], 0);
    while count <= most {
        match decoder.read(&mut buffer) {
            Ok(read @ 1..) => count += read as u64,
            _ => break,
        }
    }
    count
}

/// Estimates each stream whose packing that count does not see: other filters, and several one after the other.
pub(super) fn check_objects(pdf: &Pdf) -> Result<(), Reason> {
    let is_bomb = |object| matches!(object, Object::Stream(stream) if at_most(&stream) > MAX_UNPACKED_BYTES);
    if pdf.objects().into_iter().any(is_bomb) { Err(too_large()) } else { Ok(()) }
}

fn at_most(stream: &Stream<'_>) -> u64 {
    let filters = stream.filters();
    let ratios = filters.iter().map(|filter| match filter {
        Filter::LzwDecode => LZW_RATIO,
        Filter::RunLengthDecode => RUN_LENGTH_RATIO,
        Filter::FlateDecode if filters.len() > 1 => FLATE_RATIO,
        _ => 1,
    });
    let ratio = ratios.fold(1, u64::saturating_mul);
    if ratio == 1 { 0 } else { ratio.saturating_mul(stream.raw_data().len() as u64) }
}

fn too_large() -> Reason {
    Reason::TooLarge { what: "bytes that its streams unpack to", limit: MAX_UNPACKED_BYTES }
}
