//! Tables that go on on the next page.

use super::body::Body;
use super::super::super::reading::Page;

/// Gives a table that goes on on the next page the names of its columns.
pub(super) fn join(_pages: &[Page], _found: &mut [Vec<Body>]) {}
