//! Seeds to matches: pairs of spans that are nearly the same text.
//!
//! ```text
//! for each seed that recurs: link its places                      links
//! for each pair of texts with links, in the order of the first:   in parallel
//!     extend each link that no extension has covered yet          align
//!     chain extensions that follow each other on both sides, where what lies between is small
//!     cut off what does not reach the identity
//!     add the long runs that are in none of it                    missed
//!     cut what repeats in a row into its units                    rows
//! ```
//!
//! Cost: linear in the links, of which every place of a seed has a handful at most.

mod links;
pub(crate) mod matches;
mod missed;
mod rows;
#[cfg(test)]
mod tests;
