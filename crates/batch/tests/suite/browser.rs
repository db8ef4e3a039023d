//! Pages in a real browser: headless Chromium, where it is installed.

use std::path::Path;
use std::process::Command;

/// The page's document after its scripts have run, in a window of this width, by day or by night;
/// `None`, with a word about it, where there is no Chromium. `CHROMIUM` names another program.
pub(crate) fn dom(page: &Path, width: u32, dark: bool) -> Option<String> {
    let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !Path::new(&program).exists() {
        println!("SKIPPED: {program} is not here; install Chromium, or name it in CHROMIUM");
        return None;
    }
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(program)
        .args([
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--dump-dom",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ])
        .args(["--virtual-time-budget=3000", "--timeout=30000"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--blink-settings=preferredColorScheme={}", u8::from(!dark)))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    assert!(dom.contains("</html>"), "Chromium says: {}", String::from_utf8_lossy(&output.stderr));
    Some(dom)
}
