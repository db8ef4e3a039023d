//! Roles as sentences name them.

use rolecall::Role;

/// The name of a role among others: `Data PM`, `General PM`, `another job`.
#[must_use]
pub fn short_role(role: Role) -> &'static str {
    match role {
        Role::NotPm => "another job",
        role => role.name(),
    }
}

/// The name of a role as what somebody is: `an AI PM`.
#[must_use]
pub fn role_with_article(role: Role) -> String {
    match role {
        Role::NotPm => "another job than a product manager".to_owned(),
        Role::Data | Role::OtherPm => format!("a {}", short_role(role)),
        _ => format!("an {}", role.name()),
    }
}
