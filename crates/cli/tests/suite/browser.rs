//! Pages in a real browser: headless Chromium, where it is installed.

use std::fs;
use std::path::Path;
use std::process::Command;

/// In what a page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    Day,
    Night,
    /// The reader's own few colours in place of the page's.
    Forced,
}

impl Look {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Look::Day => &["--blink-settings=preferredColorScheme=1"],
            Look::Night => &["--blink-settings=preferredColorScheme=0"],
            // White on black, with black marks on yellow.
            Look::Forced => &["--force-high-contrast", "--force-dark-mode"],
        }
    }
}

/// The page's document after its scripts have run, in a window of this width;
/// `None`, with a word about it, where there is no Chromium. `CHROMIUM` names another program.
pub(crate) fn dom(page: &Path, width: u32, look: Look) -> Option<String> {
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
        .args(look.arguments())
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    assert!(dom.contains("</html>"), "Chromium says: {}", String::from_utf8_lossy(&output.stderr));
    Some(dom)
}

/// Runs `script`, the body of a function that returns a value or the promise of one, in a copy of
/// the page without its policy, in a frame of this width, since no window is as small as a phone;
/// the value as JSON.
pub(crate) fn ask(page: &Path, width: u32, look: Look, script: &str) -> Option<serde_json::Value> {
    const FRAME: &str = "<!doctype html><html><head>
        <meta name='color-scheme' content='light dark'></head><body><script>
        addEventListener('message', message => {
            document.body.textContent = '[[' + message.data + ']]';
        });
        </script>
        <iframe src='page.html' style='border:0;height:844px;width:WIDTHpx'></iframe>
        </body></html>";
    let text = fs::read_to_string(page).unwrap();
    let policy =
        text.find("<meta http-equiv=\"Content-Security-Policy\"").expect("the page has a policy");
    let end = policy + text[policy..].find('>').unwrap() + 1;
    let (before, after) = text[end..].rsplit_once("</body>").expect("the page has a body");
    // The answer goes in base64, so that the frame's document holds it letter by letter.
    let driver = format!(
        "<script>addEventListener('load', () => {{
            Promise.resolve((() => {{ {script} }})()).then(value => {{
                const answer = JSON.stringify(value);
                parent.postMessage(btoa(unescape(encodeURIComponent(answer))), '*');
            }});
        }});</script>"
    );
    let directory = tempfile::tempdir().unwrap();
    fs::write(
        directory.path().join("page.html"),
        format!("{}{before}{driver}</body>{after}", &text[..policy]),
    )
    .unwrap();
    let frame = directory.path().join("frame.html");
    fs::write(&frame, FRAME.replace("WIDTH", &width.to_string())).unwrap();
    let dom = dom(&frame, width.max(500) + 20, look)?;
    let answer = dom.rsplit("[[").next().and_then(|rest| rest.split("]]").next()).unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, answer)
        .unwrap_or_else(|_| panic!("the script failed:\n{dom}"));
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// The text of axe-core, which checks a page for faults that shut people out; `None`, with a word
/// about it, where it was not fetched.
pub(crate) fn axe() -> Option<String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let file = target.join("axe/node_modules/axe-core/axe.min.js");
    let text = fs::read_to_string(file).ok();
    if text.is_none() {
        println!(
            "SKIPPED: axe-core is not here; crates/cli/tests/browser/fetch-axe gets it by npm"
        );
    }
    text
}
