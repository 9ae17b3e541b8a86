"""Following long work of the server until it has ended."""

from collections.abc import Callable
from typing import Any

from .profile_server import SERVER

Evaluate = Callable[[str], Any]

FOLLOW = (
    'import { finished, followJob } from "./web/library/jobs.js";\n'
    + SERVER
    + """
const start = (more = {}) => server.moves("j1", { status: "running", ...more });
const toast = { update: (...all) => void toast.updates.push(all), close: () => (toast.isClosed = true), updates: [] };
"""
)


def test_a_job_is_followed_to_its_end(evaluate: Evaluate) -> None:
    """Progress is told as it comes, the end is the answer, and nothing is listened to afterwards."""
    body = """
    const seen = [];
    const end = finished(server.host, start(), (job) => seen.push([job.status, job.done]));
    await settle();
    server.moves("j1", { done: 3, total: 9 });
    server.moves("other", { done: 8 });
    server.moves("j1", { status: "done", done: 9, result: 5 });
    const { result } = await end;
    server.moves("j1", { status: "running", done: 1 });
    give([seen.slice(-2), result, [...server.listeners.values()].map((all) => all.size)]);
    """
    assert evaluate(FOLLOW + body) == [[["running", 3], ["done", 9]], 5, [0, 0]]


def test_what_ended_before_anybody_listened_is_noticed(evaluate: Evaluate) -> None:
    """A job that ended between its answer and the first event is read."""
    body = """
    const job = start();
    server.moves("j1", { status: "done", result: 1 });
    give((await finished(server.host, job)).status);
    """
    assert evaluate(FOLLOW + body) == "done"


def test_a_job_that_has_ended_already_is_answered(evaluate: Evaluate) -> None:
    """A job that is over is the answer at once, and is told once."""
    body = """
    let told = 0;
    const job = start({ status: "done" });
    server.calls = [];
    give([(await finished(server.host, job, () => (told += 1))).status, told, server.calls]);
    """
    assert evaluate(FOLLOW + body) == ["done", 1, []]


def test_lost_events_are_made_up_for(evaluate: Evaluate) -> None:
    """After a lost connection the job is read; a server that does not answer then is asked at the next one."""
    body = """
    const end = finished(server.host, start());
    await settle();
    server.isDeaf = true;
    server.moves("j1", { status: "done", result: 7 });
    server.isDeaf = false;
    server.fails = refusal(0);
    server.tell("reconnected");
    await settle();
    server.fails = null;
    server.tell("reconnected");
    give((await end).result);
    """
    assert evaluate(FOLLOW + body) == 7


def test_a_silent_job_is_asked(evaluate: Evaluate) -> None:
    """Where neither events nor a new connection come, the job is read after a while."""
    body = """
    const waiting = [];
    globalThis.setTimeout = (run) => (waiting.push(run), waiting.length);
    globalThis.clearTimeout = () => {};
    const end = finished(server.host, start());
    await settle();
    server.isDeaf = true;
    server.moves("j1", { status: "cancelled" });
    waiting.at(-1)();
    give((await end).status);
    """
    assert evaluate(FOLLOW + body) == "cancelled"


def test_an_answer_older_than_an_event_counts_no_more(evaluate: Evaluate) -> None:
    """What was read before an event and arrives after it is left alone."""
    body = """
    const seen = [];
    server.isHolding = true;
    void finished(server.host, start({ done: 1 }), (job) => seen.push(job.done));
    await settle();
    server.moves("j1", { done: 6 });
    server.held.pop()();
    await settle();
    give(seen);
    process.exit(0);
    """
    assert evaluate(FOLLOW + body) == [1, 6]


def test_success_is_said_in_the_callers_words(evaluate: Evaluate) -> None:
    """What `done` returns is shown with its action; the progress is closed."""
    body = """
    const done = ({ result }) => ({ message: `Made ${result}`, action: "open" });
    const end = followJob(server.host, start(), { label: "Copying", toast, done });
    await settle();
    server.moves("j1", { done: 1, total: 4 });
    server.moves("j1", { status: "done", result: 4 });
    const { status } = await end;
    give([status, server.shown, toast.updates.find(([done]) => done === 1), toast.isClosed]);
    """
    shown = [{"severity": "success", "message": "Made 4", "action": "open"}]
    assert evaluate(FOLLOW + body) == ["done", shown, [1, 4, ""], True]


def test_every_other_end_is_said(evaluate: Evaluate) -> None:
    """A failure has the server's words, a cancelled job says so, and one that a restart cut short says what to do."""
    body = """
    const said = [];
    const run = async (more) => {
      await followJob(server.host, { ...start(), ...more }, { label: "Copying", toast });
      const { message, hint = "", severity = "" } = server.shown.at(-1);
      said.push([message, hint, severity]);
    };
    const error = { message: "Disk full.", hint: "Make room.", code: "disk_full" };
    await run({ status: "failed", message: "No.", error: { error } });
    await run({ status: "failed", message: "Broken.", error: null });
    await run({ status: "cancelled" });
    server.jobs.clear();
    const job = { ...start(), id: "gone" };
    await followJob(server.host, job, { label: "Copying", toast });
    said.push([server.shown.at(-1).message, server.shown.at(-1).hint, server.shown.at(-1).severity]);
    give(said);
    """
    assert evaluate(FOLLOW + body) == [
        ["jobs.failed Copying", "Disk full. Make room.", "error"],
        ["jobs.failed Copying", "Broken.", "error"],
        ["jobs.cancelled Copying", "", ""],
        ["jobs.lost Copying", "jobs.lost_hint", "error"],
    ]


def test_cancel_is_asked_of_the_server(evaluate: Evaluate) -> None:
    """Cancel asks the server; a job that has ended meanwhile is no error, another failure is shown."""
    body = """
    const end = followJob(server.host, start(), { label: "Copying", toast });
    toast.cancel();
    await settle();
    const [asked] = server.calls.filter((call) => call.startsWith("POST"));
    const shown = [];
    for (const status of [409, 404, 500]) {
      server.host.requests.send = async () => { throw refusal(status); };
      toast.cancel();
      await settle();
      shown.push(server.shown.length);
    }
    server.moves("j1", { status: "cancelled" });
    give([asked, shown, (await end).status]);
    """
    assert evaluate(FOLLOW + body) == ["POST /penstock/jobs/j1/cancel", [0, 0, 1], "cancelled"]
