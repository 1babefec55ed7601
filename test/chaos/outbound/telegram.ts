/** The sandbox in a process of its own, which nobody kills: what it was called to do is the ledger. */
import { startTelegram } from "../../e2e/setup/telegram.ts";

const telegram = await startTelegram({ journalSize: Number(process.env.JOURNAL_SIZE) });
console.log(`origin ${telegram.origin}`);
