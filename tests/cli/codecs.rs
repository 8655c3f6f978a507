//! The compressions, by their own crates.

use std::io::{Read, Write};

pub(crate) const ALL: [&str; 4] = ["gz", "zst", "bz2", "xz"];

pub(crate) fn pack(codec: &str, bytes: &[u8]) -> Vec<u8> {
    match codec {
        "gz" => {
            let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
        "bz2" => {
            let mut to = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
        "xz" => {
            let mut to = liblzma::write::XzEncoder::new(Vec::new(), 0);
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
        _ => {
            let mut to = zstd::Encoder::new(Vec::new(), 1).unwrap();
            // Without it damage may go unseen.
            to.include_checksum(true).unwrap();
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
    }
}

/// The one stream that `bytes` are, to its end.
pub(crate) fn unpack(codec: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut from: Box<dyn Read> = match codec {
        "gz" => Box::new(flate2::read::GzDecoder::new(bytes)),
        "bz2" => Box::new(bzip2::read::BzDecoder::new(bytes)),
        "xz" => Box::new(liblzma::read::XzDecoder::new(bytes)),
        _ => Box::new(zstd::Decoder::new(bytes).unwrap()),
    };
    from.read_to_end(&mut all).unwrap();
    all
}
