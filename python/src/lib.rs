//! The module `rolecall._rolecall`: what the Python package `rolecall` is made of.

mod classifier;
mod columns;
mod errors;
mod facts;
mod frames;
mod given;
mod records;
mod rows;
mod tag_arrays;
mod texts;
mod verdict;

use pyo3::pymodule;

#[pymodule]
mod _rolecall {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::classifier::Classifier;
    #[pymodule_export]
    use crate::frames::Tagger;
    #[pymodule_export]
    use crate::verdict::Verdict;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
