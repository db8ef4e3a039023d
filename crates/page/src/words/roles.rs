//! Roles as sentences name them.

use rolecall::Role;

/// The name of a role among others: `Data PM`, `another job`.
#[must_use]
pub fn short_role(role: Role) -> &'static str {
    if role == Role::NotPm { "another job" } else { role.name() }
}

/// The name of a role as what somebody is: `an AI PM`.
#[must_use]
pub fn role_with_article(role: Role) -> String {
    match role {
        Role::NotPm => "another job than a product manager".to_owned(),
        Role::Data | Role::OtherPm => format!("a {}", role.name()),
        _ => format!("an {}", role.name()),
    }
}
