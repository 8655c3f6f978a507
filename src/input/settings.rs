//! How inputs are to be read.

use std::path::PathBuf;

/// Reading settings: plain data.
///
/// ```
/// use retold::ReadSettings;
/// use retold::input::OnError;
/// let read = ReadSettings { text_field: "body.text".into(), on_error: OnError::Skip, ..Default::default() };
/// assert_eq!(read.id_field, "id");
/// ```
#[derive(Clone, Debug)]
pub struct ReadSettings {
    /// The member or column that holds the text. `a.b` is the member `b` of the object `a`, or
    /// the member `a.b`.
    pub text_field: String,
    /// The member or column that names the record; a record may do without.
    pub id_field: String,
    /// Further members or columns wanted of every record, in this order.
    pub fields: Vec<String>,
    /// More of the same, which follow those; a table may do without them.
    pub optional_fields: Vec<String>,
    /// The format of all inputs; by extension, or else by content, if not given.
    pub format: Option<Format>,
    /// What is a record of a plain text file.
    ///
    /// ```
    /// assert_eq!(retold::input::Split::default(), retold::input::Split::File);
    /// ```
    pub split: Split,
    /// What becomes of the run when a record or file cannot be used.
    pub on_error: OnError,
    /// No record may be longer, so that an endless line cannot eat the memory.
    pub max_record_bytes: u64,
    /// No compressed input may grow by more, looked at beyond 64 MiB of output.
    pub max_ratio: u64,
    /// Where streams are spooled; the system's temporary folder if not given.
    pub temp_dir: Option<PathBuf>,
    /// How much is handed to a thread at once.
    pub chunk_bytes: usize,
    /// Regular files of this size or more are mapped; smaller ones would cost more maps than
    /// copies.
    pub map_bytes: u64,
}

impl Default for ReadSettings {
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            id_field: "id".into(),
            fields: Vec::new(),
            optional_fields: Vec::new(),
            format: None,
            split: Split::File,
            on_error: OnError::Fail,
            max_record_bytes: 1 << 30,
            max_ratio: 1000,
            temp_dir: None,
            chunk_bytes: 1 << 20,
            map_bytes: 256 << 10,
        }
    }
}

/// The formats that are read.
///
/// ```
/// assert_eq!(retold::input::Format::JsonLines.name(), "jsonl");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// One JSON object a line.
    #[serde(rename = "jsonl")]
    #[cfg_attr(feature = "cli", value(name = "jsonl"))]
    JsonLines,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header, quoted as in CSV.
    Tsv,
    /// Plain text.
    Text,
}

impl Format {
    /// The name people give and read.
    pub fn name(self) -> &'static str {
        match self {
            Format::JsonLines => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Text => "text",
        }
    }
}

/// What is a record of a plain text file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Split {
    /// The whole file.
    #[default]
    File,
    /// Each line that is not blank.
    Lines,
    /// Each run of lines that are not blank.
    Paragraphs,
}

/// What becomes of the run when a record or file cannot be used.
///
/// ```
/// assert_eq!(retold::input::OnError::default(), retold::input::OnError::Fail);
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum OnError {
    /// It ends with an error that names the first such record.
    #[default]
    Fail,
    /// It goes on; the record is listed as rejected.
    Skip,
}
