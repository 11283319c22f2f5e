//! The story: a provider, a wallet that is killed again and again, and a comparison at the end.
//!
//! May use: the simulator, the book. Pays nothing itself.

use crate::{book::Book, work};
use anyhow::{Context, Result, ensure};
use bayar::Rupiah;
use bayar_payments_examples::environment;
use bayar_simulator::{Fault, Operation, Rule, Simulator, Status};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::Command,
};

/// Far more than there are changes.
const LIVES: usize = 200;

pub(crate) async fn tell() -> Result<ExitCode> {
    let simulator = Simulator::start().await?;
    for (customer, fault) in [
        // Paid, and the answer is lost.
        ("121234567890", Fault::DropAfterExecuting),
        // Taken, and failed in the end.
        ("081234567890", Fault::Settle("pending, 500ms failed".parse()?)),
    ] {
        simulator.add_rule(Rule::new(fault).operation(Operation::PostpaidPaymentV2).customer(customer));
    }
    let folder = env::temp_dir().join(format!("bayar-wallet-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let told = live(&simulator, &folder).await.and_then(|kills| compare(&simulator, &folder, kills));
    fs::remove_dir_all(&folder)?;
    Ok(if told? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each life comes one change further and is killed between the next one and its `done()`.
async fn live(simulator: &Simulator, folder: &Path) -> Result<usize> {
    for kills in 0..LIVES {
        let mut command = Command::new(env::current_exe()?);
        command.arg("work").arg(folder).envs(environment(simulator)).kill_on_drop(true);
        let mut wallet = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut said = BufReader::new(wallet.stdout.take().context("no output")?).lines();
        let mut go_on = wallet.stdin.take().context("no input")?;
        // The first change of a life is let pass: it is the one that the life before did not get done.
        let first = said.next_line().await?;
        if first.is_some() && kills > 0 {
            go_on.write_all(b"go on\n").await?;
        }
        let second = if kills > 0 { said.next_line().await? } else { first };
        if second.is_none() {
            ensure!(wallet.wait().await?.success(), "the wallet failed");
            return Ok(kills);
        }
        wallet.start_kill()?;
        wallet.wait().await?;
    }
    anyhow::bail!("it does not come to an end")
}

/// Whether the books and the provider agree.
fn compare(simulator: &Simulator, folder: &Path, kills: usize) -> Result<bool> {
    let book = Book::open(&PathBuf::from(folder).join("wallet.db"), work::start()?)?;
    let (balance, bookings, (changes, again)) = (book.balance()?, book.bookings()?, book.deliveries()?);
    let taken = simulator.ledger().paid().iter().filter(|it| it.status == Status::Success).map(|it| it.price).sum();
    let taken = Rupiah::new(taken)?;
    println!(
        "killed {kills} times between a change and done(); {changes} changes came, {again} of them more than once"
    );
    for (kind, amount) in &bookings {
        println!("booked: {kind:<8} {:>12}", Rupiah::from_sen(*amount).to_string());
    }
    println!("free {}, on hold {}", Rupiah::from_sen(balance.free), Rupiah::from_sen(balance.held));
    println!("the provider took {taken}");
    let agree = balance.held == 0
        && balance.free == work::start()?.sen() - taken.sen()
        && bookings.len() == 3
        && simulator.count(Operation::PostpaidPaymentV2) == 3;
    println!("{}", if agree { "nothing lost, nothing booked twice" } else { "THE BOOKS ARE WRONG" });
    Ok(agree)
}
