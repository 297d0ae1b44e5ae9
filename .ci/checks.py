"""What all checks share: counting, running other programs, hashing."""

import contextlib
import hashlib
import subprocess
import traceback


class Checks:
    """Counts and prints; a check that raises has failed."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def note(self, name, holds, detail=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'}  {name}{': ' if detail else ''}{detail}", flush=True)

    def equal(self, name, left, right):
        self.note(name, left == right, f"{left}" if left == right else f"{left} is not {right}")

    @contextlib.contextmanager
    def guard(self, name):
        try:
            yield
        except Exception as error:  # whatever a foreign program throws is a finding
            self.note(name, False, f"{type(error).__name__}: {error}"[:600])
            traceback.print_exc(limit=-2)


checks = Checks()


def call(command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, **options)


def demand(command, **options):
    """Runs a command that has to succeed, returns its output."""
    result = call(command, **options)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit code {result.returncode}: {result.stderr.decode()}")
    return result.stdout


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
