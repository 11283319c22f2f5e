//! Payments against the simulator, on its virtual clock: faults, crashes, races.

mod calls;
mod shop;
mod trap;
mod walk;

pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
    [calls::trials(), walk::trials()].into_iter().flatten().collect()
}
