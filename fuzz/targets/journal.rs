#![no_main]

libfuzzer_sys::fuzz_target!(init: anpu_fuzz::on_one_thread(), |bytes: &[u8]| anpu_fuzz::properties::journal(bytes));
