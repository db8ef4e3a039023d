//! A headless Chromium for tests of pages.

// Each test file is a program of its own, so that nothing here is reached from outside.
#![allow(unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The browser, where there is one.
pub fn chromium() -> Option<PathBuf> {
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
}

/// The page's document as markup after its scripts have run, in a window of this size in pixels (a window is at least 500 wide). Without a browser it says so.
pub fn dump_dom(page: &Path, width: u32, height: u32) -> Option<String> {
    let Some(browser) = chromium() else {
        println!("skipped: there is no Chromium here");
        return None;
    };
    let profile = tempfile::tempdir().unwrap();
    let quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
        .args(quiet)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--window-size={width},{height}"))
        .arg("--dump-dom")
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!dom.is_empty(), "no document: {}", String::from_utf8_lossy(&output.stderr));
    Some(dom)
}
