//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::values::{MemberId, OperatorNote};

/// «Ты не один»: anonymous one-to-one peer support in Telegram.
///
/// Configuration comes from the environment (and a `.env` beside the working directory); `notalone config check` tells what is missing.
/// Exit codes: 0 ok, 1 failed, 2 usage.
#[derive(Debug, Parser)]
#[command(name = "notalone", version, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve until SIGTERM.
    Serve(ServeArgs),
    /// Bring the database to this version and exit.
    Migrate,
    /// Serve with the Telegram simulator and forty simulated members, and print the links.
    Demo(DemoArgs),
    /// Run the Telegram simulator alone.
    Simulate(SimulateArgs),
    /// Look after the read models.
    Projections {
        /// What to do with them.
        #[command(subcommand)]
        command: ProjectionsCommand,
    },
    /// Look after what follows from events: commands, cards, deadlines.
    Policies {
        /// What to do.
        #[command(subcommand)]
        command: PoliciesCommand,
    },
    /// Read and verify the event log.
    Log {
        /// What to do with it.
        #[command(subcommand)]
        command: LogCommand,
    },
    /// Look into the matchmaking.
    Match {
        /// What to look at.
        #[command(subcommand)]
        command: MatchCommand,
    },
    /// Look after members whom only an operator can help.
    Members {
        /// What to do.
        #[command(subcommand)]
        command: MembersCommand,
    },
    /// Look after the people who work in the console.
    Staff {
        /// What to do.
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// Look after tips: Telegram Stars taken, given back, and paid out.
    Tips {
        /// What to do with them.
        #[command(subcommand)]
        command: TipsCommand,
    },
    /// Manage Telegram's webhooks of the configured bots.
    Webhook {
        /// What to do with them.
        #[command(subcommand)]
        command: WebhookCommand,
    },
    /// Look at the configuration.
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Which parts this process plays.
    #[arg(long, value_delimiter = ',', default_values_t = [Role::Api, Role::Bot, Role::Worker], value_enum)]
    pub roles: Vec<Role>,
    /// Ask Telegram for updates instead of waiting for its webhook.
    #[arg(long)]
    pub polling: bool,
    /// Take the time from a clock server at this address. For tests: refused unless `TELEGRAM_API_URL` is a loopback address.
    #[arg(long, value_name = "ADDR")]
    pub clock: Option<SocketAddr>,
}

/// A part a process plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Health, metrics, HTTP calls.
    Api,
    /// Telegram's updates in, messages out.
    Bot,
    /// Policies, read models, deadlines, matchmaking.
    Worker,
}

impl std::fmt::Display for Role {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Api => "api",
            Self::Bot => "bot",
            Self::Worker => "worker",
        })
    }
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Two members go through the whole main journey, the transcript is printed; exit 0 or 1.
    #[arg(long)]
    pub script: bool,
}

/// Options of `simulate`.
#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, value_name = "ADDR")]
    pub listen: SocketAddr,
    /// Take the time from a clock server at this address.
    #[arg(long, value_name = "ADDR")]
    pub clock: Option<SocketAddr>,
}

/// What to do with read models.
#[derive(Debug, Subcommand)]
pub(crate) enum ProjectionsCommand {
    /// Where each read model stands.
    Status {
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Fill a fresh copy beside the live one and swap it in.
    Rebuild {
        /// Which, by its name in `status`.
        name: String,
    },
    /// Compare each live read model with a rebuilt one.
    Verify {
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub(crate) enum PoliciesCommand {
    /// The events that were set aside, with the reason.
    Parked {
        /// Machine-readable, one event a line.
        #[arg(long)]
        json: bool,
    },
    /// Let the events that were set aside have their effects now; exit 1 while one still cannot.
    Retry {
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with members.
#[derive(Debug, Subcommand)]
pub(crate) enum MembersCommand {
    /// Erase a member, as `/delete_me` does. It cannot be taken back.
    Erase {
        /// The opaque id, as the console and the log show it.
        #[arg(value_name = "ID")]
        member: MemberId,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Who was erased in the last 35 days, by opaque id: what a backup of the data does not know.
    Erasures {
        /// Machine-readable, one erasure a line: what `replay-erasures --from` takes.
        #[arg(long)]
        json: bool,
    },
    /// After a backup was restored: erase again whom it brought back.
    ReplayErasures {
        /// Also those in this file, as `erasures --json` wrote it before the backup was restored.
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Walk the hash chain; exit 1 and name the first broken position if there is one.
    Verify {
        /// A head published earlier, `POSITION:HASH`: fails if the log no longer contains it.
        #[arg(long, value_name = "POSITION:HASH")]
        expect: Option<String>,
        /// Go on from a place that was verified before instead of the first event.
        #[arg(long, value_name = "POSITION:HASH", conflicts_with = "bundle")]
        from: Option<String>,
        /// Check an exported bundle instead; needs no database.
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
        /// With `--bundle`: the published key that must have signed it, in hexadecimal.
        #[arg(long, value_name = "HEX", requires = "bundle")]
        public_key: Option<String>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Write streams into a signed bundle that proves itself without this database.
    Export {
        /// `TYPE/ID` of each stream to show; everything between is there as digests.
        #[arg(required = true)]
        streams: Vec<String>,
        /// Where to write it; `-` for standard output.
        #[arg(short, long, value_name = "FILE", default_value = "-")]
        output: PathBuf,
    },
    /// The last events.
    Tail {
        /// How many.
        #[arg(short = 'n', long, default_value_t = 20)]
        count: i64,
        /// Machine-readable, one event a line.
        #[arg(long)]
        json: bool,
    },
    /// All events of a stream.
    Show {
        /// `TYPE/ID`, or an id alone when it is unique.
        stream: String,
        /// Machine-readable, one event a line.
        #[arg(long)]
        json: bool,
    },
}

/// What to look at in the matchmaking.
#[derive(Debug, Subcommand)]
pub(crate) enum MatchCommand {
    /// Which rule keeps two members apart, or what their score is made of.
    Explain {
        /// One member's id.
        a: String,
        /// The other member's id.
        b: String,
        /// As if it were this moment, like 2026-03-02T12:00:00Z; profiles and searches are those of now.
        #[arg(long, value_name = "MOMENT")]
        at: Option<chrono::DateTime<chrono::Utc>>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with the staff.
#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Make an account; prints a first password, to be exchanged for one's own, unless the person's is given.
    Add {
        /// The name to sign in with.
        name: String,
        /// moderator, senior, analyst or admin.
        #[arg(long)]
        role: app::staff::Role,
        /// Read the person's own password, one line of at least 12 characters, from standard input.
        #[arg(long)]
        password_stdin: bool,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Everybody.
    List {
        /// Machine-readable, one account a line.
        #[arg(long)]
        json: bool,
    },
    /// Let somebody who forgot their password or lost their authenticator begin anew: prints a first password, ends their sessions and takes the second factor away.
    Reset {
        /// The name they sign in with.
        name: String,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Let somebody in no more, and end their sessions.
    Disable {
        /// The name they signed in with.
        name: String,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with tips.
#[derive(Debug, Subcommand)]
pub(crate) enum TipsCommand {
    /// Compare the ledger with what Telegram says, payment by payment; exit 1 and name each difference if there is one.
    Reconcile {
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Give a payment back to who paid it; one that went back before is as good as done.
    Refund {
        /// Telegram's charge id, the id of the tip, or the number that members read on receipts.
        #[arg(value_name = "CHARGE_OR_TIP")]
        payment: String,
        /// Why, for the log: at most 200 characters, nothing that leads to a person.
        #[arg(long, value_name = "TEXT")]
        reason: OperatorNote,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// Write down that a receiver was paid; never more than is owed.
    Payout {
        /// The receiver's id.
        member: MemberId,
        /// How many Stars.
        stars: u32,
        /// Why and how, for the log: at most 200 characters, nothing that leads to a person.
        #[arg(long, value_name = "TEXT")]
        reason: OperatorNote,
        /// What you know the payout by: the same reference is recorded once.
        #[arg(long, value_name = "TEXT")]
        reference: Option<String>,
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
    /// What came in, went out, and is owed to whom; exit 1 if it does not balance.
    Ledger {
        /// Machine-readable.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Tell Telegram where to send updates.
    Set,
    /// What Telegram knows.
    Info,
    /// Tell Telegram to stop sending.
    Delete,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Say everything that is wrong; exit 1 if anything is.
    Check,
    /// Print the configuration in force, without secrets.
    Print,
}
