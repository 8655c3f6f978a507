//! The guard where there is no SIGBUS: an access to a page that is gone ends the process as the
//! system sees fit, and outputs are left to it.

use std::ops::Range;
use std::path::Path;

#[derive(Debug)]
pub(super) struct Named;

pub(super) fn name(_: Range<*const u8>, _: &Path) -> Named {
    Named
}

#[derive(Debug)]
pub(crate) struct CrashGuard;

pub(crate) fn remove_on_crash(_: &Path) -> CrashGuard {
    CrashGuard
}

pub(crate) fn remove_now() {}

pub(crate) fn install_sigbus_guard() {}
