"""Jobs that are killed at any moment, two processes on one job, and a full disk.

jobs.py [SHEETS [KILLS]]
"""

import contextlib
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import stack


def read(folder, job, *more):
    among = f"student={folder / 'students.txt'}"
    return [stack.PROGRAM, "form", "read", folder / "exam.form", folder / "sheets", "--job", job, "--among", among, *map(str, more)]


def table(job):
    """The contents of the job, without anything that depends on the time of reading."""
    outcome = stack.run("export", job)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def check_whole(job):
    """Whether the database is intact and has no page twice."""
    with contextlib.closing(sqlite3.connect(job)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count, different = database.execute("SELECT count(*), count(DISTINCT hash) FROM sheet").fetchone()
        assert count == different, (count, different)
        assert database.execute("SELECT count(*) FROM source").fetchone() == database.execute("SELECT count(*) FROM sheet").fetchone()
        given, different = database.execute("SELECT count(entry), count(DISTINCT entry) FROM field WHERE name = 'student'").fetchone()
        assert given == different, (given, different)


def sheets_in(job):
    """The number of sheets in a job; 0 before its tables exist."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{job}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM sheet").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def killed(folder, count, kills):
    """The table is the same as without being killed, wherever that happened."""
    subprocess.run(read(folder, folder / "whole.job"), check=True, stderr=subprocess.DEVNULL)
    whole = table(folder / "whole.job")
    assert whole.count("\n") == count + 1
    job, moments, seen = folder / "killed.job", random.Random(7), []
    # The last one comes when all are read: while numbers are assigned, or after that.
    for target in [*sorted(moments.sample(range(count), kills - 1)), count]:
        process = subprocess.Popen(read(folder, job), stderr=subprocess.DEVNULL)
        while process.poll() is None and sheets_in(job) < target:
            time.sleep(0.002)
        time.sleep(moments.uniform(0, 0.01))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if sheets_in(job):
            check_whole(job)
        seen.append(sheets_in(job))
    assert seen == sorted(seen), f"nothing is lost: {seen}"
    subprocess.run(read(folder, job), check=True, stderr=subprocess.DEVNULL)
    check_whole(job)
    assert table(job) == whole, "the same table expected as without being killed"
    print(f"killed {kills} times after {seen} sheets: the same table of {count} sheets")


def two_processes(folder, count):
    """One process reads, the other is refused."""
    job = folder / "two.job"
    both = [subprocess.Popen(read(folder, job), stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in both]
    assert sum("another process is reading into this job" in text for text in errors) <= 1, errors
    check_whole(job)
    assert table(job) == table(folder / "whole.job")
    print("two processes on one job: one reads, and each sheet is there once")


def full_disk(folder):
    """Sheets read before the disk was full are kept, and the rest follows when there is space."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], capture_output=True).returncode == 0
    if not mounted:
        print("skipped: no disk can be mounted here, so a full one was not tried")
        return
    try:
        job = disk / "full.job"
        outcome = subprocess.run(read(folder, job), capture_output=True, text=True)
        assert outcome.returncode == 1, outcome
        assert "the disk is full" in outcome.stderr, outcome.stderr
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        check_whole(job)
        subprocess.run(read(folder, job), check=True, stderr=subprocess.DEVNULL)
        assert table(job) == table(folder / "whole.job")
    finally:
        subprocess.run(["umount", disk], check=False)
    print("a full disk: an error, nothing lost, and the rest is read when there is room")


def main(count=300, kills=20):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "sheets").mkdir()
        stack.form(folder / "exam.form")
        written = stack.sheets(folder / "sheets", count)
        students = {values["student"] for values in written}
        # Some are not in the list, and most numbers of the list have no sheet.
        others = {f"{number:05}" for number in range(0, 100_000, 997)}
        (folder / "students.txt").write_text("\n".join(sorted(students | others)[1:]))
        killed(folder, count, kills)
        two_processes(folder, count)
        if os.geteuid() == 0:
            full_disk(folder)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
