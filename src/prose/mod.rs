//! Pages to text: what of a file is prose, and where in the file it stands.
