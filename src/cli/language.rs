//! The language of messages: what was asked for, else the system's; and the help of clap in it.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

/// Chooses the language before anything is parsed, since help and usage errors are printed in it too.
pub(super) fn choose(args: &[OsString]) {
    let asked = asked(args).or_else(|| std::env::var("ANPU_LANG").ok()).or_else(sys_locale::get_locale);
    let chinese = asked.is_some_and(|language| language.to_lowercase().starts_with("zh"));
    rust_i18n::set_locale(if chinese { "zh" } else { "en" });
}

/// Whether messages are Chinese.
pub(super) fn is_chinese() -> bool {
    *rust_i18n::locale() == *"zh"
}

/// The value of `--lang`, wherever it stands.
fn asked(args: &[OsString]) -> Option<String> {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            Some("") => return args.next().map(str::to_owned),
            Some(value) if value.starts_with('=') => return Some(value[1..].to_owned()),
            _ => {}
        }
    }
    None
}

/// The command with its help in the chosen language.
pub(super) fn localised(command: Command) -> Command {
    let command = command.disable_help_subcommand(true);
    if !is_chinese() {
        return command;
    }
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.disable_version_flag(true).arg(version);
    with_help(command, "anpu", "")
}

/// Puts Chinese help into a command and those under it. Each is known by its name, in front of it that of the command it
/// is under, if that is not the program itself.
fn with_help(command: Command, name: &str, above: &str) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let template = format!("{{about}}\n\n{}：{{usage}}\n\n{{all-args}}{{after-help}}", word("heading.usage"));
    let command = command.disable_help_flag(true).arg(help).help_template(template);
    let command = command.subcommand_help_heading(word("heading.commands"));
    let command = match translated(&format!("help.{name}.about")) {
        Some(about) => command.about(about),
        None => command,
    };
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| with_arg_help(arg, name, above));
    names.into_iter().fold(command, |command, sub| {
        let whole = under(name, &sub);
        command.mut_subcommand(sub, |sub| with_help(sub.disable_help_subcommand(true), &whole, name))
    })
}

/// The name of a command under another.
fn under(above: &str, name: &str) -> String {
    if above == "anpu" { name.to_owned() } else { format!("{above}.{name}") }
}

fn word(key: &str) -> String {
    rust_i18n::t!(key).into_owned()
}

fn with_arg_help(arg: Arg, command: &str, above: &str) -> Arg {
    let heading = if arg.is_positional() { "heading.arguments" } else { "heading.options" };
    let arg = arg.help_heading(word(heading));
    match arg_help(arg.get_id().as_str(), command, above) {
        Some(help) => arg.help(help),
        None => arg,
    }
}

/// The Chinese help of an argument: under its command or the one above, or among those that several commands share.
fn arg_help(id: &str, command: &str, above: &str) -> Option<String> {
    let places = [command, above, "shared", "anpu"];
    places.iter().find_map(|place| translated(&format!("help.{place}.{id}")))
}

fn translated(key: &str) -> Option<String> {
    crate::_rust_i18n_try_translate("zh", key).map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    #[test]
    fn every_command_and_argument_has_chinese_help() {
        let mut missing = Vec::new();
        missing_help(&Cli::command(), "anpu", "", &mut missing);
        assert!(missing.is_empty(), "no Chinese help: {missing:?}");
    }

    fn missing_help(command: &Command, name: &str, above: &str, missing: &mut Vec<String>) {
        if translated(&format!("help.{name}.about")).is_none() {
            missing.push(name.to_owned());
        }
        let ids = command.get_arguments().map(|arg| arg.get_id().as_str());
        missing.extend(ids.filter(|id| arg_help(id, name, above).is_none()).map(|id| format!("{name} {id}")));
        for sub in command.get_subcommands() {
            missing_help(sub, &under(name, sub.get_name()), name, missing);
        }
    }

    #[test]
    fn the_language_asked_for_is_found_wherever_it_stands() {
        let args = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(asked(&args(&["anpu", "build", "--lang", "zh"])).as_deref(), Some("zh"));
        assert_eq!(asked(&args(&["anpu", "--lang=en", "build"])).as_deref(), Some("en"));
        assert_eq!(asked(&args(&["anpu", "build"])), None);
    }
}
