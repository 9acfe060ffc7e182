//! What can be typed. The English help is here; the Chinese stands in `locales/help.yml` under the same names.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turn collections of Chinese governance practice cases into a knowledge graph, and ask it which practices recur.
#[derive(Debug, Parser)]
#[command(name = "anpu", version, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Cli {
    /// Language of messages and help [default: from the locale]
    #[arg(long, global = true, value_enum, env = "ANPU_LANG")]
    pub(super) lang: Option<Lang>,
    /// Print nothing but results and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// What to do
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the sample cases, print which mechanisms recur where, and serve the page
    Demo(Demo),
    /// Read documents, cut them into cases, extract their facts and write a dataset
    Build(Build),
    /// Print the facts of documents without a dataset
    Extract(Extract),
    /// Ask a dataset: a named query, a file of SPARQL, or `-` for standard input
    Query(Query),
    /// Compare cases: what recurs, spreads, is missing
    Analyze(Analyze),
    /// Write a readable report: what the dataset holds, what recurs, spread and is missing, how sure we are
    Report(Report),
    /// Write a dataset in the format of another tool
    Export(Export),
    /// Serve the SPARQL endpoint and the page
    Serve(Serve),
    /// Copy a dataset, updates included, while it is served
    Backup(Backup),
    /// Check a dataset against the SHACL shapes
    Validate(Validate),
    /// Bring a dataset into another store by the Graph Store Protocol, graph by graph, only what changed
    Publish(Publish),
    /// Tell which facts came, went or changed between two datasets
    Diff(Diff),
    /// Go through doubtful facts and write down what you decide
    Review(Review),
    /// Score extraction against a folder of gold records
    Eval(Eval),
    /// Train the models of practices, results and implementers on a folder of gold records
    Train(Train),
    /// Tell which rule made a fact of a case, and from which sentence
    Explain(Explain),
    /// Print the JSON Schema of the record
    Schema,
    /// Print a completion script for a shell
    Completions(Completions),
}

/// Where the dataset is.
#[derive(Debug, Args)]
pub(super) struct Dataset {
    /// Folder of the dataset
    #[arg(short, long = "dataset", value_name = "DIR", default_value = "anpu-dataset", env = "ANPU_DATASET")]
    pub(super) dataset: PathBuf,
}

/// Who asks another store.
#[derive(Debug, Args)]
pub(super) struct Login {
    /// User of the other store; the password is taken from the environment
    #[arg(long, value_name = "NAME")]
    pub(super) user: Option<String>,
    /// Password of the user
    #[arg(long, env = "ANPU_PASSWORD", hide = true, hide_env_values = true)]
    pub(super) password: Option<String>,
    /// Token of the other store, in place of a user
    #[arg(long, env = "ANPU_REMOTE_TOKEN", hide_env_values = true)]
    pub(super) remote_token: Option<String>,
    /// How often a request is made again that failed for a reason that may pass
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) retries: u32,
}

/// What reading documents needs.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Folder of own data files of the same shape as `data/`, added to the built-in ones; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) lexicon: Vec<PathBuf>,
    /// Base of all IRIs
    #[arg(long, value_name = "IRI", default_value = "https://w3id.org/anpu/")]
    pub(super) base: String,
}

/// `anpu demo`.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder of the dataset that is made
    #[arg(short, long, value_name = "DIR", default_value = "anpu-demo")]
    pub(super) dataset: PathBuf,
    /// Address to serve at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878", value_parser = address)]
    pub(super) bind: SocketAddr,
    /// Print the table and stop, without serving
    #[arg(long)]
    pub(super) no_serve: bool,
}

/// `anpu build`.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Read every document again, changed or not
    #[arg(long)]
    pub(super) fresh: bool,
    /// Documents (.txt .md .docx .html .pdf) and folders of them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// `anpu extract`.
#[derive(Debug, Args)]
pub(super) struct Extract {
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Format of the output
    #[arg(short, long, value_enum, default_value = "ndjson")]
    pub(super) format: RecordFormat,
    /// Format of the input: `ndjson` is one document {"id", "text"} a line
    #[arg(long, value_enum, default_value = "files")]
    pub(super) from: Input,
    /// Documents and folders, or `-` for a text on standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
}

/// How `extract` prints records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordFormat {
    /// One record a line.
    Ndjson,
    /// One list of records, indented.
    Json,
    /// The graph in Turtle.
    Turtle,
    /// The graph with its named graphs.
    Nquads,
}

/// What `extract` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Input {
    /// Documents as files.
    Files,
    /// Documents as lines of JSON.
    Ndjson,
}

/// `anpu query`.
#[derive(Debug, Args)]
pub(super) struct Query {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// A parameter of the named query; may be repeated
    #[arg(short, long = "param", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(super) params: Vec<(String, String)>,
    /// Format of the answer [default: table on a terminal, tsv in a pipe]
    #[arg(short, long)]
    pub(super) format: Option<String>,
    /// Seconds after which the query is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(super) timeout: u64,
    /// Ask the SPARQL endpoint at this address instead of a dataset
    #[arg(long, value_name = "URL", conflicts_with = "dataset")]
    pub(super) endpoint: Option<String>,
    #[command(flatten)]
    pub(super) login: Login,
    /// Ask a store on disk beside the dataset, made the first time, and load nothing (see docs/scale.md)
    #[arg(long, conflicts_with = "endpoint")]
    pub(super) on_disk: bool,
    /// Name of a query, SPARQL or a file of it, or `-`; without it the named queries are listed
    #[arg(value_name = "NAME|FILE|SPARQL|-")]
    pub(super) what: Option<String>,
}

/// `anpu analyze`.
#[derive(Debug, Args)]
pub(super) struct Analyze {
    /// Folder of the dataset
    #[arg(short, long, value_name = "DIR", default_value = "anpu-dataset", env = "ANPU_DATASET", global = true)]
    pub(super) dataset: PathBuf,
    /// Fetch the dataset from the SPARQL endpoint at this address
    #[arg(long, value_name = "URL", conflicts_with = "dataset", global = true)]
    pub(super) endpoint: Option<String>,
    #[command(flatten)]
    pub(super) login: Login,
    /// Folder of own data files that the dataset was built with; may be repeated
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) lexicon: Vec<PathBuf>,
    /// table, csv, tsv, json, markdown, xlsx [default: table on a terminal, csv in a pipe, or from the ending of -o]
    #[arg(short, long, global = true)]
    pub(super) format: Option<String>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", global = true)]
    pub(super) output: Option<PathBuf>,
    /// Another table of the same result; an unknown name lists them
    #[arg(long, value_name = "KEY", global = true)]
    pub(super) table: Option<String>,
    /// What to find out
    #[command(subcommand)]
    pub(super) what: Analysis,
}

/// The analyses.
#[derive(Debug, Subcommand)]
pub(super) enum Analysis {
    /// Which practices recur where, since when, and whether more widely than by chance
    Recurrence(Recurrence),
    /// Which practices travel together
    Sets(Sets),
    /// In which order places took a practice up, and by which way
    Diffusion(Diffusion),
    /// Who claims to be first, and who contradicts
    Claims(Diffusion),
    /// Which cases or places are alike, and why
    Similarity(Similarity),
    /// Which practices, families, units or laws belong together
    Communities(Structure),
    /// Which practices, families, units or laws hold the network together
    Centrality(Structure),
    /// What places alike have and this one lacks; `--table gaps-evaluation` tells how far to trust it
    Gaps(Gaps),
    /// How two things are connected, each step with its sentence
    Path(PathBetween),
    /// Results of one practice side by side
    Outcomes(Outcomes),
}

/// `anpu analyze recurrence`.
#[derive(Debug, Args)]
pub(super) struct Recurrence {
    /// What is one practice
    #[arg(long, value_enum, default_value = "concept")]
    pub(super) level: Level,
    /// By what recurrence is counted
    #[arg(long, value_enum, default_value = "place")]
    pub(super) by: By,
    /// Leave out what is found independently in fewer places (or other groups)
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_places: usize,
    /// Leave out what fewer cases have
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_cases: usize,
    /// Work chance out from so many random collections instead of by formula
    #[arg(long, value_name = "N")]
    pub(super) samples: Option<u32>,
    /// Seed of the random collections
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
}

/// `anpu analyze sets`.
#[derive(Debug, Args)]
pub(super) struct Sets {
    /// What is one practice
    #[arg(long, value_enum, default_value = "concept")]
    pub(super) level: Level,
    /// Leave out what fewer cases have [default: 2, or one in a thousand]
    #[arg(long, value_name = "N")]
    pub(super) min_cases: Option<usize>,
}

/// `anpu analyze diffusion` and `claims`.
#[derive(Debug, Args)]
pub(super) struct Diffusion {
    /// What is one practice
    #[arg(long, value_enum, default_value = "concept")]
    pub(super) level: Level,
    /// Leave out what recurs in fewer places
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_places: usize,
    /// Leave out what fewer cases have
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_cases: usize,
}

/// `anpu analyze similarity`.
#[derive(Debug, Args)]
pub(super) struct Similarity {
    /// What is compared
    #[arg(long, value_enum, default_value = "case")]
    pub(super) by: Compared,
    /// How many nearest neighbours are named
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) neighbours: usize,
    /// Only the neighbours of this case (its id) or place
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
}

/// What similarity compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Compared {
    /// Cases
    Case,
    /// Places, by all their cases
    Place,
}

/// `anpu analyze communities` and `centrality`.
#[derive(Debug, Args)]
pub(super) struct Structure {
    /// The network: what stands (or acts) in a case together is joined
    #[arg(long, value_enum, default_value = "practices")]
    pub(super) network: Network,
    /// Resolution of the communities: above 1 smaller ones, below 1 larger ones
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    pub(super) resolution: f64,
    /// Seed of everything random
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
}

/// `anpu analyze gaps`.
#[derive(Debug, Args)]
pub(super) struct Gaps {
    /// What is one practice
    #[arg(long, value_enum, default_value = "concept")]
    pub(super) level: Level,
    /// How many places most alike are asked
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) neighbours: usize,
    /// How many gaps of a place are listed
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) count: usize,
    /// Which known adoptions are hidden for the evaluation, if there are many
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Only the gaps of this place, by its name or the end of it
    #[arg(value_name = "PLACE")]
    pub(super) place: Option<String>,
}

/// `anpu analyze path`.
#[derive(Debug, Args)]
pub(super) struct PathBetween {
    /// Which explanation is best
    #[arg(long, value_enum, default_value = "strongest")]
    pub(super) best: Best,
    /// How many explanations, each by other ways
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) count: usize,
    /// A practice, case, place, unit, law or family by its name, or `kind:name` (`place:上海市`)
    #[arg(value_name = "FROM")]
    pub(super) from: String,
    /// Another
    #[arg(value_name = "TO")]
    pub(super) to: String,
}

/// Which explanation is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Best {
    /// That of fewest steps
    Shortest,
    /// That which avoids what everything is joined to
    Strongest,
}

/// `anpu analyze outcomes`.
#[derive(Debug, Args)]
pub(super) struct Outcomes {
    /// What is one practice [default: family, or that of PRACTICE]
    #[arg(long, value_enum)]
    pub(super) level: Option<Level>,
    /// Leave out what fewer cases report
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) min_cases: usize,
    /// Only the results of this practice or family, by its name
    #[arg(value_name = "PRACTICE")]
    pub(super) practice: Option<String>,
}

/// What is one practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    /// Each case's own name
    Mechanism,
    /// The name known everywhere
    Concept,
    /// The family
    Family,
}

/// By what recurrence is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Districts, cities, provinces
    Place,
    /// Courts, procuratorates, police …
    System,
    /// Years
    Year,
    /// Collections
    Collection,
}

/// A network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Network {
    /// Practices of one case
    Practices,
    /// Families of one case
    Families,
    /// Units that act together
    Units,
    /// Laws cited together
    Laws,
}

/// `anpu report`.
#[derive(Debug, Args)]
pub(super) struct Report {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Folder of own data files that the dataset was built with; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) lexicon: Vec<PathBuf>,
    /// Folder for report.md, its figures, and report.html
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
}

/// `anpu export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Fetch the dataset from the SPARQL endpoint at this address
    #[arg(long, value_name = "URL", conflicts_with = "dataset")]
    pub(super) endpoint: Option<String>,
    #[command(flatten)]
    pub(super) login: Login,
    /// Format [default: from the ending of -o]
    #[arg(short, long)]
    pub(super) format: Option<String>,
    /// What of the graph to write
    #[arg(long)]
    pub(super) view: Option<String>,
    /// Only this place and what lies in it
    #[arg(long)]
    pub(super) place: Option<String>,
    /// Only this family of practice
    #[arg(long)]
    pub(super) family: Option<String>,
    /// Only these years: 2024, 2020-2024, 2020-, -2024
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    pub(super) year: Option<String>,
    /// Only what at least so many cases support
    #[arg(long, value_name = "N")]
    pub(super) min_support: Option<usize>,
    /// Only mechanisms with this role
    #[arg(long)]
    pub(super) role: Option<String>,
    /// File or folder to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// `anpu serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Address to serve at; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878", value_parser = address)]
    pub(super) bind: SocketAddr,
    /// Answer queries from a store on disk beside the dataset, made the first time; nothing can be written (see docs/scale.md)
    #[arg(long, conflicts_with = "token")]
    pub(super) on_disk: bool,
    /// Secret that a client must show to write; without one the server is read-only
    #[arg(long, env = "ANPU_TOKEN", hide_env_values = true)]
    pub(super) token: Option<String>,
    /// Address that SERVICE and LOAD may reach, as queries write it; may be repeated [default: none]
    #[arg(long, value_name = "IRI")]
    pub(super) allow_service: Vec<String>,
    #[command(flatten)]
    pub(super) limits: Limits,
}

/// `anpu backup`.
#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Folder of the copy, new or empty; it is a dataset as the original is
    #[arg(value_name = "TARGET")]
    pub(super) target: PathBuf,
}

/// What a stranger can ask for at most.
#[derive(Debug, Args)]
pub(super) struct Limits {
    /// Seconds for a query or update; a client can ask for less
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(super) timeout: u64,
    /// Rows of an answer, or triples of a graph
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(super) max_rows: u64,
    /// Bytes of an answer
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30)]
    pub(super) max_bytes: u64,
    /// Bytes that one evaluation may hold
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 30)]
    pub(super) max_memory: u64,
    /// Bytes of a request
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    pub(super) max_request: usize,
    /// Connections at once; beyond them the oldest idle one is closed
    #[arg(long, value_name = "N", default_value_t = 2048)]
    pub(super) connections: usize,
    /// Seconds for the head of a request to come, and for a piece of an answer to be taken
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(super) patience: u64,
    /// Evaluations at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub(super) parallel: Option<usize>,
    /// Evaluations that may wait for their turn
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub(super) queue: usize,
    /// Bytes of answers kept for who asks the same again
    #[arg(long, value_name = "BYTES", default_value_t = 256 << 20)]
    pub(super) cache: u64,
}

/// `anpu validate`.
#[derive(Debug, Args)]
pub(super) struct Validate {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Format of the report [default: table on a terminal, csv in a pipe]
    #[arg(short, long)]
    pub(super) format: Option<String>,
}

/// `anpu publish`.
#[derive(Debug, Args)]
pub(super) struct Publish {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    #[command(flatten)]
    pub(super) login: Login,
    /// Send all graphs, whatever was sent before
    #[arg(long)]
    pub(super) again: bool,
    /// Address of the graph store, e.g. `http://127.0.0.1:7878/store`
    #[arg(value_name = "URL")]
    pub(super) url: String,
}

/// `anpu diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Format of the table [default: table on a terminal, csv in a pipe, or from the ending of -o]
    #[arg(short, long)]
    pub(super) format: Option<String>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The earlier dataset
    #[arg(value_name = "A")]
    pub(super) before: PathBuf,
    /// The later dataset
    #[arg(value_name = "B")]
    pub(super) after: PathBuf,
}

/// `anpu review`.
#[derive(Debug, Args)]
pub(super) struct Review {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Your name, which stands with each decision
    #[arg(long, env = "ANPU_AUTHOR")]
    pub(super) author: String,
    /// Ask for facts that are less sure than this (0 to 1)
    #[arg(long, value_name = "CONFIDENCE", default_value_t = 0.6)]
    pub(super) below: f64,
    /// Only facts of this group
    #[arg(long, value_enum)]
    pub(super) group: Option<FactGroup>,
}

/// Groups of facts that can be reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FactGroup {
    /// Organisations.
    Units,
    /// Practices.
    Mechanisms,
    /// Legal documents.
    Laws,
    /// Measured results.
    Outcomes,
    /// Recognition.
    Honours,
}

/// `anpu eval`.
#[derive(Debug, Args)]
pub(super) struct Eval {
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Format of the scores: `table`, or `json` that a later run can be compared with
    #[arg(short, long, default_value = "table")]
    pub(super) format: ScoreFormat,
    /// List what was missed (-) and wrongly found (+) in a group, e.g. `units`
    #[arg(long, value_name = "GROUP")]
    pub(super) misses: Option<String>,
    /// Scores of an earlier run (`-f json`): list gains and losses against it
    #[arg(long, value_name = "FILE")]
    pub(super) against: Option<PathBuf>,
    /// JSON object of least scores by group; exit code 1 if one is not met
    #[arg(long, value_name = "FILE")]
    pub(super) floor: Option<PathBuf>,
    /// Deal the cases out into N folds and score each fold by models trained on the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..))]
    pub(super) folds: Option<u16>,
    /// With `--folds`: folder with more cases that the models of every fold learn from; may be repeated
    #[arg(long, value_name = "DIR", requires = "folds")]
    pub(super) facts: Vec<PathBuf>,
    /// Tell for each group how many facts of each band of confidence are right
    #[arg(long)]
    pub(super) calibration: bool,
    /// Folder with ID.txt (or another document) and ID.json for each case
    #[arg(value_name = "GOLD")]
    pub(super) gold: PathBuf,
}

/// How `eval` prints scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ScoreFormat {
    /// For reading.
    Table,
    /// For a later comparison.
    Json,
}

/// `anpu train`.
#[derive(Debug, Args)]
pub(super) struct Train {
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Folder with ID.txt and ID.json for each case
    #[arg(value_name = "GOLD")]
    pub(super) gold: PathBuf,
    /// Folder with more cases to learn from, practices only where they are annotated; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) facts: Vec<PathBuf>,
    /// Folder to write the model files to
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
}

/// `anpu explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    #[command(flatten)]
    pub(super) dataset: Dataset,
    /// Id of a case, as `anpu query` and the records give it
    #[arg(value_name = "RECORD")]
    pub(super) record: String,
    /// Words of the fact: a name, title or quote; without it all facts are told
    #[arg(value_name = "FACT")]
    pub(super) fact: Option<String>,
}

/// `anpu completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("KEY=VALUE".to_owned()),
    }
}

/// An address by number; of names only that of this machine, for others would be asked for over the network.
fn address(text: &str) -> Result<SocketAddr, String> {
    let numbers = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    numbers.parse().map_err(|_| format!("{text} is no address with a port, like 127.0.0.1:7878 or localhost:7878"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_a_number_or_this_machine_with_a_port() {
        let read = |text| address(text).map(|address| address.to_string()).ok();
        for (text, expected) in [
            ("localhost:80", Some("127.0.0.1:80")),
            ("0.0.0.0:0", Some("0.0.0.0:0")),
            ("[::1]:7878", Some("[::1]:7878")),
            ("localhost", None),
            ("7878", None),
            ("example.org:80", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
