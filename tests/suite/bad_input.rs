//! What is no posting: a verdict `unclear` with its reason, or a verdict with a flag; never a
//! panic.

use rolecall::{Classifier, Flag, Posting, Role, Unclear};

fn unclear(body: &str) -> Option<Unclear> {
    Classifier::builtin().unwrap().classify(&Posting::new(body)).unclear()
}

#[test]
fn nothing_at_all() {
    for body in ["", " \n\t ", "\u{a0}\u{200b}", "<p> </p>", "\0\0\0"] {
        assert!(
            matches!(unclear(body), Some(Unclear::Empty | Unclear::NotText)),
            "{body:?}: {:?}",
            unclear(body)
        );
    }
}

#[test]
fn placeholders() {
    for body in [
        "nan",
        "NaN",
        "None",
        "N/A",
        "See attached PDF",
        "Skills UNAVAILABLE",
        "Read more Read more",
        "403 Forbidden",
        "We use cookies to improve your experience. Accept all cookies. Manage cookies. By going \
            on you agree to our policy.",
        "<html><body><h1>Access denied</h1><p>You do not have permission to view this \
            page.</p></body></html>",
    ] {
        assert_eq!(unclear(body), Some(Unclear::Placeholder), "{body:?}");
    }
}

#[test]
fn a_cookie_banner_does_not_hide_a_posting() {
    let body = "We use cookies. Accept all cookies.\nProduct Manager, Data \
        Platform\nResponsibilities:\n\
        - Own the product roadmap of our data platform and its data pipelines\n\
         - Write user stories for the data catalog\n\
        - Prioritise the backlog with data engineers";
    assert_eq!(
        Classifier::builtin().unwrap().classify(&Posting::new(body)).role(),
        Some(Role::Data)
    );
}

#[test]
fn too_short_and_too_long() {
    assert_eq!(unclear("Come and work with us!"), Some(Unclear::TooShort));
    let huge = "Own our evals and prompts. ".repeat(2 << 20);
    assert!(huge.len() > 50 << 20);
    assert_eq!(unclear(&huge), Some(Unclear::TooLong));
}

#[test]
fn binary() {
    let noise: Vec<u8> =
        (0..8_192_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(unclear(&String::from_utf8_lossy(&noise)), Some(Unclear::NotText));
}

#[test]
fn hostile_shapes_come_through() {
    let classifier = Classifier::builtin().unwrap();
    for body in [
        "a".repeat(1 << 20),
        "&".repeat(1 << 18),
        "<".repeat(1 << 18),
        "<b>".repeat(1 << 17),
        "@a".repeat(1 << 17),
        "no no ".repeat(1 << 16),
        ".;:!?".repeat(1 << 16),
        "\r".repeat(1 << 16),
        "data platform ".repeat(1 << 15),
        "&amp;lt;li&amp;gt;".repeat(1 << 14),
        "https://".repeat(1 << 15),
        // a sentence without end, in which every word has a case rule
        "RAG ".repeat(1 << 17),
        "not only LLM ".repeat(1 << 16),
    ] {
        let verdict = classifier.classify(&Posting::new(&body));
        assert!(
            (verdict.probabilities().map(|(_, p)| p).sum::<f32>() - 1.0).abs() < 1e-3,
            "{}",
            &body[..8]
        );
    }
}

#[test]
fn half_a_page() {
    let body = "<html><body><div class=\"job\"><h1>Product \
        Owner</h1><h2>Responsibilities</h2><ul><li>Own the backlog of our \
        data warehouse and the data <b>catalo</b>gue<li>Write user stories for \
         schema changes and data quality</l";
    let verdict = Classifier::builtin().unwrap().classify(&Posting::new(body));
    assert_eq!(verdict.role(), Some(Role::Data), "{verdict}");
}

#[test]
fn lone_carriage_returns_are_line_breaks() {
    let body = "Responsibilities\rOwn the product roadmap of our data warehouse\rAgree data \
        contracts\rDefine data quality rules\r\
        Benefits\rA generative AI stipend";
    let verdict =
        Classifier::builtin().unwrap().classify(&Posting::new(body).title("Product Manager"));
    assert_eq!(verdict.role(), Some(Role::Data), "{verdict}");
    assert!(verdict.evidence_for(Role::Ai).all(|evidence| evidence.points() == 0.0), "{verdict}");
}

#[test]
fn other_languages_are_flagged() {
    let german = "Wir suchen zum n\u{e4}chsten Zeitpunkt eine engagierte Pflegefachkraft \
        f\u{fc}r unser Haus am See. Sie arbeiten im Team, \
        betreuen unsere Bewohner und dokumentieren Ihre Arbeit mit AI. Wir bieten \
         ein gutes Gehalt und drei\u{df}ig Tage Urlaub.";
    let verdict = Classifier::builtin().unwrap().classify(&Posting::new(german));
    assert_eq!(verdict.unclear(), Some(Unclear::NotEnglish), "{verdict}");
    assert!(verdict.flags().contains(&Flag::NotEnglish));
    let japanese = "\u{79c1}\u{305f}\u{3061}\u{306f}\u{65b0}\u{3057}\u{3044}\u{88fd}\
         \u{54c1}\u{3092}\u{4f5c}\u{308b}AI\
         \u{30a8}\u{30f3}\u{30b8}\u{30cb}\u{30a2}\u{3092}\u{63a2}\u{3057}\u{3066}\
         \u{3044}\u{307e}\u{3059}\u{3002}"
        .repeat(6);
    assert_ne!(
        Classifier::builtin().unwrap().classify(&Posting::new(&japanese)).role(),
        Some(Role::Ai)
    );
}

#[test]
fn a_language_shows_in_its_little_words() {
    let is_foreign = |text: &str| {
        let verdict = Classifier::builtin().unwrap().classify(&Posting::new(text));
        verdict.flags().contains(&Flag::NotEnglish)
    };
    for foreign in [
        "Nous cherchons une personne qui aime le travail en \u{e9}quipe et la relation avec les \
            clients. Vous g\u{e9}rez le budget de la r\u{e9}gion et les contrats des partenaires.",
        "Buscamos una persona para el equipo de ventas en la ciudad. Trabajar\u{e1}s con los \
            clientes de la zona y el resto de las tiendas, que abren por la tarde.",
        "Procuramos uma pessoa para a equipa de apoio em Lisboa. Vai trabalhar com os clientes da \
            regi\u{e3}o e com uma rede de parceiros que cresce todos os dias em Portugal.",
        "WIR SUCHEN EINE PERSON MIT FREUDE AN DER ARBEIT UND DEM GARTEN. SIE PFLEGEN DAS BEET VON \
            MAI BIS OKTOBER UND REDEN MIT DEN G\u{c4}STEN, DIE ZU UNS AN DEN SEE KOMMEN.",
    ] {
        assert!(is_foreign(foreign), "{foreign}");
    }
    for english in [
        "AI ML LLM RAG SQL API ETL ".repeat(12),
        "Offices: Los Angeles, La Jolla, El Paso, Des Moines, Den Haag, Van Nuys, Las Vegas, Du \
            Bois, San Diego, Santa Fe. Own pricing, packaging, launches, renewals, upsell, churn, \
            discounts, quotes, invoices, contracts, partners, resellers, forecasts, dashboards."
            .to_owned(),
    ] {
        assert!(!is_foreign(&english), "{english}");
    }
}

#[test]
fn a_title_alone_is_a_guess_and_says_so() {
    for body in ["", "nan", "Apply now"] {
        let posting = Posting::new(body).title("Senior Product Manager, ML Platform");
        let verdict = Classifier::builtin().unwrap().classify(&posting);
        assert_eq!(verdict.role(), Some(Role::AiPlatform), "{verdict}");
        assert!(
            verdict.flags().contains(&Flag::TitleOnly) && verdict.confidence() <= 0.6,
            "{verdict}"
        );
    }
}

#[test]
fn a_text_that_breaks_off_says_so() {
    let body = "Responsibilities:\nOwn the product roadmap of our data warehouse, agree data \
        contracts with the teams that produce data, and";
    let flags = |body: &str| {
        Classifier::builtin()
            .unwrap()
            .classify(&Posting::new(body).title("Product Manager"))
            .flags()
            .to_vec()
    };
    assert!(flags(body).contains(&Flag::Truncated));
    assert!(!flags(&format!("{body} lead.")).contains(&Flag::Truncated));
}
