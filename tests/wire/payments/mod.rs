//! Payments against the simulator, on its virtual clock: faults, crashes, races.

mod aftermath;
mod buys;
mod calls;
mod departure;
mod file;
mod kit;
mod limits;
mod matrix;
mod refusals;
mod rows;
mod schedules;
mod shop;
mod trap;
mod walk;
mod walk_acts;

pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
    [
        aftermath::trials(),
        buys::trials(),
        calls::trials(),
        departure::trials(),
        kit::trials(),
        limits::trials(),
        matrix::trials(),
        refusals::trials(),
        rows::trials(),
        schedules::trials(),
        walk::trials(),
        walk_acts::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
