//! Payments against the simulator, on its virtual clock: faults, crashes, races.

mod calls;
mod matrix;
mod rows;
mod shop;
mod trap;
mod walk;

pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
    [calls::trials(), matrix::trials(), rows::trials(), walk::trials()].into_iter().flatten().collect()
}
