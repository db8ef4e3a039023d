//! Criterion and the peers that rolecall is compared with, away from what its users build.
