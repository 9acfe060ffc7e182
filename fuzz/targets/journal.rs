#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anpu_fuzz::properties::journal(bytes));
