//! How much memory the process has, where the system tells.

/// Bytes in memory.
#[cfg(target_os = "linux")]
pub(super) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok()?.checked_mul(1024)
}

/// Bytes in memory.
#[cfg(not(target_os = "linux"))]
pub(super) const fn resident() -> Option<u64> {
    None
}
