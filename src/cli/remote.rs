//! Other stores, as the options name them.

use super::args::Login;
use crate::export::{Credentials, Remote};

/// The store at `url`, asked as `login` says.
pub(super) fn remote(url: &str, login: &Login) -> anyhow::Result<Remote> {
    let credentials = match (&login.user, &login.password, &login.remote_token) {
        (Some(user), Some(password), _) => Credentials::Password { user: user.clone(), password: password.clone() },
        (Some(_), None, _) => anyhow::bail!("{}", rust_i18n::t!("publish.no_password")),
        (None, _, Some(token)) => Credentials::Token(token.clone()),
        (None, _, None) => Credentials::None,
    };
    Ok(Remote::new(url, credentials, login.retries))
}
