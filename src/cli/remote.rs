//! Other stores, as the options name them.

use std::ops::Deref;
use std::path::Path;

use tempfile::TempDir;

use super::args::Login;
use crate::export::{Credentials, Remote, fetch};
use crate::store::Dataset;

/// A dataset, here or fetched from another store; what was fetched is gone with it.
pub(super) struct Opened {
    dataset: Dataset,
    _fetched: Option<TempDir>,
}

impl Deref for Opened {
    type Target = Dataset;

    fn deref(&self) -> &Dataset {
        &self.dataset
    }
}

/// The dataset in `folder`, or the one that the endpoint holds.
pub(super) fn open(folder: &Path, endpoint: Option<&str>, login: &Login) -> anyhow::Result<Opened> {
    let Some(url) = endpoint else {
        return Ok(Opened { dataset: Dataset::open(folder)?, _fetched: None });
    };
    let fetched = tempfile::tempdir()?;
    Ok(Opened { dataset: fetch(&remote(url, login)?, &fetched.path().join("dataset"))?, _fetched: Some(fetched) })
}

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
