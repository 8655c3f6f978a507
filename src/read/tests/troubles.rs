//! What ill-formed inputs lead to.
use super::*;
